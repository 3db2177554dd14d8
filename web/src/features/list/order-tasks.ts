import type { Field, Status } from '../../api/types.ts';
import type { KnownTask } from '../tasks/store.ts';

/** What a list can be sorted by; a team's own field is `field.` and its id. */
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
export const groupNames = ['status', 'assignee', 'priority', 'label', 'project', 'due'] as const;

const priorityOrder = { urgent: 0, high: 1, medium: 2, low: 3, none: 4 } as const;

type Key = string | number | null;

/** What the order of tasks is found by. */
export interface OrderNames {
  readonly statuses: readonly Pick<Status, 'id' | 'position'>[];
  readonly fields: readonly Pick<Field, 'id' | 'options'>[];
}

/** Tasks in the order of a field; those without a value last, whichever way it goes. */
export function orderTasks(tasks: readonly KnownTask[], sort: string, names: OrderNames): readonly KnownTask[] {
  const isReversed = sort.startsWith('-');
  const name = isReversed ? sort.slice(1) : sort;
  const keyed = tasks.map((task) => ({ task, key: sortKey(task, name, names) }));
  const sorted = keyed.toSorted((a, b) => {
    if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
    return (isReversed ? -1 : 1) * compare(a.key, b.key) || compare(a.task.id, b.task.id);
  });
  return sorted.map(({ task }) => task);
}

function sortKey(task: KnownTask, name: string, { statuses, fields }: OrderNames): Key {
  switch (name) {
    case 'key':
      return Number(task.key.split('-').at(-1)) || 0;
    case 'title':
      return task.title.toLocaleLowerCase();
    case 'status':
      return statuses.find(({ id }) => id === task.statusId)?.position ?? null;
    case 'priority':
      return priorityOrder[task.priority];
    case 'assignee':
      return task.assignee?.name.toLocaleLowerCase() ?? null;
    case 'dueDate':
      return task.dueDate ?? task.dueAt;
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

/** A choice goes by the order of its options. */
function ownKey(task: KnownTask, fieldId: string, fields: OrderNames['fields']): Key {
  const value = task.customFields?.[fieldId];
  const options = fields.find(({ id }) => id === fieldId)?.options ?? [];
  const place = options.findIndex(({ id }) => id === value);
  return place >= 0 ? place : (value ?? null);
}

const width = 4;

/** The board's order: column by column. */
function rankKey({ statusId, rank }: KnownTask, statuses: OrderNames['statuses']): string {
  const position = statuses.find(({ id }) => id === statusId)?.position ?? 0;
  return `${String(position).padStart(width, '0')} ${rank}`;
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (a === b) return 0;
  // Ranks and moments are compared sign by sign, as the server does; words of people by their alphabet.
  const [left, right] = [String(a), String(b)];
  return /[^\x20-\x7e]/.test(left + right) ? left.localeCompare(right) : left < right ? -1 : 1;
}
