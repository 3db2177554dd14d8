import type { TaskRow } from '../task/columns.ts';

/** A changed task, and the one that goes on with its series: made by this change, or left standing by it. */
export interface Gone {
  readonly row: TaskRow;
  readonly next: TaskRow | null;
}

/** What a reply tells of it. */
export const meaningOfNext =
  'Of a series: the task that a completion made for the next date; where a completion is taken back, the one that stays since somebody has touched it.';
