import { isOfMembership } from '../live/changes.ts';
import type { OnChange } from '../live/live.ts';

export const keys = { within: (organizationId: string) => ['chart', organizationId] as const };

export const onChange: OnChange = (change, live) => {
  const organizationId = change.organizationId ?? '';
  if (isOfMembership(change)) live.readAgainWithin(organizationId, keys.within(organizationId));
};
