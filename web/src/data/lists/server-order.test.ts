import { expect, it } from 'vitest';
import type { ListSearch } from './list-search.ts';
import { serverOrder } from './server-order.ts';

const fields = [
  { id: 'budget', type: 'number' },
  { id: 'buyer', type: 'person' },
] as const;

it.each<[ListSearch, string | null]>([
  [{}, null],
  [{ sort: 'title' }, 'title'],
  [{ sort: '-title' }, '-title'],
  [{ sort: '-dueDate' }, null],
  [{ sort: 'assignee' }, null],
  [{ sort: 'field.budget' }, 'customFields.budget'],
  [{ sort: '-field.budget' }, null],
  [{ sort: 'field.buyer' }, null],
  [{ sort: 'field.gone' }, null],
  [{ sort: 'title', group: 'status' }, null],
])('of a list with %j, pages come in the order %s', (search, order) => {
  expect(serverOrder(search, fields)).toBe(order);
});
