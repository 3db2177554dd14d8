import { sql } from '#platform/database/drizzle.ts';
import { maybeOne, rawQuery } from '#platform/database/query.ts';
import { forEachCollectingFailures, reportFailures } from '#platform/item-failures.ts';
import type { TasksContext } from '../context.ts';
import { exportTable } from '../schema/export.ts';
import { outbox } from '../schema/module-tables.ts';
import { endExport } from './end-export.ts';
import { byId, type ExportKey } from './export.ts';

const keptRowsDays = 90;

/**
 * Ends exports that no job works on any more, deletes expired archives, and forgets exports of long ago.
 * @throws PermanentError naming the exports that failed, after all others.
 */
export async function tidyExports(ctx: TasksContext): Promise<void> {
  const now = ctx.clock.now();
  const failures = [...(await endLost(ctx)), ...(await removeExpired(ctx, now.toISOString()))];
  const before = new Date(now.getTime() - keptRowsDays * 86_400_000).toISOString();
  await forgetOld(ctx, { before });
  reportFailures(failures);
}

async function endLost(ctx: TasksContext) {
  return forEachCollectingFailures(ctx, await unfinished(ctx, {}), nameOf, async (key) => {
    const payload = { exportId: key.id };
    if (await ctx.hasJob('run-export', payload)) return;
    const row = await maybeOne(byId(ctx, key));
    if (!row) return;
    ctx.log.warn(payload, 'an export without a job was ended');
    const asRequester = { ...ctx, actor: { kind: 'job' as const, name: 'tidy-exports', userId: row.createdBy } };
    // Its job may have ended between the writing of the file and the end of the export.
    if (await endExport(asRequester, row, null)) await ctx.storage.remove(row.storageKey);
  });
}

async function removeExpired(ctx: TasksContext, now: string) {
  return forEachCollectingFailures(ctx, await expired(ctx, { now }), nameOf, async ({ storageKey, ...key }) => {
    await ctx.storage.remove(storageKey);
    await forgetFile(ctx, key);
  });
}

function nameOf({ id }: ExportKey): string {
  return `export ${id}`;
}

/** Only exports whose request the relay has processed: after that a job exists until it is done or given up. */
const unfinished = rawQuery<object, ExportKey>(
  () => sql`
    select organization_id as "organizationId", id from ${exportTable}
    where status in ('queued', 'running') and not exists (
      select from ${outbox}
      where event->>'type' = 'export.requested' and event->'payload'->>'exportId' = ${exportTable.id}::text)`,
);
const expired = rawQuery<{ now: string }, ExportKey & { storageKey: string }>(
  (params) => sql`
    select organization_id as "organizationId", id, storage_key as "storageKey" from ${exportTable}
    where file_until < ${params.now} order by file_until limit 500`,
);
const forgetFile = rawQuery<ExportKey, never>(
  (params) => sql`
    update ${exportTable} set file_until = null where organization_id = ${params.organizationId} and id = ${params.id}`,
);
const forgetOld = rawQuery<{ before: string }, never>(
  (params) => sql`delete from ${exportTable} where finished_at < ${params.before} and file_until is null`,
);
