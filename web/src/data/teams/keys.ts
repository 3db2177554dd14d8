import { isOfMembership } from '../live/changes.ts';
import type { OnChange } from '../live/live.ts';

export const keys = {
  /** The teams in use; the keys of archived and other teams begin with it. */
  all: ['teams'] as const,
  archived: (organizationId: string) => ['teams', 'archived', organizationId] as const,
  one: (id: string) => ['teams', 'one', id] as const,
  mailAddress: (id: string) => ['team-mail-address', id] as const,
  members: (id: string) => ['team-members', id] as const,
};

export const onChange: OnChange = (change, live) => {
  const { event, kind, teamId, organizationId } = change;
  if (kind === 'import' && event !== 'import.progressed') live.readAgain(keys.all);
  if (isOfMembership(change) && teamId !== undefined) live.readAgainWithin(organizationId ?? '', keys.members(teamId));
};
