import { type DatabaseContext, withSavepoint, withTransaction } from '#platform/database/database.ts';
import { and, eq, type Placeholder, qb, type SqlFragment, sql } from '#platform/database/drizzle.ts';
import { maybeOne, type Placeholders, queryFamily, rawQuery, rawQueryFamily } from '#platform/database/query.ts';
import type { OrganizationId, TeamId } from '#platform/ids.ts';
import { namesOf } from '#platform/records.ts';
import type { TasksContext } from '../context.ts';
import type { Category, LogEntryId, StatusId, TaskId } from '../contract.ts';
import { logTable } from '../schema/log.ts';
import { outbox } from '../schema/module-tables.ts';
import { taskTable } from '../schema/task.ts';
import { statusTable } from '../schema/workflow.ts';
import { ownColumns, type TaskRow } from './columns.ts';
import { liveLabels, liveValues } from './live-references.ts';
import { addCounts, updateCounts } from './task-counts.ts';
import { noteChanged } from './without-triggers.ts';
import { logFromJson } from './write-log.ts';

/** The columns that a change may set. Version and time of change are always set; counts have statements of their own. */
export type TaskColumns = Partial<
  Omit<
    typeof taskTable.$inferSelect,
    | 'organizationId'
    | 'id'
    | 'importedPeople'
    | 'createdBy'
    | 'createdAt'
    | 'updatedAt'
    | 'version'
    | `${string}Count`
    | `${string}Total`
    | `${string}Done`
  >
>;

/** A planned change of the current row, and all that is written with it. */
export interface WrittenChange {
  readonly current: TaskRow;
  readonly after: TaskRow;
  readonly set: TaskColumns;
  readonly isStatusChange: boolean;
  readonly hasDeltas: boolean;
  /** Rows as JSON. */
  readonly deltas: string;
  readonly log: string;
  readonly replacedEntry: LogEntryId | null;
  readonly events: string;
}

/** Writes all of it or nothing: undefined if the row has another version, or the status another category. */
export async function writeChange(ctx: TasksContext, change: WrittenChange): Promise<TaskRow | undefined> {
  const { current, after, set } = change;
  const args: Args = {
    ...set,
    category: after.category,
    organizationId: current.organizationId,
    teamIdAfter: after.teamId,
    id: current.id,
    version: current.version,
    now: after.updatedAt,
    log: change.log,
    replacedEntry: change.replacedEntry,
    deltas: change.deltas,
    events: change.events,
  };
  const columns = namesOf(set).toSorted();
  const { tx } = ctx;
  if (ctx.db.isDistributed) {
    const run = (inTx: TasksContext) => changeInSteps(inTx, change, columns, args);
    return tx ? withSavepoint({ ...ctx, tx }, run) : withTransaction(ctx, run);
  }
  const replaces = change.replacedEntry !== null;
  const shape = { columns, deltas: change.hasDeltas, status: change.isStatusChange, replaces };
  const run = (inCtx: DatabaseContext) => maybeOne(update(inCtx, shape, args));
  const row = await (tx ? withSavepoint({ ...ctx, tx }, run) : run(ctx));
  return row && { ...row, status: after.status, category: after.category };
}

/** The same by one statement after the other, for a distributed database. */
async function changeInSteps(
  ctx: TasksContext,
  change: WrittenChange,
  columns: (keyof TaskColumns)[],
  args: Args,
): Promise<TaskRow | undefined> {
  const { current, after, set } = change;
  if (change.isStatusChange) {
    const statusId = set.statusId ?? current.statusId;
    if (!(await maybeOne(lockStatus(ctx, { ...args, statusId })))) return undefined;
  }
  const own = await maybeOne(updateRow(ctx, columns, args));
  if (!own) return undefined;
  const row = { ...own, status: after.status, category: after.category };
  await insertLog(ctx, args);
  if (change.replacedEntry !== null) await removeEntry(ctx, args);
  if (change.hasDeltas) await updateCounts(ctx, args);
  await insertEvents(ctx, args);
  await noteChanged(ctx, current, row);
  return row;
}

