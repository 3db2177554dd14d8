import { z } from 'zod';
import { singleLine } from '#platform/http/fields.ts';
import type { Authorized } from '#platform/access/authorized.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { maybeOne, one, query, rawQuery } from '#platform/database/query.ts';
import { checkVersion, conflict, notFound, stale } from '#platform/errors.ts';
import { newId, type OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import { ChecklistItemId, TaskId } from '../contract.ts';
import { publish } from '../publish.ts';
import { checklistItemTable } from '../schema/checklist-item.ts';
import { taskTable } from '../schema/task.ts';
import { taskEvent } from '../task/task-payload.ts';
import { rankAfterLast } from '../task/end-of-column.ts';
import { rankAtEnd } from '../task/rank.ts';
import { chosenIdMeaning, withChosenId } from '../task/chosen-id.ts';
import type { TaskRow } from '../task/columns.ts';
import { isInScope, scopeParams, type ScopeParams } from '../task/in-scope.ts';

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
export const NewItem = z.strictObject({
  id: ChecklistItemId.optional().describe(chosenIdMeaning),
  title: ItemTitle,
  checklist: singleLine(255).optional(),
});
export const ItemPatch = z.strictObject({ title: ItemTitle, done: z.boolean() }).partial();

export const maxItems = 500;

const columns = {
  organizationId: checklistItemTable.organizationId,
  id: checklistItemTable.id,
  taskId: checklistItemTable.taskId,
  checklist: checklistItemTable.checklist,
  title: checklistItemTable.title,
  done: checklistItemTable.done,
  createdAt: checklistItemTable.createdAt,
  version: checklistItemTable.version,
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
  return maybeOne(inScope(ctx, { id: id as ChecklistItemId, ...scopeParams(ctx.scope) }));
}

/** @throws DomainError 409 `too-many-items`, `id-taken`. */
export function addItem(
  ctx: TasksContext,
  task: Authorized<TaskRow, 'work'>,
  { id = newId<ChecklistItemId>(), title, checklist = '' }: z.output<typeof NewItem>,
): Promise<ItemRow> {
  return withChosenId('checklist_item', () =>
    withTransaction(ctx, async (inTx) => {
      const { total } = await one(lockTask(inTx, task));
      if (total >= maxItems) throw conflict('too-many-items', `A task can have at most ${maxItems} checklist items.`);
      const now = ctx.clock.now();
      const row = await one(
        insert(inTx, {
          organizationId: task.organizationId,
          id,
          taskId: task.id,
          checklist,
          title,
          rank: rankAtEnd(now),
          createdAt: now.toISOString(),
        }),
      );
      await recount(inTx, task);
      return row;
    }),
  );
}

/**
 * Changes only the named fields.
 * @throws DomainError 412, 404 if it no longer exists.
 */
export function updateItem(
  ctx: TasksContext,
  { task, part }: { task: Authorized<TaskRow, 'work'>; part: ItemRow },
  patch: z.output<typeof ItemPatch>,
  ifVersion: number | undefined,
): Promise<ItemRow> {
  return withTransaction(ctx, async (inTx) => {
    await lockTask(inTx, task);
    const { title = null, done = null } = patch;
    const row = await maybeOne(update(inTx, { ...part, title, done, ifVersion: ifVersion ?? null }));
    if (!row) {
      const current = await maybeOne(byKey(inTx, part));
      throw current ? stale(current.version) : notFound();
    }
    await recount(inTx, task);
    return row;
  });
}

/**
 * @returns The item as it was last.
 * @throws DomainError 412, 404 if it no longer exists.
 */
export function deleteItem(
  ctx: TasksContext,
  { task, part }: { task: Authorized<TaskRow, 'work'>; part: ItemRow },
  ifVersion: number | undefined,
): Promise<ItemRow> {
  return withTransaction(ctx, async (inTx) => {
    await lockTask(inTx, task);
    const removed = await maybeOne(remove(inTx, part));
    if (!removed) throw notFound();
    checkVersion(removed.version, ifVersion);
    await recount(inTx, task);
    return removed;
  });
}

/** Updates the counts on the card and notifies everyone who views it. */
async function recount(ctx: TasksContext, task: TaskRow): Promise<void> {
  await count(ctx, { organizationId: task.organizationId, id: task.id });
  await publish(ctx, {
    ...taskEvent(task),
    type: 'checklist.changed',
    payload: { taskId: task.id, teamId: task.teamId },
  });
}

const ofTask = query<{ organizationId: OrganizationId; taskId: TaskId }>()((params) =>
  qb
    .select(columns)
    .from(checklistItemTable)
    .where(
      and(eq(checklistItemTable.organizationId, params.organizationId), eq(checklistItemTable.taskId, params.taskId)),
    )
    .orderBy(checklistItemTable.rank),
);
const inScope = query<ScopeParams & { id: ChecklistItemId }>()((params) =>
  qb
    .select(columns)
    .from(checklistItemTable)
    .innerJoin(
      taskTable,
      and(eq(taskTable.organizationId, checklistItemTable.organizationId), eq(taskTable.id, checklistItemTable.taskId)),
    )
    .where(and(eq(checklistItemTable.id, params.id), isInScope(params, checklistItemTable))),
);
const insert = query<Omit<ItemRow, 'done' | 'version'> & { rank: string }>()((params) =>
  qb
    .insert(checklistItemTable)
    .values({
      organizationId: params.organizationId,
      id: params.id,
      taskId: params.taskId,
      checklist: params.checklist,
      title: params.title,
      rank: rankAfterLast(
        params.rank,
        sql`
          select max(rank) from ${checklistItemTable}
          where organization_id = ${params.organizationId} and task_id = ${params.taskId}`,
      ),
      createdAt: params.createdAt,
    })
    .returning(columns),
);
type Key = { organizationId: OrganizationId; id: ChecklistItemId };
const update = query<Key & { title: string | null; done: boolean | null; ifVersion: number | null }>()((params) =>
  qb
    .update(checklistItemTable)
    .set({
      title: sql`coalesce(${params.title}, ${checklistItemTable.title})`,
      done: sql`coalesce(${params.done}, ${checklistItemTable.done})`,
      version: sql`${checklistItemTable.version} + 1`,
    })
    .where(
      and(
        eq(checklistItemTable.organizationId, params.organizationId),
        eq(checklistItemTable.id, params.id),
        sql`${checklistItemTable.version} = coalesce(${params.ifVersion}, ${checklistItemTable.version})`,
      ),
    )
    .returning(columns),
);
const byKey = query<Key>()((params) =>
  qb
    .select({ version: checklistItemTable.version })
    .from(checklistItemTable)
    .where(and(eq(checklistItemTable.organizationId, params.organizationId), eq(checklistItemTable.id, params.id))),
);
const remove = query<Key>()((params) =>
  qb
    .delete(checklistItemTable)
    .where(and(eq(checklistItemTable.organizationId, params.organizationId), eq(checklistItemTable.id, params.id)))
    .returning(columns),
);
/** One change of a task's items at a time, so that the count misses none. */
const lockTask = rawQuery<{ organizationId: OrganizationId; id: TaskId }, { total: number }>(
  (params) => sql`
    select checklist_total as total from ${taskTable}
    where organization_id = ${params.organizationId} and id = ${params.id} for no key update`,
);
const count = rawQuery<{ organizationId: OrganizationId; id: TaskId }, object>(
  (params) => sql`
    update ${taskTable} set checklist_total = items.total, checklist_done = items.done
    from (
      select count(*) as total, count(*) filter (where done) as done from ${checklistItemTable}
      where organization_id = ${params.organizationId} and task_id = ${params.id}) as items
    where ${taskTable.organizationId} = ${params.organizationId} and ${taskTable.id} = ${params.id}`,
);
