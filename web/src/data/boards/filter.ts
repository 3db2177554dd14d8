import { hasWords } from '../../../../src/shared/folded.ts';
import type { KnownTask } from '../tasks/store.ts';

/** The filter of a board; stored in the address. */
export interface BoardFilter {
  readonly q?: string | undefined;
  /** A person's id, `me` or `none`. */
  readonly assignee?: string | undefined;
}

export function isFiltered({ q, assignee }: BoardFilter): boolean {
  return !!q || assignee !== undefined;
}

/**
 * Whether a card matches, as far as the browser can tell. The server also searches fields that cards do not contain, so
 * `matchingIds` are the ids that it returned.
 */
export function passes(
  task: KnownTask,
  { q, assignee }: BoardFilter,
  me: string,
  matchingIds: ReadonlySet<string>,
): boolean {
  if (task.archivedAt !== null) return false;
  if (assignee !== undefined && task.assigneeId !== assigneeOf(assignee, me)) return false;
  return !q || matchingIds.has(task.id) || hasWords(`${task.key} ${task.title}`, q);
}

function assigneeOf(assignee: string, me: string): string | null {
  if (assignee === 'none') return null;
  return assignee === 'me' ? me : assignee;
}
