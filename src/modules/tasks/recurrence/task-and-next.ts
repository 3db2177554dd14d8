import type { TaskRow } from '../task/columns.ts';

/** A changed task, and the one that goes on with its series: made by this change, or left standing by it. */
export interface TaskAndNext {
  readonly row: TaskRow;
  readonly next: TaskRow | null;
}

/** What a reply tells of it. */
export const meaningOfNext =
  'For recurring tasks: the task that completion created for the next date. When a completion is undone: the next task, if it was kept because someone has changed it.';
