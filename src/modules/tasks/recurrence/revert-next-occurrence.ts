import { sql } from '#platform/database/drizzle.ts';
import { first, only, statement } from '#platform/database/query.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { TaskId } from '../contract.ts';
import { checklistItem, type HandedOn, log, task } from '../schema.ts';
import { changeTask } from '../task/change-task.ts';
import { planGoing } from '../task/delete-task.ts';
import { aboutTask, facts } from '../task/task-payload.ts';
import { shownRecurrence } from '../task/show-task.ts';
import { taskById } from '../task/queries.ts';
import type { TaskRow } from '../task/columns.ts';
import { type Gone } from './task-and-next.ts';

/**
 * Gives a task that was opened again its series back: the next one goes into the trash, without the rule, so that a
 * series never forks. One that somebody has touched stays and goes on. Call it in the transaction of the reopening.
 * @returns As `next` the one that stays, where the caller may see it.
 */
export async function takeSeriesBack(
  ctx: TasksContext,
  row: TaskRow,
  { recurrence, nextId, nextSteps }: HandedOn,
): Promise<Gone> {
  const { organizationId } = row;
  if (nextId !== null) {
    await lock(ctx, { organizationId, id: nextId });
    const next = await first(taskById(ctx, { organizationId, id: nextId }));
    if (!next || next.deletedAt !== null) return { row, next: null };
    const { isUntouched } = await only(traces(ctx, { organizationId, id: nextId, nextSteps }));
    if (!isUntouched) return { row, next: isVisible(ctx, next) ? next : null };
    await changeTask(ctx, next, () => {
      const going = planGoing(ctx);
      return { ...going, set: { ...going.set, recurrence: null } };
    });
  }
  const own = await changeTask(ctx, row, (current) => ({
    set: { recurrence, handedOn: null },
    log: [
      {
        type: 'changed',
        field: 'recurrence',
        before: shownRecurrence(current.recurrence),
        after: shownRecurrence(recurrence),
      },
    ],
    events: (after) => [
      { ...aboutTask(after), type: 'task.updated', payload: { ...facts(after), fields: ['recurrence'] } },
    ],
  }));
  return { row: own, next: null };
}

function isVisible({ scope }: TasksContext, { organizationId, teamId }: TaskRow): boolean {
  return scope.organization(organizationId)?.mayReadTeam(teamId) ?? false;
}

const lock = statement<{ organizationId: OrganizationId; id: TaskId }, object>(
  (place) => sql`
    select from ${task} where organization_id = ${place.organizationId} and id = ${place.id} for update`,
);
/** What people leave on a task: a change of it, words, files, steps, parts. */
const traces = statement<{ organizationId: OrganizationId; id: TaskId; nextSteps: number }, { isUntouched: boolean }>(
  (place) => sql`
    select next.version = 1 and next.checklist_total = ${place.nextSteps}
      and not exists (
        select from ${log} where log.organization_id = next.organization_id and log.task_id = next.id
          and log.type <> 'created')
      and not exists (
        select from ${checklistItem} as item where item.organization_id = next.organization_id
          and item.task_id = next.id and item.version > 1)
      and not exists (
        select from ${task} as part where part.organization_id = next.organization_id and part.parent_id = next.id)
      as "isUntouched"
    from ${task} as next where next.organization_id = ${place.organizationId} and next.id = ${place.id}`,
);
