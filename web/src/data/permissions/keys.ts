import { isOfMembership } from '../live/changes.ts';
import type { OnChange } from '../live/live.ts';

export const keys = {
  all: ['permissions'] as const,
  within: (organizationId: string) => ['permissions', organizationId] as const,
};

export const onChange: OnChange = (change, live) => {
  const { kind, organizationId } = change;
  const key = keys.within(organizationId ?? '');
  if (kind === 'project' || kind === 'project-guest') live.readAgain(key);
  if (isOfMembership(change)) live.readAgainWithin(organizationId ?? '', key);
};