type Args = TaskColumns & {
  category: Category;
  organizationId: OrganizationId;
  /** The team that the task is in afterwards. */
  teamIdAfter: TeamId;
  id: TaskId;
  version: number;
  now: string;
  log: string;
  replacedEntry: LogEntryId | null;
  deltas: string;
  events: string;
};

function changedRow(columns: readonly (keyof TaskColumns)[], params: Placeholders<Args>, condition?: SqlFragment) {
  return qb
    .update(taskTable)
    .set({
      ...Object.fromEntries(columns.map((column) => [column, valueOf(column, params)])),
      updatedAt: sql`${params.now}`,
      version: sql`${taskTable.version} + 1`,
    })
    .where(
      and(
        eq(taskTable.organizationId, params.organizationId),
        eq(taskTable.id, params.id),
        eq(taskTable.version, params.version),
        condition,
      ),
    )
    .returning(ownColumns);
}

/** Locks the new status before the task, in the same order as deleting a status does. */
function statusOfCategory(params: Record<'organizationId' | 'statusId' | 'category', Placeholder>) {
  return sql`
    select from ${statusTable}
    where organization_id = ${params.organizationId} and id = ${params.statusId} and category = ${params.category}
    for key share`;
}

interface Shape {
  readonly columns: (keyof TaskColumns)[];
  readonly deltas: boolean;
  readonly status: boolean;
  readonly replaces: boolean;
}

const update = rawQueryFamily<Shape, Args>()(ownColumns, ({ columns, deltas, status, replaces }, params) => {
  const changed = changedRow(columns, params, status ? sql`exists (${statusOfCategory(params)})` : undefined);
  return sql`
    with changed as ${changed},
    logged as (${logFromJson(params.log)} where exists (select from changed)),
    ${replaces ? sql`replaced as (${entryRemoval(params)} and exists (select from changed)),` : sql``}
    ${deltas ? sql`marked as (${addCounts(params.deltas, params.organizationId)} and exists (select from changed)),` : sql``}
    sent as (
      insert into ${outbox} (id, organization_id, event)
      select id, ${params.organizationId}, event from jsonb_to_recordset(${params.events}::jsonb) as draft (id uuid, event jsonb)
      where exists (select from changed))
    select * from changed`;
});

/** Keeps only labels and fields that still exist. */
function valueOf(
  column: keyof TaskColumns,
  params: Record<keyof TaskColumns | 'organizationId' | 'teamIdAfter', Placeholder>,
) {
  if (column === 'labelIds') return liveLabels(params.labelIds, params.organizationId);
  if (column === 'customFields') return liveValues(params.customFields, params.organizationId, params.teamIdAfter);
  return sql`${params[column]}`;
}

const lockStatus = rawQuery<{ organizationId: OrganizationId; statusId: StatusId; category: Category }, object>(
  (params) => statusOfCategory(params),
);
const updateRow = queryFamily<(keyof TaskColumns)[], Args>()((columns, params) => changedRow(columns, params));
const entryRemoval = (params: Record<'organizationId' | 'replacedEntry', Placeholder>) => sql`
  delete from ${logTable} where organization_id = ${params.organizationId} and id = ${params.replacedEntry}`;
const removeEntry = rawQuery<{ organizationId: OrganizationId; replacedEntry: LogEntryId | null }, object>((params) =>
  entryRemoval(params),
);
const insertLog = rawQuery<{ log: string }, object>((params) => logFromJson(params.log));
const insertEvents = rawQuery<{ organizationId: OrganizationId; events: string }, object>(
  (params) => sql`
    insert into ${outbox} (id, organization_id, event)
    select id, ${params.organizationId}, event
    from jsonb_to_recordset(${params.events}::jsonb) as draft (id uuid, event jsonb)`,
);
