import type { OnChange } from '../live/live.ts';

export const keys = {
  within: (organizationId: string) => ['exports', organizationId] as const,
};

export const onChange: OnChange = ({ kind, organizationId }, live) => {
  if (kind === 'export') live.readAgain(keys.within(organizationId ?? ''));
};
