import { z } from 'zod';
import { Name } from '#platform/http/fields.ts';
import { Colour } from '#modules/teams';
import type { Authorized } from '#platform/access/authorized.ts';
import type { OrganizationAccess, Scope } from '#platform/access/scope.ts';
import { breaksConstraint, retryOnCollision, withTransaction } from '#platform/database/database.ts';
import { and, build, eq, sql } from '#platform/database/drizzle.ts';
import { type Language, orderedIn } from '#platform/database/language.ts';
import { first, only, query, queryFamily } from '#platform/database/query.ts';
import { checkVersion, conflict, notFound, stale } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import { newId, OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { LabelId } from '../contract.ts';
import { publish } from '../publish.ts';
import { label, task } from '../schema.ts';

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

/** Labels of an organization by name. There are few: a list holds them all. */
export async function listLabels(ctx: TasksContext, organizationId: OrganizationId): Promise<LabelRow[]> {
  const language = await ctx.people.languageOf(ctx.actor);
  return all(ctx, { language }, { organizationId });
}

/** Fetched through the scope. */
export async function findLabel(ctx: TasksContext, scope: Scope, id: LabelId): Promise<LabelRow> {
  const row = await first(inScope(ctx, { id, organizationIds: scope.memberOrganizationIds }));
  if (!row) throw notFound();
  return row;
}

export const mostLabels = 1_000;

/** @throws DomainError 409 `label-exists` where one of this name and colour is there, 409 `too-many-labels`. */
export function createLabel(
  ctx: TasksContext,
  { id: organizationId }: Authorized<OrganizationAccess, 'make labels'>,
  { name, colour }: z.output<typeof NewLabel>,
): Promise<LabelRow> {
  return withTransaction(ctx, async (inTx) => {
    const { count } = await only(countOf(inTx, { organizationId }));
    if (count >= mostLabels)
      throw conflict('too-many-labels', `An organization can have at most ${mostLabels} labels.`);
    const row: LabelRow = { organizationId, id: newId<LabelId>(), name, colour, version: 1 };
    await unlessTaken(insert(inTx, row));
    await tell(inTx, row);
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
    const row = await first(
      unlessTaken(update(inTx, { ...current, name, colour, ifVersion: ifVersion ?? current.version })),
    );
    if (!row) throw stale(current.version);
    await tell(inTx, row);
    return row;
  });
}

/** Takes a label away, from every task too. */
export function deleteLabel(
  ctx: TasksContext,
  current: LabelRow,
  _proof: Authorized<OrganizationAccess, 'make labels'>,
  ifVersion: number | undefined,
): Promise<void> {
  return retryOnCollision(ctx, async (inTx) => {
    const params = { ...current, now: ctx.clock.now().toISOString() };
    // First from the tasks that have it, so that their changes and this one lock in the same order; then from those
    // that got it meanwhile: nothing is given a label that is deleted.
    await takeFromTasks(inTx, params);
    const removed = await first(remove(inTx, current));
    if (!removed) throw notFound();
    checkVersion(removed.version, ifVersion);
    await takeFromTasks(inTx, params);
    await tell(inTx, current);
  });
}

export function tell(ctx: TasksContext, row: LabelRow): Promise<void> {
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
  organizationId: label.organizationId,
  id: label.id,
  name: label.name,
  colour: label.colour,
  version: label.version,
};
const all = queryFamily<{ language: Language }, { organizationId: OrganizationId }>()(({ language }, params) =>
  build
    .select(columns)
    .from(label)
    .where(eq(label.organizationId, params.organizationId))
    .orderBy(orderedIn(language, label.name), label.id),
);
const countOf = query<{ organizationId: OrganizationId }>()((place) =>
  build
    .select({ count: sql<number>`count(*)`.as('count') })
    .from(label)
    .where(eq(label.organizationId, place.organizationId)),
);
const inScope = query<{ id: LabelId; organizationIds: readonly OrganizationId[] }>()((place) =>
  build
    .select(columns)
    .from(label)
    .where(and(eq(label.id, place.id), sql`${label.organizationId} = any(${place.organizationIds})`)),
);
const insert = query<Omit<LabelRow, 'version'>>()((place) =>
  build
    .insert(label)
    .values({ organizationId: place.organizationId, id: place.id, name: place.name, colour: place.colour }),
);
const update = query<LabelRow & { ifVersion: number }>()((place) =>
  build
    .update(label)
    .set({ name: sql`${place.name}`, colour: sql`${place.colour}`, version: sql`${label.version} + 1` })
    .where(
      and(eq(label.organizationId, place.organizationId), eq(label.id, place.id), eq(label.version, place.ifVersion)),
    )
    .returning(columns),
);
const remove = query<{ organizationId: OrganizationId; id: LabelId }>()((place) =>
  build
    .delete(label)
    .where(and(eq(label.organizationId, place.organizationId), eq(label.id, place.id)))
    .returning({ version: label.version }),
);
const takeFromTasks = query<{ organizationId: OrganizationId; id: LabelId; now: string }>()((place) =>
  build
    .update(task)
    .set({
      labelIds: sql`array_remove(${task.labelIds}, ${place.id}::uuid)`,
      version: sql`${task.version} + 1`,
      updatedAt: sql`${place.now}`,
    })
    .where(and(eq(task.organizationId, place.organizationId), sql`${task.labelIds} @> array[${place.id}::uuid]`)),
);
