import { addDays, dayOf } from '../../i18n/dates.ts';
import { dueDay, dueState } from '../../i18n/due.ts';
import { isOpen } from './is-open.ts';
import type { KnownTask } from './store.ts';

export interface Group {
  /** What the tasks have in common: an id, a priority, a period; empty for none. */
  readonly id: string;
  readonly tasks: readonly KnownTask[];
}

/** `overdue` is open; a closed task with a past due day is in `earlier`. */
export const duePeriods = ['overdue', 'today', 'week', 'later', 'earlier', ''] as const;
/** How many days after today belong to the period `week`. */
export const weekDays = 6;

/** What lists and boards group by; a custom field is `field.` and its id. */
export const groupNames = ['status', 'assignee', 'priority', 'label', 'project', 'milestone', 'parent', 'due'] as const;
const fieldPrefix = 'field.';

/** The custom field that a grouping names. */
export function fieldIdOf(by: string): string | null {
  return by.startsWith(fieldPrefix) ? by.slice(fieldPrefix.length) : null;
}

export interface When {
  readonly timeZone: string;
  readonly now: Date;
}

/** Groups tasks, in the given order; empty groups are left out. */
export function groupTasks(
  tasks: readonly KnownTask[],
  by: string,
  order: readonly string[],
  when: When,
): readonly Group[] {
  const groups = new Map<string, KnownTask[]>(order.map((id) => [id, []]));
  for (const task of tasks) {
    const id = groupOf(task, by, when);
    const group = groups.get(id) ?? [];
    group.push(task);
    groups.set(id, group);
  }
  const nonEmpty = [...groups].filter(([, own]) => own.length > 0).map(([id, own]) => ({ id, tasks: own }));
  // Tasks without a value come last.
  return [...nonEmpty.filter(({ id }) => id !== ''), ...nonEmpty.filter(({ id }) => id === '')];
}

/** The group of a task: an id, a priority, a period; empty for none. A task with several labels is in the first one's. */
export function groupOf(task: KnownTask, by: string, when: When): string {
  switch (by) {
    case 'status':
      return task.statusId;
    case 'assignee':
      return task.assigneeId ?? '';
    case 'priority':
      return task.priority;
    case 'label':
      return task.labelIds[0] ?? '';
    case 'project':
      return task.projectId ?? '';
    case 'milestone':
      return task.milestoneId ?? '';
    case 'parent':
      return task.parentId ?? '';
    case 'due':
      return periodOf(task, when);
    default:
      return String(task.customFields?.[fieldIdOf(by) ?? ''] ?? '');
  }
}

function periodOf(task: KnownTask, { timeZone, now }: When): string {
  const day = dueDay(task, timeZone);
  if (day === null) return '';
  const today = dayOf(now, timeZone);
  if (isOpen(task) && dueState(task, timeZone, now) === 'late') return 'overdue';
  if (day < today) return 'earlier';
  if (day === today) return 'today';
  return day <= addDays(today, weekDays) ? 'week' : 'later';
}
