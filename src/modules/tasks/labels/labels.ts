import { z } from 'zod';
import { Name } from '#platform/http/fields.ts';
import { Colour } from '#modules/teams';
import type { Authorized } from '#platform/access/authorized.ts';
import type { OrganizationAccess, Scope } from '#platform/access/scope.ts';
import { breaksConstraint, retryOnCollision, withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { type Language, orderedIn } from '#platform/database/language.ts';
import { lockLimit } from '#platform/database/lock-limit.ts';
import { maybeOne, one, query, queryFamily } from '#platform/database/query.ts';
import { checkVersion, conflict, notFound, stale } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import { newId, OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { LabelId } from '../contract.ts';
import { publish } from '../publish.ts';
import { labelTable } from '../schema/label.ts';
import { taskTable } from '../schema/task.ts';

export const Label = z
  .strictObject({ id: LabelId, organizationId: OrganizationId, name: z.string(), colour: Colour })
  .meta({ id: 'Label' });

export const NewLabel = z.strictObject({
  name: Name,
  colour: Colour,
});
export const LabelPatch = NewLabel.partial();

export interface LabelRow {
  readonly organizationId: OrganizationId;
  readonly id: LabelId;
  readonly name: string;
  readonly colour: string;
  readonly version: number;
}

export function toLabel({ version: _version, ...row }: LabelRow) {
  return row;
}

/** Labels of an organization by name. There are few, so one list returns all. */
export async function listLabels(ctx: TasksContext, organizationId: OrganizationId): Promise<LabelRow[]> {
  const language = await ctx.people.languageOf(ctx.actor);
  return all(ctx, { language }, { organizationId });
}

export async function findLabel(ctx: TasksContext, scope: Scope, id: LabelId): Promise<LabelRow> {
  const row = await maybeOne(inScope(ctx, { id, organizationIds: scope.memberOrganizationIds }));
  if (!row) throw notFound();
  return row;
}

export const maxLabels = 1_000;

/** @throws DomainError 409 `label-exists` if a label of this name and colour exists, 409 `too-many-labels`. */
export function createLabel(
  ctx: TasksContext,
  { id: organizationId }: Authorized<OrganizationAccess, 'make labels'>,
  { name, colour }: z.output<typeof NewLabel>,
): Promise<LabelRow> {
  return withTransaction(ctx, async (inTx) => {
    await lockLimit(inTx, `labels ${organizationId}`);
    const { count } = await one(countOf(inTx, { organizationId }));
    if (count >= maxLabels) throw conflict('too-many-labels', `An organization can have at most ${maxLabels} labels.`);
    const row: LabelRow = { organizationId, id: newId<LabelId>(), name, colour, version: 1 };
    await unlessTaken(insert(inTx, row));
    await publishChange(inTx, row);
    return row;
  });
}

export function updateLabel(
  ctx: TasksContext,
  current: LabelRow,
  _proof: Authorized<OrganizationAccess, 'make labels'>,
  patch: z.output<typeof LabelPatch>,
  ifVersion: number | undefined,
): Promise<LabelRow> {
  return withTransaction(ctx, async (inTx) => {
    const { name = current.name, colour = current.colour } = patch;
    const row = await maybeOne(
      unlessTaken(update(inTx, { ...current, name, colour, ifVersion: ifVersion ?? current.version })),
    );
    if (!row) throw stale(current.version);
    await publishChange(inTx, row);
    return row;
  });
}

/** Deletes a label and removes it from every task. */
export function deleteLabel(
  ctx: TasksContext,
  current: LabelRow,
  _proof: Authorized<OrganizationAccess, 'make labels'>,
  ifVersion: number | undefined,
): Promise<void> {
  return retryOnCollision(ctx, async (inTx) => {
    const params = { ...current, now: ctx.clock.now().toISOString() };
    // First removes it from the tasks that have it, so that task changes and this change lock in the same order; then
    // again from tasks that got it in between. A deleted label cannot be added to a task.
    await takeFromTasks(inTx, params);
    const removed = await maybeOne(remove(inTx, current));
    if (!removed) throw notFound();
    checkVersion(removed.version, ifVersion);
    await takeFromTasks(inTx, params);
    await publishChange(inTx, current);
  });
}

export function publishChange(ctx: TasksContext, row: LabelRow): Promise<void> {
  return publish(ctx, {
    type: 'label.changed',
    organizationId: row.organizationId,
    subject: { kind: 'label', id: row.id, version: row.version },
    audience: audience(row.organizationId, { everyone: true }),
    payload: { labelId: row.id },
  });
}

async function unlessTaken<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!breaksConstraint(error, 'label_name')) throw error;
    throw conflict('label-exists', 'A label with this name and colour already exists.');
  }
}

const columns = {
  organizationId: labelTable.organizationId,
  id: labelTable.id,
  name: labelTable.name,
  colour: labelTable.colour,
  version: labelTable.version,
};
const all = queryFamily<{ language: Language }, { organizationId: OrganizationId }>()(({ language }, params) =>
  qb
    .select(columns)
    .from(labelTable)
    .where(eq(labelTable.organizationId, params.organizationId))
    .orderBy(orderedIn(language, labelTable.name), labelTable.id),
);
const countOf = query<{ organizationId: OrganizationId }>()((params) =>
  qb
    .select({ count: sql<number>`count(*)`.as('count') })
    .from(labelTable)
    .where(eq(labelTable.organizationId, params.organizationId)),
);
const inScope = query<{ id: LabelId; organizationIds: readonly OrganizationId[] }>()((params) =>
  qb
    .select(columns)
    .from(labelTable)
    .where(and(eq(labelTable.id, params.id), sql`${labelTable.organizationId} = any(${params.organizationIds})`)),
);
const insert = query<Omit<LabelRow, 'version'>>()((params) =>
  qb
    .insert(labelTable)
    .values({ organizationId: params.organizationId, id: params.id, name: params.name, colour: params.colour }),
);
const update = query<LabelRow & { ifVersion: number }>()((params) =>
  qb
    .update(labelTable)
    .set({ name: sql`${params.name}`, colour: sql`${params.colour}`, version: sql`${labelTable.version} + 1` })
    .where(
      and(
        eq(labelTable.organizationId, params.organizationId),
        eq(labelTable.id, params.id),
        eq(labelTable.version, params.ifVersion),
      ),
    )
    .returning(columns),
);
const remove = query<{ organizationId: OrganizationId; id: LabelId }>()((params) =>
  qb
    .delete(labelTable)
    .where(and(eq(labelTable.organizationId, params.organizationId), eq(labelTable.id, params.id)))
    .returning({ version: labelTable.version }),
);
const takeFromTasks = query<{ organizationId: OrganizationId; id: LabelId; now: string }>()((params) =>
  qb
    .update(taskTable)
    .set({
      labelIds: sql`array_remove(${taskTable.labelIds}, ${params.id}::uuid)`,
      version: sql`${taskTable.version} + 1`,
      updatedAt: sql`${params.now}`,
    })
    .where(
      and(eq(taskTable.organizationId, params.organizationId), sql`${taskTable.labelIds} @> array[${params.id}::uuid]`),
    ),
);
