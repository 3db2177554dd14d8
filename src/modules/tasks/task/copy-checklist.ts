import { sql } from '#platform/database/drizzle.ts';
import { only, statement } from '#platform/database/query.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { TaskId } from '../contract.ts';
import { checklistItem, task } from '../schema.ts';

/** Gives a task the steps of another one, none of them done. Returns how many. */
export async function copyItems(
  ctx: TasksContext,
  from: { readonly organizationId: OrganizationId; readonly id: TaskId },
  to: { readonly id: TaskId },
): Promise<number> {
  const now = ctx.clock.now().toISOString();
  const { copied } = await only(copy(ctx, { organizationId: from.organizationId, fromId: from.id, toId: to.id, now }));
  if (copied > 0) await count(ctx, { organizationId: from.organizationId, id: to.id, total: copied });
  return copied;
}

const copy = statement<
  { organizationId: OrganizationId; fromId: TaskId; toId: TaskId; now: string },
  { copied: number }
>(
  (place) => sql`
    with copied as (
      insert into ${checklistItem} (organization_id, id, task_id, checklist, title, rank, created_at)
      select organization_id, gen_random_uuid(), ${place.toId}, checklist, title, rank, ${place.now}
      from ${checklistItem} where organization_id = ${place.organizationId} and task_id = ${place.fromId}
      returning id)
    select count(*) as copied from copied`,
);
const count = statement<{ organizationId: OrganizationId; id: TaskId; total: number }, object>(
  (place) => sql`
    update ${task} set checklist_total = ${place.total}, checklist_done = 0
    where organization_id = ${place.organizationId} and id = ${place.id}`,
);
