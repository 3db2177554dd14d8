import { z } from 'zod';
import { type Placeholder, type SqlFragment, sql } from '#platform/database/drizzle.ts';
import type { SortKey } from '#platform/pagination/keyset.ts';
import { type Language, languages, orderedIn } from '#platform/database/language.ts';
import { localTime, type ZoneOffsets } from '#platform/database/local-time.ts';
import { invalid } from '#platform/errors.ts';
import type { CursorKind } from '#platform/pagination/pagination.ts';
import type { TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { FieldId } from '../contract.ts';
import { fieldsOf } from '../task/custom-field.ts';
import { keyPrefix, priorityOrder, taskTable, teamRank } from '../schema/task.ts';

const names = ['rank', 'createdAt', 'updatedAt', 'dueDate', 'priority', 'title', 'key'] as const;
/**
 * How a custom field is sorted, by its type. People cannot be sorted by here, because their names are not in this
 * database.
 */
const fieldSorts = { text: 'field: text', link: 'field: text', date: 'field: text', number: 'field: number' } as const;
type FieldSort = (typeof fieldSorts)[keyof typeof fieldSorts] | 'field: choice';
export type SortName = (typeof names)[number] | FieldSort;

const ofField = 'customFields.';

export const TasksSort = z
  .union([
    z.enum(names.flatMap((name) => [name, `-${name}`] as const)),
    z.string().refine((text) => fieldIdIn(text) !== null, 'is not a field that tasks can be sorted by'),
  ])
  .describe('A field name; a `-` before it reverses the order. `customFields.<id>` for a custom field, with `teamId`.');

/** The order of tasks. Tasks without a value come last, or first if reversed. */
export interface TaskSort {
  readonly name: SortName;
  readonly isDescending: boolean;
  /** Of a custom field. */
  readonly fieldId: FieldId | null;
  /** The options of a choice, in their order. */
  readonly optionIds: readonly string[];
}

/** @throws DomainError 422 for a custom field of another team, or a field of people. */
export async function readSort(
  ctx: TasksContext,
  { sort, teamId }: { readonly sort: z.output<typeof TasksSort>; readonly teamId?: TeamId | undefined },
): Promise<TaskSort> {
  const isDescending = sort.startsWith('-');
  const fieldId = fieldIdIn(sort);
  if (fieldId === null) {
    return { name: sort.replace(/^-/, '') as SortName, isDescending, fieldId, optionIds: [] };
  }
  const organization = teamId && ctx.scope.team(teamId)?.organization;
  const fields = organization ? await fieldsOf(ctx, { organizationId: organization.id, teamId }) : [];
  const field = fields.find(({ id }) => id === fieldId);
  if (!field) throw invalid('sort', 'The team given by teamId does not have this field.');
  if (field.type === 'person') throw invalid('sort', 'Tasks can’t be sorted by a person field.');
  const name = field.type === 'choice' ? 'field: choice' : fieldSorts[field.type];
  return { name, isDescending, fieldId, optionIds: field.options.map(({ id }) => id) };
}

function fieldIdIn(text: string): FieldId | null {
  const name = text.replace(/^-/, '');
  if (!name.startsWith(ofField)) return null;
  return FieldId.safeParse(name.slice(ofField.length)).data ?? null;
}

/** Arguments that sorts may use. */
export interface SortParams extends ZoneOffsets {
  readonly sortFieldId: FieldId | null;
  readonly optionIds: readonly string[];
}

/** An order of tasks; ties are ordered by id. */
interface ListSort {
  /** Whether an index of each team's tasks has this order. */
  readonly isIndexed?: true;
  /** Whether it depends on the reader's language: then the SQL differs by language. */
  readonly isByLanguage?: true;
  keys(params: Readonly<Record<keyof SortParams, Placeholder>>, language: Language): readonly SortKey[];
}

/** Whether there is a value, then the value: row comparisons cannot handle NULL. */
function orNone(value: SqlFragment, none: SqlFragment, kind: SortKey['kind']): SortKey[] {
  return [
    { by: sql`(${value} is null)::integer`, kind: 'number' },
    { by: sql`coalesce(${value}, ${none})`, kind },
  ];
}

/** How many characters of a text are compared, because a cursor contains them. */
const textSorted = 100;
const valueOf = (sortFieldId: Placeholder) => sql`${taskTable.customFields} ->> ${sortFieldId}::text`;

const sorts: Readonly<Record<SortName, ListSort>> = {
  rank: { isIndexed: true, keys: () => [{ by: teamRank(taskTable.rank), kind: 'text' }] },
  createdAt: { isIndexed: true, keys: () => [{ by: sql`${taskTable.createdAt}`, kind: 'instant' }] },
  updatedAt: { isIndexed: true, keys: () => [{ by: sql`${taskTable.updatedAt}`, kind: 'instant' }] },
  // Days are in the reader's time zone: a whole day comes before its times, whenever it begins. Tasks without a due date
  // are in the order of creation.
  dueDate: {
    keys: (params) => [
      { by: sql`coalesce(${taskTable.dueDate}, ${localTime(taskTable.dueAt, params)}::date, 'infinity')`, kind: 'day' },
      {
        by: sql`coalesce(${taskTable.dueAt}, case when ${taskTable.dueDate} is null then ${taskTable.createdAt} else '-infinity' end)`,
        kind: 'instant',
      },
    ],
  },
  priority: {
    isIndexed: true,
    keys: () => [{ by: priorityOrder(taskTable.priority), kind: 'number' }],
  },
  title: {
    isByLanguage: true,
    keys: (_params, language) => [{ by: orderedIn(language, taskTable.title), kind: 'text' }],
  },
  key: {
    isIndexed: true,
    keys: () => [
      { by: keyPrefix(taskTable.key), kind: 'text' },
      { by: sql`${taskTable.number}`, kind: 'number' },
    ],
  },
  'field: text': {
    isByLanguage: true,
    keys: ({ sortFieldId }, language) => {
      const start = sql`left(${valueOf(sortFieldId)}, ${sql.raw(`${textSorted}`)})`;
      return orNone(orderedIn(language, start), sql`''`, 'text');
    },
  },
  'field: number': {
    keys: ({ sortFieldId }) =>
      orNone(
        sql`case when jsonb_typeof(${taskTable.customFields} -> ${sortFieldId}::text) = 'number'
          then (${valueOf(sortFieldId)})::double precision end`,
        sql`0`,
        'decimal',
      ),
  },
  'field: choice': {
    keys: ({ sortFieldId, optionIds }) =>
      orNone(sql`array_position(${optionIds}::text[], ${valueOf(sortFieldId)})`, sql`0`, 'number'),
  },
};

const idKey: SortKey = { by: sql`${taskTable.id}`, kind: 'id' };

/** The order of a board column, which its index has: the same as the sort `rank`. */
export const columnKeys: readonly SortKey[] = [{ by: sql`${taskTable.rank}`, kind: 'text' }, idKey];

/** What a list is ordered by. */
export function sortKeys(
  name: SortName,
  params: Readonly<Record<keyof SortParams, Placeholder>>,
  language: Language,
): readonly SortKey[] {
  return [...sorts[name].keys(params, language), idKey];
}

/**
 * The language in which a sort compares; sorts without a language use the first one, so that all readers share a query.
 */
export function languageOfSort(name: SortName, language: Language): Language {
  return sorts[name].isByLanguage ? language : languages[0];
}

export function isIndexed(name: SortName): boolean {
  return sorts[name].isIndexed === true;
}

export function cursorKinds(name: SortName): CursorKind[] {
  const slot = sql.placeholder('');
  const slots = { sortFieldId: slot, optionIds: slot, offsetsFrom: slot, offsets: slot };
  return sortKeys(name, slots, languages[0]).map(({ kind }) => kind);
}
