import { getTableColumns, type Placeholder, sql } from '#platform/database/drizzle.ts';
import { insertSelect, jsonRows, valuesOf } from '#platform/database/insert.ts';
import { rawQuery } from '#platform/database/query.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { TaskId } from '../contract.ts';
import { dueNoticeTable, reminderTable } from '../schema/reminder.ts';
import { tallyChangeTable } from '../schema/tallies.ts';
import { taskTable } from '../schema/task.ts';
import type { TaskRow } from './columns.ts';

// A distributed database has no triggers on its tables. What they do elsewhere (migrations/tasks/*_tallies.sql and
// *_reminders.sql) is done here, in the transaction of the change. Elsewhere these functions send nothing.

type Tallied = Pick<
  TaskRow,
  | 'organizationId'
  | 'teamId'
  | 'projectId'
  | 'statusId'
  | 'assigneeId'
  | 'archivedAt'
  | 'estimate'
  | 'createdAt'
  | 'startedAt'
  | 'completedAt'
  | 'deletedAt'
>;
type Due = Pick<
  TaskRow,
  'organizationId' | 'id' | 'dueDate' | 'dueAt' | 'assigneeId' | 'collaboratorIds' | 'updatedAt'
>;
type Tasks = { organizationId: OrganizationId; ids: readonly TaskId[] };

/** After a task was inserted. */
export async function noteCreated(ctx: TasksContext, row: Tallied & Due): Promise<void> {
  if (!ctx.db.isDistributed) return;
  await insertChanges(ctx, { rows: JSON.stringify(tallyRows([[row, 1]])) });
  await scheduleNotices(ctx, row, []);
}

/** After a task was changed. */
export async function noteChanged(ctx: TasksContext, before: Tallied & Due, after: Tallied & Due): Promise<void> {
  if (!ctx.db.isDistributed) return;
  const rows = [...tallyRows([[before, -1]]), ...tallyRows([[after, 1]])];
  const [was, is] = rows.map(({ sign: _sign, ...row }) => JSON.stringify(row));
  if (rows.length > 0 && was !== is) await insertChanges(ctx, { rows: JSON.stringify(rows) });
  const isOtherDate = before.dueDate !== after.dueDate || before.dueAt !== after.dueAt;
  const [known, people] = [peopleOf(before), peopleOf(after)];
  if (isOtherDate) {
    await removeNotices(ctx, { organizationId: after.organizationId, id: after.id, except: [] });
    await reschedule(ctx, { organizationId: after.organizationId, id: after.id, at: after.updatedAt });
    await scheduleNotices(ctx, after, []);
  } else if (known.join() !== people.join()) {
    await removeNotices(ctx, { organizationId: after.organizationId, id: after.id, except: people });
    await scheduleNotices(ctx, after, known);
  }
}

/** After these tasks were inserted together. */
export async function noteImported(ctx: TasksContext, tasks: Tasks): Promise<void> {
  if (!ctx.db.isDistributed) return;
  await noteStored(ctx, { ...tasks, sign: 1 });
  await noticesOfStored(ctx, tasks);
}

/** Runs a change of many tasks that changes neither dates nor people. The caller holds the locks of these tasks. */
export async function noteAround<Result>(
  ctx: TasksContext,
  tasks: Tasks,
  change: () => Promise<Result>,
): Promise<Result> {
  if (!ctx.db.isDistributed) return change();
  await noteStored(ctx, { ...tasks, sign: -1 });
  const result = await change();
  await noteStored(ctx, { ...tasks, sign: 1 });
  return result;
}

function tallyRows(entries: readonly (readonly [Tallied, 1 | -1])[]) {
  return entries
    .filter(([row]) => row.deletedAt === null)
    .map(([row, sign]) => ({
      organizationId: row.organizationId,
      teamId: row.teamId,
      projectId: row.projectId,
      statusId: row.statusId,
      assigneeId: row.assigneeId,
      isArchived: row.archivedAt !== null,
      estimate: row.estimate ?? 0,
      createdAt: row.createdAt,
      startedAt: row.startedAt,
      completedAt: row.completedAt,
      sign,
    }));
}

function peopleOf({ assigneeId, collaboratorIds }: Due): UserId[] {
  return [...new Set([...collaboratorIds, ...(assigneeId === null ? [] : [assigneeId])])].toSorted();
}

/** A notice for each person of a task with a due date, but for those who have been scheduled before. */
async function scheduleNotices(ctx: TasksContext, row: Due, known: readonly UserId[]): Promise<void> {
  const people = peopleOf(row).filter((id) => !known.includes(id));
  if ((row.dueDate === null && row.dueAt === null) || people.length === 0) return;
  const { organizationId, id: taskId, updatedAt } = row;
  const rows = people.map((userId) => ({ organizationId, taskId, userId, nextAt: updatedAt, since: updatedAt }));
  await insertNotices(ctx, { rows: JSON.stringify(rows) });
}

const { id: _id, ...changeColumns } = getTableColumns(tallyChangeTable);
const insertChanges = rawQuery<{ rows: string }, object>(
  (params) => sql`
    ${insertSelect(tallyChangeTable, valuesOf(changeColumns))} from ${jsonRows(params.rows, changeColumns)}`,
);
const noteStored = rawQuery<Tasks & { sign: 1 | -1 }, object>(
  (params) => sql`
    ${insertSelect(tallyChangeTable, {
      organizationId: sql`organization_id`,
      teamId: sql`team_id`,
      projectId: sql`project_id`,
      statusId: sql`status_id`,
      assigneeId: sql`assignee_id`,
      isArchived: sql`archived_at is not null`,
      estimate: sql`coalesce(estimate, 0)`,
      createdAt: sql`created_at`,
      startedAt: sql`started_at`,
      completedAt: sql`completed_at`,
      sign: params.sign,
    })}
    from ${taskTable}
    where ${ofTasks(params)} and deleted_at is null`,
);

const { sentLeads: _sentLeads, attempts: _attempts, error: _error, ...noticeColumns } = getTableColumns(dueNoticeTable);
const insertNotices = rawQuery<{ rows: string }, object>(
  (params) => sql`
    ${insertSelect(dueNoticeTable, valuesOf(noticeColumns))} from ${jsonRows(params.rows, noticeColumns)}
    on conflict do nothing`,
);
const noticesOfStored = rawQuery<Tasks, object>(
  (params) => sql`
    ${insertSelect(dueNoticeTable, {
      organizationId: sql`organization_id`,
      taskId: sql`id`,
      userId: sql`unnest(array_remove(collaborator_ids || assignee_id, null))`,
      nextAt: sql`updated_at`,
      since: sql`updated_at`,
    })}
    from ${taskTable}
    where ${ofTasks(params)} and (due_date is not null or due_at is not null)
    on conflict do nothing`,
);
const removeNotices = rawQuery<{ organizationId: OrganizationId; id: TaskId; except: readonly UserId[] }, object>(
  (params) => sql`
    delete from ${dueNoticeTable}
    where organization_id = ${params.organizationId} and task_id = ${params.id} and user_id <> all(${params.except})`,
);
const reschedule = rawQuery<{ organizationId: OrganizationId; id: TaskId; at: string }, object>(
  (params) => sql`
    update ${reminderTable} set next_at = ${params.at}, fired_at = null
    where organization_id = ${params.organizationId} and task_id = ${params.id} and before_minutes is not null`,
);

function ofTasks({ organizationId, ids }: Record<keyof Tasks, Placeholder>) {
  return sql`organization_id = ${organizationId} and id = any(${ids})`;
}
