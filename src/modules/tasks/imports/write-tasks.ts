import { sql } from '#platform/database/drizzle.ts';
import { one, rawQuery } from '#platform/database/query.ts';
import { insertSelect, jsonRows, valuesOf } from '#platform/database/insert.ts';
import { newId, type OrganizationId, type TeamId, type UserId } from '#platform/ids.ts';
import { pick } from '#platform/records.ts';
import type { TasksContext } from '../context.ts';
import type { ChecklistItemId, CommentId, TaskId } from '../contract.ts';
import { addToLogs } from '../task/write-log.ts';
import { checklistItemTable } from '../schema/checklist-item.ts';
import { commentTable } from '../schema/comment.ts';
import { counterTable } from '../schema/workflow.ts';
import { taskTable } from '../schema/task.ts';
import { addBacklinks } from '../task/store-backlinks.ts';
import { liveLabels, liveValues } from '../task/live-references.ts';
import { noteImported } from '../task/without-triggers.ts';
import type { KnownSource, TeamRef } from './sources.ts';

/** What an import sets of a task, many rows in one statement. */
const importedColumns = [
  'id',
  'title',
  'description',
  'statusId',
  'assigneeId',
  'collaboratorIds',
  'labelIds',
  'importedPeople',
  'customFields',
  'startDate',
  'dueAt',
  'dueTimezone',
  'rank',
  'archivedAt',
  'completedAt',
  'createdBy',
  'createdAt',
] as const;
export type ImportedTask = Readonly<Pick<typeof taskTable.$inferSelect, (typeof importedColumns)[number]>>;

export interface ImportedItem {
  readonly taskId: TaskId;
  readonly checklist: string;
  readonly title: string;
  readonly done: boolean;
  readonly rank: string;
}

export interface ImportedComment {
  readonly taskId: TaskId;
  readonly authorId: UserId | null;
  readonly importedAuthor: string;
  /** Who imported it. */
  readonly importedBy: UserId;
  readonly body: string;
  readonly editedAt: string | null;
  readonly createdAt: string;
}

/** Writes tasks with keys from the team's counter, and one log entry each. */
export async function writeTasks(
  ctx: TasksContext,
  { organizationId, teamId }: TeamRef,
  teamKey: string,
  rows: readonly ImportedTask[],
): Promise<void> {
  const { last } = await one(count(ctx, { organizationId, teamId, by: rows.length }));
  const numbered = rows.map((row, index) => ({ ...row, number: last - rows.length + index + 1 }));
  const now = ctx.clock.now().toISOString();
  await insertTasks(ctx, { organizationId, teamId, teamKey, now, rows: JSON.stringify(numbered) });
  await noteImported(ctx, { organizationId, ids: rows.map(({ id }) => id) });
  const texts = rows.map(({ id, description }) => ({ taskId: id, sourceId: id, text: description ?? '' }));
  await addBacklinks(ctx, organizationId, texts);
  await addToLogs(
    ctx,
    rows.map(({ id }) => ({ organizationId, teamId, id })),
    () => ({ type: 'imported' }),
  );
}

export async function writeItems(ctx: TasksContext, params: TeamRef, rows: readonly ImportedItem[]): Promise<string[]> {
  const withIds = rows.map((row) => ({ ...row, id: newId<ChecklistItemId>() }));
  const { organizationId } = params;
  await insertItems(ctx, { organizationId, now: ctx.clock.now().toISOString(), rows: JSON.stringify(withIds) });
  await recountItems(ctx, { organizationId, taskIds: [...new Set(rows.map(({ taskId }) => taskId))] });
  return withIds.map(({ id }) => id);
}

export async function writeComments(
  ctx: TasksContext,
  params: TeamRef,
  rows: readonly ImportedComment[],
): Promise<string[]> {
  const withIds = rows.map((row) => ({ ...row, id: newId<CommentId>() }));
  const { organizationId } = params;
  await insertComments(ctx, { organizationId, rows: JSON.stringify(withIds) });
  const texts = withIds.map(({ id, taskId, body }) => ({ taskId, sourceId: id, text: body }));
  await addBacklinks(ctx, organizationId, texts);
  await recountComments(ctx, { organizationId, taskIds: [...new Set(rows.map(({ taskId }) => taskId))] });
  return withIds.map(({ id }) => id);
}

