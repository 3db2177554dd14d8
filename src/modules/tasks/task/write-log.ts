import { userIdOf } from '#platform/context.ts';
import { getTableColumns, type Placeholder, sql } from '#platform/database/drizzle.ts';
import { insertSelect, jsonRows, valuesOf } from '#platform/database/insert.ts';
import { rawQuery } from '#platform/database/query.ts';
import { newId, type OrganizationId, type TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { LogEntryId, LogType, TaskId } from '../contract.ts';
import { logTable } from '../schema/log.ts';

/** One entry of the log: a field with its old and new value, or something that happened. */
export interface LogDraft {
  readonly type: LogType;
  readonly field?: string;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly reason?: string | undefined;
}

interface LoggedTask {
  readonly organizationId: OrganizationId;
  readonly teamId: TeamId;
  readonly id: TaskId;
}

/** Log rows for a statement that writes them together with the change. */
export function logJson(ctx: TasksContext, task: LoggedTask, drafts: readonly LogDraft[]): string {
  return JSON.stringify(logRows(ctx, task, drafts));
}

function logRows(ctx: TasksContext, task: LoggedTask, drafts: readonly LogDraft[]) {
  const at = ctx.clock.now().toISOString();
  return drafts.map((draft): typeof logTable.$inferSelect => ({
    organizationId: task.organizationId,
    id: newId<LogEntryId>(),
    taskId: task.id,
    teamId: task.teamId,
    type: draft.type,
    actor: ctx.actor,
    actorId: userIdOf(ctx.actor),
    field: draft.field ?? null,
    before: draft.before ?? null,
    after: draft.after ?? null,
    reason: draft.reason ?? null,
    requestId: ctx.requestId,
    at,
  }));
}

/** `insert into log …` from such rows; callers may add a `where`. */
export function logFromJson(rows: Placeholder) {
  const columns = getTableColumns(logTable);
  return sql`${insertSelect(logTable, valuesOf(columns))} from ${jsonRows(rows, columns)}`;
}

const insert = rawQuery<{ rows: string }, object>((params) => logFromJson(params.rows));

/** Adds to a task's log, for changes that do not change its row. */
export async function addToLog(ctx: TasksContext, task: LoggedTask, drafts: readonly LogDraft[]): Promise<void> {
  await insert(ctx, { rows: logJson(ctx, task, drafts) });
}

/** Adds an entry to the log of each task. */
export async function addToLogs<Task extends LoggedTask>(
  ctx: TasksContext,
  tasks: readonly Task[],
  draftOf: (task: Task) => LogDraft,
): Promise<void> {
  await insert(ctx, { rows: JSON.stringify(tasks.flatMap((task) => logRows(ctx, task, [draftOf(task)]))) });
}
