import type { OnChange } from '../live/live.ts';

export const keys = { of: (teamId: string) => ['fields', teamId] as const };

export const onChange: OnChange = ({ event, teamId = '' }, live) => {
  if (event === 'field.changed' || event === 'workflow.changed') live.readAgain(keys.of(teamId));
};
