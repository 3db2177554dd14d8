import type { Field, Status } from '../../api/types.ts';
import { compareIn } from '../../i18n/compare-names.ts';
import { dayOf } from '../../i18n/dates.ts';
import type { Language } from '../../i18n/languages.ts';
import type { KnownTask } from '../../data/tasks/store.ts';

/** The fields a list can be sorted by; a custom field is `field.` and its id. */
export const sortNames = [
  'rank',
  'key',
  'title',
  'status',
  'priority',
  'assignee',
  'dueDate',
  'startDate',
  'estimate',
  'createdAt',
  'updatedAt',
] as const;

const priorityOrder = { urgent: 0, high: 1, medium: 2, low: 3, none: 4 } as const;

/** Names and titles are compared by language, everything else by code point as on the server. */
type Key = string | number | { readonly words: string } | null;

/** What sorting needs besides the tasks. */
export interface OrderNames {
  readonly statuses: readonly Pick<Status, 'id' | 'position'>[];
  readonly fields: readonly Pick<Field, 'id' | 'options'>[];
  /** The reader's: names and titles sort by their language, days are those of their time zone. */
  readonly language?: Language;
  readonly timeZone?: string;
}

/** Sorts tasks by a field; those without a value come last in both directions. */
export function orderTasks(tasks: readonly KnownTask[], sort: string, names: OrderNames): readonly KnownTask[] {
  const isReversed = sort.startsWith('-');
  const name = isReversed ? sort.slice(1) : sort;
  const { language = 'en' } = names;
  const keyed = tasks.map((task) => ({ task, key: sortKey(task, name, names) }));
  const sorted = keyed.toSorted((a, b) => {
    if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
    return (isReversed ? -1 : 1) * compare(a.key, b.key, language) || compare(a.task.id, b.task.id, language);
  });
  return sorted.map(({ task }) => task);
}

function sortKey(task: KnownTask, name: string, { statuses, fields, timeZone = 'UTC' }: OrderNames): Key {
  switch (name) {
    case 'key':
      return Number(task.key.split('-').at(-1)) || 0;
    case 'title':
      return { words: task.title };
    case 'status':
      return statuses.find(({ id }) => id === task.statusId)?.position ?? null;
    case 'priority':
      return priorityOrder[task.priority];
    case 'assignee':
      return task.assignee && { words: task.assignee.name };
    case 'dueDate':
      return dueKey(task, timeZone);
    case 'startDate':
      return task.startDate;
    case 'estimate':
      return task.estimate;
    case 'createdAt':
      return task.createdAt;
    case 'updatedAt':
      return task.updatedAt;
    default:
      return name.startsWith('field.') ? ownKey(task, name.slice('field.'.length), fields) : rankKey(task, statuses);
  }
}

/** A whole day comes before the times of that day in the reader's zone. */
function dueKey({ dueDate, dueAt }: KnownTask, timeZone: string): string | null {
  return dueAt === null ? dueDate : `${dayOf(new Date(dueAt), timeZone)} ${dueAt}`;
}

/** Choices sort by the order of their options. */
function ownKey(task: KnownTask, fieldId: string, fields: OrderNames['fields']): Key {
  const value = task.customFields?.[fieldId];
  const options = fields.find(({ id }) => id === fieldId)?.options ?? [];
  const index = options.findIndex(({ id }) => id === value);
  if (index >= 0) return index;
  return typeof value === 'string' ? { words: value } : (value ?? null);
}

const width = 4;

/** The board's order: column by column. */
function rankKey({ statusId, rank }: KnownTask, statuses: OrderNames['statuses']): string {
  const position = statuses.find(({ id }) => id === statusId)?.position ?? 0;
  return `${String(position).padStart(width, '0')} ${rank}`;
}

function compare(a: NonNullable<Key>, b: NonNullable<Key>, language: Language): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'object' && typeof b === 'object') return compareIn(language, a.words, b.words);
  if (a === b) return 0;
  return String(a) < String(b) ? -1 : 1;
}
