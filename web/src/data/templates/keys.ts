import type { OnChange } from '../live/live.ts';

export const keys = {
  all: ['templates'] as const,
  /** The owner: a team for task templates, an organization for project templates. */
  of: (id: string) => ['templates', id] as const,
};

export const onChange: OnChange = ({ event }, live) => {
  if (event === 'template.changed') live.readAgain(keys.all);
};