/** The existing tasks created from these cards, by card id. */
export async function lockTasks(
  ctx: TasksContext,
  { organizationId }: TeamRef,
  sources: ReadonlyMap<string, KnownSource>,
): Promise<ReadonlyMap<string, TaskId>> {
  const taskIds = [...sources.values()].map(({ localId }) => localId as TaskId);
  const live = new Set<string>((await lockByIds(ctx, { organizationId, taskIds })).map(({ id }) => id));
  return new Map(
    [...sources].filter(([, { localId }]) => live.has(localId)).map(([id, { localId }]) => [id, localId as TaskId]),
  );
}

const lockByIds = rawQuery<{ organizationId: OrganizationId; taskIds: readonly TaskId[] }, { id: TaskId }>(
  (params) => sql`
    select id from ${taskTable} where organization_id = ${params.organizationId} and id = any(${params.taskIds})
    order by id for no key update`,
);
const count = rawQuery<{ organizationId: OrganizationId; teamId: TeamId; by: number }, { last: number }>(
  (params) => sql`
    insert into ${counterTable} (organization_id, team_id, last_number)
    values (${params.organizationId}, ${params.teamId}, ${params.by})
    on conflict (organization_id, team_id) do update set last_number = counter.last_number + excluded.last_number
    returning last_number as last`,
);
const insertTasks = rawQuery<
  { organizationId: OrganizationId; teamId: TeamId; teamKey: string; now: string; rows: string },
  object
>((params) => {
  const insertedColumns = pick(taskTable, [...importedColumns, 'number']);
  const values = insertSelect(taskTable, {
    ...valuesOf(insertedColumns),
    organizationId: params.organizationId,
    teamId: params.teamId,
    key: sql`${params.teamKey}::text || '-' || number`,
    priority: sql`'none'`,
    labelIds: liveLabels(sql`"labelIds"`, params.organizationId),
    customFields: liveValues(sql`"customFields"`, params.organizationId, params.teamId),
    updatedAt: params.now,
  });
  return sql`${values} from ${jsonRows(params.rows, insertedColumns)}`;
});
const insertItems = rawQuery<{ organizationId: OrganizationId; now: string; rows: string }, object>((params) => {
  const insertedColumns = pick(checklistItemTable, ['id', 'taskId', 'checklist', 'title', 'done', 'rank']);
  const { organizationId, now } = params;
  const values = { ...valuesOf(insertedColumns), organizationId, createdAt: now };
  return sql`${insertSelect(checklistItemTable, values)} from ${jsonRows(params.rows, insertedColumns)}`;
});
const recountItems = rawQuery<{ organizationId: OrganizationId; taskIds: readonly TaskId[] }, object>(
  (params) => sql`
    update ${taskTable} set checklist_total = items.total, checklist_done = items.done
    from (
      select task_id, count(*) as total, count(*) filter (where done) as done from ${checklistItemTable}
      where organization_id = ${params.organizationId} and task_id = any(${params.taskIds}) group by task_id) as items
    where ${taskTable.organizationId} = ${params.organizationId} and ${taskTable.id} = items.task_id`,
);
const insertComments = rawQuery<{ organizationId: OrganizationId; rows: string }, object>((params) => {
  const insertedColumns = pick(commentTable, [
    'id',
    'taskId',
    'authorId',
    'importedAuthor',
    'importedBy',
    'body',
    'editedAt',
    'createdAt',
  ]);
  const values = { ...valuesOf(insertedColumns), organizationId: params.organizationId };
  return sql`${insertSelect(commentTable, values)} from ${jsonRows(params.rows, insertedColumns)}`;
});
const recountComments = rawQuery<{ organizationId: OrganizationId; taskIds: readonly TaskId[] }, object>(
  (params) => sql`
    update ${taskTable} set comment_count = comments.total
    from (
      select task_id, count(*) as total from ${commentTable}
      where organization_id = ${params.organizationId} and task_id = any(${params.taskIds}) and deleted_at is null
      group by task_id) as comments
    where ${taskTable.organizationId} = ${params.organizationId} and ${taskTable.id} = comments.task_id`,
);
