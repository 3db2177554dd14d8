import type { TaskRow } from '../task/columns.ts';

/** A changed task, and the next task of its series: created by this change, or kept by it. */
export interface TaskAndNext {
  readonly row: TaskRow;
  readonly next: TaskRow | null;
}

/** Describes `next` in the API reference. */
export const meaningOfNext =
  'For recurring tasks: the task that completion created for the next date. When a completion is undone: the next task, if it was kept because someone has changed it.';
