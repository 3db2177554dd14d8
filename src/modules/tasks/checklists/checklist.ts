import { z } from 'zod';
import { singleLine } from '#platform/http/fields.ts';
import type { Authorized } from '#platform/access/authorized.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, build, eq, sql } from '#platform/database/drizzle.ts';
import { first, only, query, statement } from '#platform/database/query.ts';
import { checkVersion, conflict, notFound, stale } from '#platform/errors.ts';
import { newId, type OrganizationId, type ProjectId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { ChecklistItemId, TaskId } from '../contract.ts';
import { publish } from '../publish.ts';
import { checklistItem, task } from '../schema.ts';
import { aboutTask } from '../task/task-payload.ts';
import { behindLast } from '../task/end-of-column.ts';
import { rankAtEnd } from '../task/rank.ts';
import type { TaskRow } from '../task/columns.ts';

export const ChecklistItem = z
  .strictObject({
    id: ChecklistItemId,
    taskId: TaskId,
    checklist: z.string().describe('Name of its checklist; empty if the task has only one.'),
    title: z.string(),
    done: z.boolean(),
    createdAt: z.iso.datetime(),
    version: z.number().int().describe('Increases with every change; used as ETag.'),
  })
  .meta({ id: 'ChecklistItem' });

const ItemTitle = singleLine(1_000).min(1, 'must not be empty');
export const NewItem = z.strictObject({ title: ItemTitle, checklist: singleLine(255).optional() });
export const ItemPatch = z.strictObject({ title: ItemTitle, done: z.boolean() }).partial();

export const mostItems = 500;

const columns = {
  organizationId: checklistItem.organizationId,
  id: checklistItem.id,
  taskId: checklistItem.taskId,
  checklist: checklistItem.checklist,
  title: checklistItem.title,
  done: checklistItem.done,
  createdAt: checklistItem.createdAt,
  version: checklistItem.version,
};
export type ItemRow = Awaited<ReturnType<typeof ofTask>>[number];

export function toItem({ organizationId: _organizationId, ...row }: ItemRow) {
  return row;
}

export function listItems(ctx: TasksContext, { organizationId, id }: Authorized<TaskRow, 'read'>): Promise<ItemRow[]> {
  return ofTask(ctx, { organizationId, taskId: id });
}

/** An item in the scope's organizations, or of a task in one of the guest's projects. */
export async function findItem(ctx: TasksContext, id: string): Promise<ItemRow | undefined> {
  const { memberOrganizationIds: organizationIds, guestProjectIds } = ctx.scope;
  return first(inScope(ctx, { id: id as ChecklistItemId, organizationIds, guestProjectIds }));
}

/** @throws DomainError 409 `too-many-items`. */
export function addItem(
  ctx: TasksContext,
  found: Authorized<TaskRow, 'work'>,
  { title, checklist = '' }: z.output<typeof NewItem>,
): Promise<ItemRow> {
  return withTransaction(ctx, async (inTx) => {
    const { total } = await only(hold(inTx, found));
    if (total >= mostItems) throw conflict('too-many-items', `A task can have at most ${mostItems} checklist items.`);
    const now = ctx.clock.now();
    const row = await only(
      insert(inTx, {
        organizationId: found.organizationId,
        id: newId<ChecklistItemId>(),
        taskId: found.id,
        checklist,
        title,
        rank: rankAtEnd(now),
        createdAt: now.toISOString(),
      }),
    );
    await recount(inTx, found);
    return row;
  });
}

/** Changes the fields that are named and no others. @throws DomainError 412, 404 where it is gone. */
export function updateItem(
  ctx: TasksContext,
  { task: found, part }: { task: Authorized<TaskRow, 'work'>; part: ItemRow },
  patch: z.output<typeof ItemPatch>,
  ifVersion: number | undefined,
): Promise<ItemRow> {
  return withTransaction(ctx, async (inTx) => {
    await hold(inTx, found);
    const { title = null, done = null } = patch;
    const row = await first(update(inTx, { ...part, title, done, ifVersion: ifVersion ?? null }));
    if (!row) {
      const current = await first(byKey(inTx, part));
      throw current ? stale(current.version) : notFound();
    }
    await recount(inTx, found);
    return row;
  });
}

/** @returns The item as it was at last. @throws DomainError 412, 404 where it is gone already. */
export function deleteItem(
  ctx: TasksContext,
  { task: found, part }: { task: Authorized<TaskRow, 'work'>; part: ItemRow },
  ifVersion: number | undefined,
): Promise<ItemRow> {
  return withTransaction(ctx, async (inTx) => {
    await hold(inTx, found);
    const removed = await first(remove(inTx, part));
    if (!removed) throw notFound();
    checkVersion(removed.version, ifVersion);
    await recount(inTx, found);
    return removed;
  });
}

/** Keeps the counts on the card, and tells those who look at it. */
async function recount(ctx: TasksContext, found: TaskRow): Promise<void> {
  await count(ctx, { organizationId: found.organizationId, id: found.id });
  await publish(ctx, {
    ...aboutTask(found),
    type: 'checklist.changed',
    payload: { taskId: found.id, teamId: found.teamId },
  });
}

const ofTask = query<{ organizationId: OrganizationId; taskId: TaskId }>()((place) =>
  build
    .select(columns)
    .from(checklistItem)
    .where(and(eq(checklistItem.organizationId, place.organizationId), eq(checklistItem.taskId, place.taskId)))
    .orderBy(checklistItem.rank),
);
const inScope = query<{
  id: ChecklistItemId;
  organizationIds: readonly OrganizationId[];
  guestProjectIds: readonly ProjectId[];
}>()((place) =>
  build
    .select(columns)
    .from(checklistItem)
    .innerJoin(task, and(eq(task.organizationId, checklistItem.organizationId), eq(task.id, checklistItem.taskId)))
    .where(
      and(
        eq(checklistItem.id, place.id),
        sql`(${task.organizationId} = any(${place.organizationIds}) or ${task.projectId} = any(${place.guestProjectIds}))`,
      ),
    ),
);
const insert = query<Omit<ItemRow, 'done' | 'version'> & { rank: string }>()((place) =>
  build
    .insert(checklistItem)
    .values({
      organizationId: place.organizationId,
      id: place.id,
      taskId: place.taskId,
      checklist: place.checklist,
      title: place.title,
      rank: behindLast(
        place.rank,
        sql`
          select max(rank) from ${checklistItem}
          where organization_id = ${place.organizationId} and task_id = ${place.taskId}`,
      ),
      createdAt: place.createdAt,
    })
    .returning(columns),
);
type Key = { organizationId: OrganizationId; id: ChecklistItemId };
const update = query<Key & { title: string | null; done: boolean | null; ifVersion: number | null }>()((place) =>
  build
    .update(checklistItem)
    .set({
      title: sql`coalesce(${place.title}, ${checklistItem.title})`,
      done: sql`coalesce(${place.done}, ${checklistItem.done})`,
      version: sql`${checklistItem.version} + 1`,
    })
    .where(
      and(
        eq(checklistItem.organizationId, place.organizationId),
        eq(checklistItem.id, place.id),
        sql`${checklistItem.version} = coalesce(${place.ifVersion}, ${checklistItem.version})`,
      ),
    )
    .returning(columns),
);
const byKey = query<Key>()((place) =>
  build
    .select({ version: checklistItem.version })
    .from(checklistItem)
    .where(and(eq(checklistItem.organizationId, place.organizationId), eq(checklistItem.id, place.id))),
);
const remove = query<Key>()((place) =>
  build
    .delete(checklistItem)
    .where(and(eq(checklistItem.organizationId, place.organizationId), eq(checklistItem.id, place.id)))
    .returning(columns),
);
/** One change of a task's items at a time, so that none is missed when they are counted. */
const hold = statement<{ organizationId: OrganizationId; id: TaskId }, { total: number }>(
  (place) => sql`
    select checklist_total as total from ${task}
    where organization_id = ${place.organizationId} and id = ${place.id} for no key update`,
);
const count = statement<{ organizationId: OrganizationId; id: TaskId }, object>(
  (place) => sql`
    update ${task} set checklist_total = items.total, checklist_done = items.done
    from (
      select count(*) as total, count(*) filter (where done) as done from ${checklistItem}
      where organization_id = ${place.organizationId} and task_id = ${place.id}) as items
    where ${task.organizationId} = ${place.organizationId} and ${task.id} = ${place.id}`,
);
