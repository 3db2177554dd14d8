import { userIdOf } from '#platform/context.ts';
import { type Placeholder, sql } from '#platform/database/drizzle.ts';
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

function logRows(ctx: TasksContext, task: LoggedTask, drafts: readonly LogDraft[]): object[] {
  const at = ctx.clock.now().toISOString();
  return drafts.map((draft) => ({
    organization_id: task.organizationId,
    id: newId<LogEntryId>(),
    task_id: task.id,
    team_id: task.teamId,
    type: draft.type,
    actor: ctx.actor,
    actor_id: userIdOf(ctx.actor),
    field: draft.field ?? null,
    before: draft.before ?? null,
    after: draft.after ?? null,
    reason: draft.reason ?? null,
    request_id: ctx.requestId,
    at,
  }));
}

const columns =
  'organization_id, id, task_id, team_id, type, actor, actor_id, field, before, after, reason, request_id, at';

/** `insert into log …` from such rows; callers may add a `where`. */
export function logFromJson(rows: Placeholder) {
  return sql`
    insert into ${logTable} (${sql.raw(columns)})
    select ${sql.raw(columns)} from jsonb_to_recordset(${rows}::jsonb) as entry (
      organization_id uuid, id uuid, task_id uuid, team_id uuid, type text, actor jsonb, actor_id uuid, field text,
      before jsonb, after jsonb, reason text, request_id text, at timestamptz)`;
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
