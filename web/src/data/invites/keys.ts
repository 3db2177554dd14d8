import { isOfMembership } from '../live/changes.ts';
import type { OnChange } from '../live/live.ts';

export const keys = { within: (organizationId: string) => ['invites', organizationId] as const };

export const onChange: OnChange = (change, live) => {
  const organizationId = change.organizationId ?? '';
  if (isOfMembership(change)) live.readAgainWithin(organizationId, keys.within(organizationId));
  else if (change.kind === 'invite') live.readAgain(keys.within(organizationId));
};
