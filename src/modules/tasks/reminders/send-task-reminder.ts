import { withTransaction } from '#platform/database/database.ts';
import { sql } from '#platform/database/drizzle.ts';
import { maybeOne, rawQuery } from '#platform/database/query.ts';
import { conflict, invalid, notFound } from '#platform/errors.ts';
import type { UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { TaskId } from '../contract.ts';
import { publish } from '../publish.ts';
import { taskTable } from '../schema/task.ts';
import type { TaskEvent } from '../task/task-payload.ts';
import {
  type ClaimedTask,
  claimedTaskColumns,
  claimedTaskTables,
  dueEvent,
  duePayload,
  isActive,
} from './claimed-task.ts';
import { readersOf } from './readers.ts';

/**
 * Sends people a reminder of a task now, on behalf of a service or an instance admin, who may not be in its
 * organization.
 * @throws DomainError 404, 409 `task-closed`, 422 for a person who cannot read the task.
 */
export async function sendTaskReminder(
  ctx: TasksContext,
  { taskId, userIds }: { taskId: TaskId; userIds: readonly UserId[] | null },
): Promise<{ userIds: UserId[] }> {
  const task = await maybeOne(taskOfAnyone(ctx, { taskId }));
  if (!task) throw notFound();
  const involved = task.assigneeId === null ? task.collaboratorIds : [task.assigneeId, ...task.collaboratorIds];
  const ids = [...new Set(userIds ?? involved)];
  const readers = await readersOf(ctx, ids);
  const allowed = ids.filter((userId) => readers.mayRead(userId, task));
  if (userIds !== null && allowed.length < ids.length)
    throw invalid('userIds', 'One of these people doesn’t have access to the task.');
  if (!isActive(task)) throw conflict('task-closed', 'This task is closed.');
  const events = allowed.map((userId): TaskEvent => {
    const payload = { ...duePayload(task), userId, reminderId: null };
    return { ...dueEvent(task), type: 'task.reminder-due', payload };
  });
  await withTransaction(ctx, (inTx) => publish(inTx, ...events));
  return { userIds: allowed };
}

const taskOfAnyone = rawQuery<{ taskId: TaskId }, ClaimedTask>(
  (params) => sql`
    with claimed as (select organization_id, id as task_id from ${taskTable} where id = ${params.taskId} and deleted_at is null)
    select ${claimedTaskColumns} from claimed ${claimedTaskTables}`,
);
