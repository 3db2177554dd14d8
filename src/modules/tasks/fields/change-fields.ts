import { z } from 'zod';
import { Name, singleLine } from '#platform/http/fields.ts';
import { Colour } from '#modules/teams';
import type { Authorized } from '#platform/access/authorized.ts';
import type { TeamInOrganization } from '#platform/http/rules.ts';
import { breaksConstraint, retryOnCollision, withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { maybeOne, one, query, rawQuery } from '#platform/database/query.ts';
import { checkVersion, conflict, invalid, notFound, stale } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import { newId, type OrganizationId, type TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { type FieldId, fieldTypes } from '../contract.ts';
import { publish } from '../publish.ts';
import { fieldTable, type FieldOption } from '../schema/field.ts';
import { taskTable } from '../schema/task.ts';
import { fieldColumns, type FieldRow, fieldsOf } from '../task/custom-field.ts';

export const maxFields = 50;
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
  position: z.number().int().min(0).max(maxFields),
};
const { name, ...optional } = base;
export const NewField = z.strictObject({ name, type: z.enum(fieldTypes), ...z.object(optional).partial().shape });
/** The type of a field never changes, because tasks hold values of that type. */
export const FieldPatch = z.strictObject(z.object(base).partial().shape);

type Admin = Authorized<TeamInOrganization, 'administer'>;

/** @throws DomainError 409 `field-exists` if the team already has a field of this name. */
export function createField(ctx: TasksContext, team: Admin, input: z.output<typeof NewField>): Promise<FieldRow> {
  return withTransaction(ctx, async (inTx) => {
    const key = { organizationId: team.organization.id, teamId: team.team.id };
    const existing = await fieldsOf(inTx, key);
    if (existing.length >= maxFields) throw conflict('too-many-fields', 'A team can have at most 50 custom fields.');
    const row = await one(
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
    await publishChange(inTx, row);
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
  return retryOnCollision(ctx, async (inTx) => {
    const options = patch.options ? optionsOf(current.type, patch.options, current.options) : current.options;
    const { name: newName = current.name, onCard = current.onCard, position = current.position } = patch;
    const removedIds = current.options
      .filter(({ id }) => !options.some((option) => option.id === id))
      .map(({ id }) => id);
    const now = ctx.clock.now().toISOString();
    const { organizationId, teamId, id } = current;
    const forget = async () => {
      if (removedIds.length > 0) await forgetValues(inTx, { organizationId, teamId, id, values: removedIds, now });
    };
    // Tasks first, then the field, the order in which a task's change locks them; again for tasks changed in between.
    await forget();
    const changed = { ...current, name: newName, onCard, position, options: [...options] };
    const row = await maybeOne(unlessTaken(update(inTx, { ...changed, ifVersion: ifVersion ?? current.version })));
    if (!row) throw stale(current.version);
    await forget();
    await publishChange(inTx, row);
    return row;
  });
}

/** Deletes a field and its values on every task of the team. */
export function deleteField(
  ctx: TasksContext,
  current: FieldRow,
  _proof: Admin,
  ifVersion: number | undefined,
): Promise<void> {
  return retryOnCollision(ctx, async (inTx) => {
    const { organizationId, teamId, id } = current;
    const params = { organizationId, teamId, id, values: null, now: ctx.clock.now().toISOString() };
    // Runs twice, as for labels: before the field is locked, and again for tasks that got a value in between.
    await forgetValues(inTx, params);
    const removed = await maybeOne(remove(inTx, { organizationId, id }));
    if (!removed) throw notFound();
    checkVersion(removed.version, ifVersion);
    await forgetValues(inTx, params);
    await publishChange(inTx, current);
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
  const existingIds = new Set(existing.map(({ id }) => id));
  if (options.some(({ id }) => id !== undefined && !existingIds.has(id))) {
    throw invalid('options', 'One of these options does not exist. Omit the id to add a new option.');
  }
  if (new Set(options.map((option) => option.name.toLowerCase())).size < options.length) {
    throw invalid('options', 'Two options have the same name.');
  }
  return options.map(({ id, name: label, colour }) => ({ id: id ?? newId(), name: label, colour: colour ?? null }));
}

export function publishChange(ctx: TasksContext, row: FieldRow): Promise<void> {
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

export const insertField = query<Omit<FieldRow, 'version'>>()((params) =>
  qb
    .insert(fieldTable)
    .values({
      organizationId: params.organizationId,
      id: params.id,
      teamId: params.teamId,
      name: params.name,
      type: params.type,
      options: params.options,
      onCard: params.onCard,
      position: params.position,
    })
    .returning(fieldColumns),
);
const update = query<Omit<FieldRow, 'type' | 'teamId' | 'version'> & { ifVersion: number }>()((params) =>
  qb
    .update(fieldTable)
    .set({
      name: sql`${params.name}`,
      options: sql`${params.options}::jsonb`,
      onCard: sql`${params.onCard}`,
      position: sql`${params.position}`,
      version: sql`${fieldTable.version} + 1`,
    })
    .where(
      and(
        eq(fieldTable.organizationId, params.organizationId),
        eq(fieldTable.id, params.id),
        eq(fieldTable.version, params.ifVersion),
      ),
    )
    .returning(fieldColumns),
);
export const setOptions = query<Pick<FieldRow, 'organizationId' | 'id' | 'options'>>()((params) =>
  qb
    .update(fieldTable)
    .set({ options: sql`${params.options}::jsonb`, version: sql`${fieldTable.version} + 1` })
    .where(and(eq(fieldTable.organizationId, params.organizationId), eq(fieldTable.id, params.id))),
);
const remove = query<{ organizationId: OrganizationId; id: FieldId }>()((params) =>
  qb
    .delete(fieldTable)
    .where(and(eq(fieldTable.organizationId, params.organizationId), eq(fieldTable.id, params.id)))
    .returning({ version: fieldTable.version }),
);
const forgetValues = rawQuery<
  { organizationId: OrganizationId; teamId: TeamId; id: FieldId; values: readonly string[] | null; now: string },
  object
>(
  (params) => sql`
    update ${taskTable} set custom_fields = custom_fields - ${params.id}::text, version = version + 1, updated_at = ${params.now}
    where organization_id = ${params.organizationId} and team_id = ${params.teamId} and custom_fields <> '{}'
      and custom_fields ? ${params.id}::text
      and (${params.values}::text[] is null or custom_fields ->> ${params.id}::text = any(${params.values}::text[]))`,
);
