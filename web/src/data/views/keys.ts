import type { OnChange } from '../live/live.ts';

export const keys = { within: (organizationId: string) => ['views', organizationId] as const };

export const onChange: OnChange = ({ event, organizationId }, live) => {
  if (event === 'view.changed') live.readAgain(keys.within(organizationId ?? ''));
};
