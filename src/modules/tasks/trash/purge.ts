import { withTransaction } from '#platform/database/database.ts';
import { sql } from '#platform/database/drizzle.ts';
import { statement } from '#platform/database/query.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { TaskId } from '../contract.ts';
import { publish } from '../publish.ts';
import { attachment, task } from '../schema.ts';

const restDays = 30;
const chunk = 200;

/**
 * Removes for good what has rested in the trash for 30 days, with all that hangs on it. The log stays. A file is
 * removed once nothing points to it any more: a cut in between leaves bytes that nobody reads, never a missing file.
 */
export async function purgeTrash(ctx: TasksContext): Promise<number> {
  const before = new Date(ctx.clock.now().getTime() - restDays * 86_400_000).toISOString();
  let purged = 0;
  for (;;) {
    const { count, files } = await purgeChunk(ctx, before);
    for (const key of files) await ctx.storage.remove(key);
    purged += count;
    if (count < chunk) return purged;
  }
}

function purgeChunk(ctx: TasksContext, before: string): Promise<{ count: number; files: string[] }> {
  return withTransaction(ctx, async (inTx) => {
    const rows = await due(inTx, { before, limit: chunk });
    const files: string[] = [];
    for (const [organizationId, found] of Map.groupBy(rows, (row) => row.organizationId)) {
      const place = { organizationId, ids: found.map(({ id }) => id) };
      files.push(...(await filesOf(inTx, place)).map(({ key }) => key));
      await letPartsGo(inTx, place);
      await remove(inTx, place);
      await publish(inTx, {
        type: 'tasks.purged',
        organizationId,
        subject: { kind: 'organization', id: organizationId, version: 1 },
        audience: null,
        payload: { taskIds: place.ids },
      });
    }
    return { count: rows.length, files };
  });
}

const due = statement<{ before: string; limit: number }, { organizationId: OrganizationId; id: TaskId }>(
  (place) => sql`
    select organization_id as "organizationId", id from ${task}
    where deleted_at is not null and deleted_at < ${place.before}
    order by deleted_at limit ${place.limit} for update skip locked`,
);
type Place = { organizationId: OrganizationId; ids: readonly TaskId[] };
const filesOf = statement<Place, { key: string }>(
  (place) => sql`
    select storage_key as key from ${attachment}
    where organization_id = ${place.organizationId} and task_id = any(${place.ids})`,
);
const letPartsGo = statement<Place, object>(
  (place) => sql`
    update ${task} set parent_id = null, version = version + 1
    where organization_id = ${place.organizationId} and parent_id = any(${place.ids})`,
);
const remove = statement<Place, object>(
  (place) => sql`delete from ${task} where organization_id = ${place.organizationId} and id = any(${place.ids})`,
);
