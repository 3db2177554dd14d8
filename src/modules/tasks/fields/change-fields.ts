import { z } from 'zod';
import { Name, singleLine } from '#platform/http/fields.ts';
import { Colour } from '#modules/teams';
import type { Authorized } from '#platform/access/authorized.ts';
import type { TeamInOrganization } from '#platform/http/rules.ts';
import { breaksConstraint, retryOnCollision, withTransaction } from '#platform/database/database.ts';
import { and, build, eq, sql } from '#platform/database/drizzle.ts';
import { first, only, query, statement } from '#platform/database/query.ts';
import { checkVersion, conflict, invalid, notFound, stale } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import { newId, type OrganizationId, type TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { type FieldId, fieldTypes } from '../contract.ts';
import { publish } from '../publish.ts';
import { field, type FieldOption, task } from '../schema.ts';
import { fieldColumns, type FieldRow, fieldsOf } from '../task/custom-field.ts';

export const mostFields = 50;
export const maxOptions = 200;
const Option = z.strictObject({
  id: singleLine(50).optional().describe('Id of an existing option; omit it for a new one.'),
  name: Name,
  colour: Colour.nullable().optional(),
});
const base = {
  name: Name,
  options: z.array(Option).max(maxOptions),
  onCard: z.boolean(),
  position: z.number().int().min(0).max(mostFields),
};
const { name, ...optional } = base;
export const NewField = z.strictObject({ name, type: z.enum(fieldTypes), ...z.object(optional).partial().shape });
/** A field keeps its type: what tasks hold in it is of that type. */
export const FieldPatch = z.strictObject(z.object(base).partial().shape);

type Admin = Authorized<TeamInOrganization, 'administer'>;

/** @throws DomainError 409 `field-exists` for a name that the team has already. */
export function createField(ctx: TasksContext, team: Admin, input: z.output<typeof NewField>): Promise<FieldRow> {
  return withTransaction(ctx, async (inTx) => {
    const key = { organizationId: team.organization.id, teamId: team.team.id };
    const existing = await fieldsOf(inTx, key);
    if (existing.length >= mostFields) throw conflict('too-many-fields', 'A team can have at most 50 custom fields.');
    const row = await only(
      unlessTaken(
        insertField(inTx, {
          ...key,
          id: newId<FieldId>(),
          name: input.name,
          type: input.type,
          options: optionsOf(input.type, input.options ?? [], []),
          onCard: input.onCard ?? false,
          position: input.position ?? existing.reduce((last, { position }) => Math.max(last, position + 1), 0),
        }),
      ),
    );
    await tell(inTx, row);
    return row;
  });
}

export function updateField(
  ctx: TasksContext,
  current: FieldRow,
  _proof: Admin,
  patch: z.output<typeof FieldPatch>,
  ifVersion: number | undefined,
): Promise<FieldRow> {
  return withTransaction(ctx, async (inTx) => {
    const options = patch.options ? optionsOf(current.type, patch.options, current.options) : current.options;
    const { name: newName = current.name, onCard = current.onCard, position = current.position } = patch;
    const wanted = { ...current, name: newName, onCard, position, options: [...options] };
    const row = await first(unlessTaken(update(inTx, { ...wanted, ifVersion: ifVersion ?? current.version })));
    if (!row) throw stale(current.version);
    const gone = current.options.filter(({ id }) => !options.some((option) => option.id === id)).map(({ id }) => id);
    const now = ctx.clock.now().toISOString();
    const { organizationId, teamId, id } = current;
    if (gone.length > 0) await forgetValues(inTx, { organizationId, teamId, id, values: gone, now });
    await tell(inTx, row);
    return row;
  });
}

/** Takes a field away, and its values from every task of the team. */
export function deleteField(
  ctx: TasksContext,
  current: FieldRow,
  _proof: Admin,
  ifVersion: number | undefined,
): Promise<void> {
  return retryOnCollision(ctx, async (inTx) => {
    const { organizationId, teamId, id } = current;
    const params = { organizationId, teamId, id, values: null, now: ctx.clock.now().toISOString() };
    // Twice, as for labels: before the field is locked, and for tasks that got a value meanwhile.
    await forgetValues(inTx, params);
    const removed = await first(remove(inTx, { organizationId, id }));
    if (!removed) throw notFound();
    checkVersion(removed.version, ifVersion);
    await forgetValues(inTx, params);
    await tell(inTx, current);
  });
}

function optionsOf(
  type: FieldRow['type'],
  options: readonly z.output<typeof Option>[],
  existing: readonly FieldOption[],
): FieldOption[] {
  if (type !== 'choice') {
    if (options.length > 0) throw invalid('options', 'Only choice fields have options.');
    return [];
  }
  if (options.length === 0) throw invalid('options', 'A choice field needs at least one option.');
  const known = new Set(existing.map(({ id }) => id));
  if (options.some(({ id }) => id !== undefined && !known.has(id))) {
    throw invalid('options', 'One of these options does not exist. Omit the id to add a new option.');
  }
  if (new Set(options.map((option) => option.name.toLowerCase())).size < options.length) {
    throw invalid('options', 'Two options have the same name.');
  }
  return options.map(({ id, name: label, colour }) => ({ id: id ?? newId(), name: label, colour: colour ?? null }));
}

export function tell(ctx: TasksContext, row: FieldRow): Promise<void> {
  return publish(ctx, {
    type: 'field.changed',
    organizationId: row.organizationId,
    subject: { kind: 'field', id: row.id, version: row.version },
    audience: audience(row.organizationId, { teamIds: [row.teamId] }),
    payload: { teamId: row.teamId, fieldId: row.id },
  });
}

async function unlessTaken<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!breaksConstraint(error, 'field_name')) throw error;
    throw conflict('field-exists', 'The team already has a field with this name.');
  }
}

