import { hasWords } from '../../../../src/shared/folded.ts';
import type { Priority } from '../../api/types.ts';
import { addDays, dayOf } from '../../i18n/dates.ts';
import { dueDay, dueState } from '../../i18n/due.ts';
import { keysOf } from '../../lib/keys-of.ts';
import { type FilterName, filterReaders, type TaskFilter } from './filter-names.ts';
import { type When, weekDays } from './group-tasks.ts';
import type { KnownTask } from './store.ts';

export type { FilterName, TaskFilter };

const filterNames: readonly FilterName[] = keysOf(filterReaders);

export const noFilter: TaskFilter = Object.fromEntries(filterNames.map((name) => [name, undefined]));

export function isFiltered(filter: TaskFilter): boolean {
  return filterNames.some((name) => filter[name] !== undefined);
}

/** Only the filters, of an address that has more; the same text for the same filters. */
export function filterOf(search: TaskFilter): TaskFilter {
  return Object.fromEntries(filterNames.flatMap((name) => (search[name] ? [[name, search[name]]] : [])));
}

/** The value of the filter by assignee for a person: the reader is `me`, as in the list of choices. */
export function assigneeFilter(userId: string, readerId: string): string {
  return userId === readerId ? 'me' : userId;
}

/** The filters as parameters of `GET /tasks`. */
export function tasksFilter(search: TaskFilter) {
  const { q, assignee, status, priority, label, due, project, milestone, fields } = search;
  return {
    ...(q === undefined ? {} : { q }),
    ...(assignee === undefined ? {} : { assigneeId: assignee }),
    ...(status === undefined ? {} : { status }),
    ...(priority === undefined ? {} : { priority: priority as Priority }),
    ...(label === undefined ? {} : { labelId: label }),
    ...(due === undefined ? {} : { due }),
    ...(project === undefined ? {} : { projectId: project }),
    ...(milestone === undefined ? {} : { milestoneId: milestone }),
    ...(fields === undefined ? {} : { customFields: fields }),
  };
}

/** The reverse, for saved views. */
export function filterOfView(filters: Readonly<Record<string, string>>): TaskFilter {
  const { q, assigneeId: assignee, status, priority, labelId: label, due } = filters;
  const { projectId: project, milestoneId: milestone, customFields: fields } = filters;
  return { q, assignee, status, priority, label, due, project, milestone, fields };
}

interface Reader extends When {
  readonly userId: string;
}

/**
 * Whether a task passes, as far as the browser can tell. The server also searches what cards do not contain, so
 * `matchingIds` are the ids that it returned.
 */
export function passes(task: KnownTask, filter: TaskFilter, reader: Reader, matchingIds: ReadonlySet<string>): boolean {
  const { q, assignee, status, priority, label, due, project, milestone, fields } = filter;
  const assigned = task.assigneeId ?? 'none';
  return (
    isAsked(assignee, assigned === reader.userId ? [assigned, 'me'] : [assigned]) &&
    isAsked(status, [task.statusId]) &&
    isAsked(priority, [task.priority]) &&
    isAsked(label, task.labelIds) &&
    isAsked(project, [task.projectId]) &&
    isAsked(milestone, [task.milestoneId]) &&
    isDue(task, due, reader) &&
    (fields === undefined || matchingIds.has(task.id)) &&
    (!q || matchingIds.has(task.id) || hasWords(`${task.key} ${task.title}`, q))
  );
}

/** Whether a filter is not set or has one of the task's values. */
function isAsked(ids: string | undefined, values: readonly (string | null)[]): boolean {
  return ids === undefined || ids.split(',').some((id) => values.includes(id));
}

/** Days as the server compares them; only `overdue` compares moments. */
function isDue(task: KnownTask, due: string | undefined, { timeZone, now }: Reader): boolean {
  if (due === undefined) return true;
  const day = dueDay(task, timeZone);
  const today = dayOf(now, timeZone);
  switch (due) {
    case 'overdue':
      return dueState(task, timeZone, now) === 'late' && task.completedAt === null && task.category !== 'cancelled';
    case 'today':
      return day === today;
    case 'week':
      return day !== null && day >= today && day <= addDays(today, weekDays);
    case 'none':
      return day === null;
    default:
      return true;
  }
}
