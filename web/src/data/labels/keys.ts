import type { OnChange } from '../live/live.ts';

export const keys = { within: (organizationId: string) => ['labels', organizationId] as const };

export const onChange: OnChange = ({ kind, organizationId }, live) => {
  if (kind === 'label') live.readAgain(keys.within(organizationId ?? ''));
};
