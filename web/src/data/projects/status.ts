import type { Project } from '../../api/types.ts';

export type ProjectStatus = Project['status'];
export type Health = NonNullable<Project['health']>;

export const projectStatuses = [
  'planned',
  'active',
  'on_hold',
  'completed',
  'cancelled',
  'archived',
] as const satisfies readonly ProjectStatus[];
export const healths = ['on_track', 'at_risk', 'off_track'] as const satisfies readonly Health[];

const open = new Set<ProjectStatus>(['planned', 'active', 'on_hold']);

export function isOpen(status: ProjectStatus): boolean {
  return open.has(status);
}

/** The task category whose icon represents the status. */
export const categoryOf = {
  planned: 'todo',
  active: 'in_progress',
  on_hold: 'todo',
  completed: 'done',
  cancelled: 'cancelled',
  archived: 'done',
} as const satisfies Readonly<Record<ProjectStatus, string>>;
