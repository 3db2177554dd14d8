import type { OnChange } from '../live/live.ts';

export const keys = { within: (organizationId: string) => ['join-requests', organizationId] as const };

export const onChange: OnChange = ({ kind, organizationId }, live) => {
  if (kind === 'join-request') live.readAgain(keys.within(organizationId ?? ''));
};
