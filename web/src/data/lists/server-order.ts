import type { Field } from '../../api/types.ts';
import type { ListSearch } from './list-search.ts';

/**
 * The orders that the server and the browser have in common. The board's order goes column by column, which the server
 * does not support; and tasks without a value are always last here, but first on the server when reversed.
 */
const names: ReadonlySet<string> = new Set([
  'key',
  '-key',
  'title',
  '-title',
  'priority',
  '-priority',
  'dueDate',
  'createdAt',
  '-createdAt',
  'updatedAt',
  '-updatedAt',
]);

/** The server's name of the order, for reading page by page; null if the whole list must be read first. */
export function serverOrder(
  { sort = 'rank', group }: ListSearch,
  fields: readonly Pick<Field, 'id' | 'type'>[],
): string | null {
  if (group !== undefined) return null;
  // The server sorts people by id, not by name.
  const field = fields.find(({ id, type }) => type !== 'person' && sort === `field.${id}`);
  if (field) return `customFields.${field.id}`;
  return names.has(sort) ? sort : null;
}
