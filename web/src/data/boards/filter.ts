import { hasWords } from '../../lib/folded.ts';
import type { KnownTask } from '../tasks/store.ts';

/** What a board shows of a team's tasks; it lives in the address. */
export interface BoardFilter {
  readonly q?: string | undefined;
  /** A person's id, `me` or `none`. */
  readonly assignee?: string | undefined;
}

export function isFiltered({ q, assignee }: BoardFilter): boolean {
  return !!q || assignee !== undefined;
}

/**
 * Whether a card passes, as far as it can be told here. The server also searches what a card does not hold, so `found`
 * are those that it answered with.
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
