import type { Field } from '../../api/types.ts';
import type { ListSearch } from './list-search.ts';

/**
 * What the server itself sorts by as it is wanted here. The board's order goes column by column, which it does not know;
 * and tasks without a value come last here whichever way it goes, there first when reversed.
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

/** The order in which a list can be read page by page as it is shown; null where all of it must be there first. */
export function serverOrder(
  { sort = 'rank', group }: ListSearch,
  fields: readonly Pick<Field, 'id' | 'type'>[],
): string | null {
  if (group !== undefined) return null;
  // Of people it knows the ids, not the names.
  const field = fields.find(({ id, type }) => type !== 'person' && sort === `field.${id}`);
  if (field) return `customFields.${field.id}`;
  return names.has(sort) ? sort : null;
}
