import { sql } from '#platform/database/drizzle.ts';
import { maybeOne, one, rawQuery } from '#platform/database/query.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { TaskId } from '../contract.ts';
import { checklistItemTable } from '../schema/checklist-item.ts';
import { type RecurrenceHandoff, taskTable } from '../schema/task.ts';
import { logTable } from '../schema/log.ts';
import { changeTask } from '../task/change-task.ts';
import { planSoftDelete } from '../task/delete-task.ts';
import { taskEvent, taskPayload } from '../task/task-payload.ts';
import { shownRecurrence } from '../task/show-task.ts';
import { taskById } from '../task/queries.ts';
import type { TaskRow } from '../task/columns.ts';
import { type TaskAndNext } from './task-and-next.ts';

/**
 * Returns the series to a reopened task: the next task goes to the trash without its rule, so that a series never
 * forks. A next task that somebody has changed stays and continues the series. Call it in the transaction that reopens
 * the task.
 * @returns As `next` the task that stays, if the caller may see it.
 */
export async function revertNextOccurrence(
  ctx: TasksContext,
  row: TaskRow,
  { recurrence, nextId, nextSteps }: RecurrenceHandoff,
): Promise<TaskAndNext> {
  const { organizationId } = row;
  if (nextId !== null) {
    await lockTask(ctx, { organizationId, id: nextId });
    const next = await maybeOne(taskById(ctx, { organizationId, id: nextId }));
    if (!next || next.deletedAt !== null) return { row, next: null };
    const { isUntouched } = await one(findTraces(ctx, { organizationId, id: nextId, nextSteps }));
    if (!isUntouched) return { row, next: isVisible(ctx, next) ? next : null };
    await changeTask(ctx, next, () => {
      const deletion = planSoftDelete(ctx);
      return { ...deletion, set: { ...deletion.set, recurrence: null } };
    });
  }
  const reopened = await changeTask(ctx, row, (current) => ({
    set: { recurrence, recurrenceHandoff: null },
    log: [
      {
        type: 'changed',
        field: 'recurrence',
        before: shownRecurrence(current.recurrence),
        after: shownRecurrence(recurrence),
      },
    ],
    events: (after) => [
      { ...taskEvent(after), type: 'task.updated', payload: { ...taskPayload(after), fields: ['recurrence'] } },
    ],
  }));
  return { row: reopened, next: null };
}

function isVisible({ scope }: TasksContext, { organizationId, teamId }: TaskRow): boolean {
  return scope.organization(organizationId)?.mayReadTeam(teamId) ?? false;
}

const lockTask = rawQuery<{ organizationId: OrganizationId; id: TaskId }, object>(
  (params) => sql`
    select from ${taskTable} where organization_id = ${params.organizationId} and id = ${params.id} for update`,
);
/** What people add to a task: changes, comments, files, checklist items, subtasks. */
const findTraces = rawQuery<
  { organizationId: OrganizationId; id: TaskId; nextSteps: number },
  { isUntouched: boolean }
>(
  (params) => sql`
    select next.version = 1 and next.checklist_total = ${params.nextSteps}
      and not exists (
        select from ${logTable} where log.organization_id = ${params.organizationId} and log.task_id = next.id
          and log.type <> 'created')
      and not exists (
        select from ${checklistItemTable} as item where item.organization_id = ${params.organizationId}
          and item.task_id = next.id and item.version > 1)
      and not exists (
        select from ${taskTable} as part where part.organization_id = ${params.organizationId} and part.parent_id = next.id)
      as "isUntouched"
    from ${taskTable} as next where next.organization_id = ${params.organizationId} and next.id = ${params.id}`,
);
