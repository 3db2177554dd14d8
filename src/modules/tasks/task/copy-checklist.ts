import { sql } from '#platform/database/drizzle.ts';
import { one, rawQuery } from '#platform/database/query.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { TaskId } from '../contract.ts';
import { checklistItemTable } from '../schema/checklist-item.ts';
import { taskTable } from '../schema/task.ts';

/** Copies the checklist items of another task, unticked. Returns how many. */
export async function copyItems(
  ctx: TasksContext,
  from: { readonly organizationId: OrganizationId; readonly id: TaskId },
  to: { readonly id: TaskId },
): Promise<number> {
  const now = ctx.clock.now().toISOString();
  const { copied } = await one(copy(ctx, { organizationId: from.organizationId, fromId: from.id, toId: to.id, now }));
  if (copied > 0) await count(ctx, { organizationId: from.organizationId, id: to.id, total: copied });
  return copied;
}

const copy = rawQuery<
  { organizationId: OrganizationId; fromId: TaskId; toId: TaskId; now: string },
  { copied: number }
>(
  (params) => sql`
    with copied as (
      insert into ${checklistItemTable} (organization_id, id, task_id, checklist, title, rank, created_at)
      select organization_id, gen_random_uuid(), ${params.toId}, checklist, title, rank, ${params.now}
      from ${checklistItemTable} where organization_id = ${params.organizationId} and task_id = ${params.fromId}
      returning id)
    select count(*) as copied from copied`,
);
const count = rawQuery<{ organizationId: OrganizationId; id: TaskId; total: number }, object>(
  (params) => sql`
    update ${taskTable} set checklist_total = ${params.total}, checklist_done = 0
    where organization_id = ${params.organizationId} and id = ${params.id}`,
);
