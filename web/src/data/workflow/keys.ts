import type { OnChange } from '../live/live.ts';

export const keys = {
  statuses: (teamId: string) => ['statuses', teamId] as const,
  settings: (teamId: string) => ['workflow', teamId] as const,
};

export const onChange: OnChange = ({ event, teamId = '' }, live) => {
  if (event !== 'workflow.changed' && event !== 'field.changed') return;
  live.readAgain(keys.statuses(teamId));
  live.readAgain(keys.settings(teamId));
};
