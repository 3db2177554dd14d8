import type { OnChange } from '../live/live.ts';

export const keys = {
  one: (id: string) => ['import', id] as const,
  within: (organizationId: string) => ['imports', organizationId] as const,
};

export const onChange: OnChange = ({ event, kind, id, organizationId }, live) => {
  if (kind !== 'import') return;
  live.readAgain(keys.one(id));
  if (event === 'import.finished') live.readAgain(keys.within(organizationId ?? ''));
};
