import { z } from 'zod';
import type { Authorized } from '#platform/access/authorized.ts';
import { sql } from '#platform/database/drizzle.ts';
import { one, rawQuery } from '#platform/database/query.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { TaskId } from '../contract.ts';
import { statusTable } from '../schema/workflow.ts';
import { taskTable } from '../schema/task.ts';
import type { TaskRow } from '../task/columns.ts';

export const RollUp = z
  .strictObject({
    total: z.number().int().describe('Number of subtasks at any depth that are not cancelled.'),
    done: z.number().int(),
    percent: z
      .number()
      .describe('0–100: share of completed subtasks. Without subtasks, 100 if the task itself is done.'),
    estimate: z.number().int().describe('Minutes, including the task’s own estimate.'),
    estimateDone: z.number().int(),
  })
  .meta({ id: 'RollUp' });

/** The progress of a task with all its subtasks. */
export async function rollUp(ctx: TasksContext, task: Authorized<TaskRow, 'read'>): Promise<z.infer<typeof RollUp>> {
  const { total, done, ...estimates } = await one(sum(ctx, { organizationId: task.organizationId, id: task.id }));
  const isDone = task.category === 'done';
  return { total, done, percent: total > 0 ? Math.round((100 * done) / total) : isDone ? 100 : 0, ...estimates };
}

const sum = rawQuery<
  { organizationId: OrganizationId; id: TaskId },
  { total: number; done: number; estimate: number; estimateDone: number }
>(
  (params) => sql`
    with recursive whole as (
      select id, status_id, estimate, 0 as depth from ${taskTable}
      where organization_id = ${params.organizationId} and id = ${params.id}
      union all
      select task.id, task.status_id, task.estimate, whole.depth + 1 from ${taskTable} join whole on task.parent_id = whole.id
      where task.organization_id = ${params.organizationId} and task.deleted_at is null and whole.depth < 20)
    select count(*) filter (where depth > 0 and category <> 'cancelled') as total,
      count(*) filter (where depth > 0 and category = 'done') as done,
      coalesce(sum(estimate) filter (where category <> 'cancelled'), 0) as estimate,
      coalesce(sum(estimate) filter (where category = 'done'), 0) as "estimateDone"
    from whole join ${statusTable} on status.organization_id = ${params.organizationId} and status.id = whole.status_id`,
);