export const insertField = query<Omit<FieldRow, 'version'>>()((place) =>
  build
    .insert(field)
    .values({
      organizationId: place.organizationId,
      id: place.id,
      teamId: place.teamId,
      name: place.name,
      type: place.type,
      options: place.options,
      onCard: place.onCard,
      position: place.position,
    })
    .returning(fieldColumns),
);
const update = query<Omit<FieldRow, 'type' | 'teamId' | 'version'> & { ifVersion: number }>()((place) =>
  build
    .update(field)
    .set({
      name: sql`${place.name}`,
      options: sql`${place.options}::jsonb`,
      onCard: sql`${place.onCard}`,
      position: sql`${place.position}`,
      version: sql`${field.version} + 1`,
    })
    .where(
      and(eq(field.organizationId, place.organizationId), eq(field.id, place.id), eq(field.version, place.ifVersion)),
    )
    .returning(fieldColumns),
);
export const setOptions = query<Pick<FieldRow, 'organizationId' | 'id' | 'options'>>()((params) =>
  build
    .update(field)
    .set({ options: sql`${params.options}::jsonb`, version: sql`${field.version} + 1` })
    .where(and(eq(field.organizationId, params.organizationId), eq(field.id, params.id))),
);
const remove = query<{ organizationId: OrganizationId; id: FieldId }>()((place) =>
  build
    .delete(field)
    .where(and(eq(field.organizationId, place.organizationId), eq(field.id, place.id)))
    .returning({ version: field.version }),
);
const forgetValues = statement<
  { organizationId: OrganizationId; teamId: TeamId; id: FieldId; values: readonly string[] | null; now: string },
  object
>(
  (place) => sql`
    update ${task} set custom_fields = custom_fields - ${place.id}::text, version = version + 1, updated_at = ${place.now}
    where organization_id = ${place.organizationId} and team_id = ${place.teamId} and custom_fields <> '{}'
      and custom_fields ? ${place.id}::text
      and (${place.values}::text[] is null or custom_fields ->> ${place.id}::text = any(${place.values}::text[]))`,
);
