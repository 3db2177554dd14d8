import { z } from 'zod';
import { type Place, type SqlFragment, sql } from '#platform/database/drizzle.ts';
import { invalid } from '#platform/errors.ts';
import type { CursorKind } from '#platform/http/pagination.ts';
import type { TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { FieldId } from '../contract.ts';
import { fieldsOf } from '../fields/field.ts';
import { task } from '../schema.ts';

const names = ['rank', 'createdAt', 'updatedAt', 'dueDate', 'priority', 'title', 'key'] as const;
/** What a custom field is sorted as, by its type. A person's name is not here to sort by. */
const fieldSorts = { text: 'field: text', link: 'field: text', date: 'field: text', number: 'field: number' } as const;
type FieldSort = (typeof fieldSorts)[keyof typeof fieldSorts] | 'field: choice';
export type SortName = (typeof names)[number] | FieldSort;

const ofField = 'customFields.';

export const TasksSort = z
  .union([
    z.enum(names.flatMap((name) => [name, `-${name}`] as const)),
    z.string().refine((text) => fieldIdIn(text) !== null, 'names nothing that tasks are sorted by'),
  ])
  .describe('A field; `-` before it reverses. `customFields.<id>` for one of the team’s own, with `teamId`.');

/** In which order tasks come. What has no value comes last, reversed first. */
export interface TaskSort {
  readonly name: SortName;
  readonly isDescending: boolean;
  /** Of a custom field. */
  readonly fieldId: FieldId | null;
  /** Of a choice: its options in their order. */
  readonly optionIds: readonly string[];
}

/** @throws DomainError 422 for a custom field of another team, or of people. */
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
  if (!field) throw invalid('sort', 'The team that teamId names has no such field.');
  if (field.type === 'person') throw invalid('sort', 'Tasks can’t be sorted by a field of people.');
  const name = field.type === 'choice' ? 'field: choice' : fieldSorts[field.type];
  return { name, isDescending, fieldId, optionIds: field.options.map(({ id }) => id) };
}

function fieldIdIn(text: string): FieldId | null {
  const name = text.replace(/^-/, '');
  if (!name.startsWith(ofField)) return null;
  return FieldId.safeParse(name.slice(ofField.length)).data ?? null;
}

export interface SortKey {
  readonly by: SqlFragment;
  /** What a cursor's value is read as. */
  readonly kind: Exclude<CursorKind, 'id'>;
}

export const castOf = { text: 'text', instant: 'timestamptz', number: 'integer', decimal: 'double precision' } as const;

type Places = Readonly<Record<'sortFieldId' | 'optionIds', Place | SqlFragment>>;

/** Whether there is a value, then the value: NULL stands in no row comparison. */
function orNone(value: SqlFragment, none: SqlFragment, kind: SortKey['kind']): SortKey[] {
  return [
    { by: sql`(${value} is null)::integer`, kind: 'number' },
    { by: sql`coalesce(${value}, ${none})`, kind },
  ];
}

/** So much of a text decides: a cursor holds it. */
const textSorted = 100;
const valueOf = ({ sortFieldId }: Places) => sql`${task.customFields} ->> ${sortFieldId}::text`;

// Texts go by code points, whatever the database's own order: pages of several organizations are merged so as well.
const keys: Readonly<Record<SortName, (places: Places) => readonly SortKey[]>> = {
  rank: () => [{ by: sql`${task.rank}`, kind: 'text' }],
  createdAt: () => [{ by: sql`${task.createdAt}`, kind: 'instant' }],
  updatedAt: () => [{ by: sql`${task.updatedAt}`, kind: 'instant' }],
  dueDate: () => [
    {
      by: sql`coalesce(${task.dueAt}, ${task.dueDate}::timestamp at time zone 'UTC', 'infinity')`,
      kind: 'instant',
    },
  ],
  priority: () => [
    { by: sql`array_position(array['urgent', 'high', 'medium', 'low', 'none'], ${task.priority})`, kind: 'number' },
  ],
  title: () => [{ by: sql`lower(${task.title}) collate "C"`, kind: 'text' }],
  key: () => [
    { by: sql`split_part(${task.key}, '-', 1) collate "C"`, kind: 'text' },
    { by: sql`${task.number}`, kind: 'number' },
  ],
  'field: text': (places) =>
    orNone(sql`left(lower(${valueOf(places)}), ${sql.raw(`${textSorted}`)}) collate "C"`, sql`''`, 'text'),
  'field: number': (places) =>
    orNone(
      sql`case when jsonb_typeof(${task.customFields} -> ${places.sortFieldId}::text) = 'number'
        then (${valueOf(places)})::double precision end`,
      sql`0`,
      'decimal',
    ),
  'field: choice': (places) =>
    orNone(sql`array_position(${places.optionIds}::text[], ${valueOf(places)})`, sql`0`, 'number'),
};

/** Expressions that a list sorts by; the id comes behind them, always. */
export function sortKeys(name: SortName, places: Places): readonly SortKey[] {
  return keys[name](places);
}

export function cursorKinds(name: SortName): CursorKind[] {
  return [...sortKeys(name, { sortFieldId: sql`''`, optionIds: sql`''` }).map(({ kind }) => kind), 'id'];
}
