import { sql } from '#platform/database/drizzle.ts';
import { maybeOne, rawQuery } from '#platform/database/query.ts';
import type { OrganizationId } from '#platform/ids.ts';
import { forEachCollectingFailures, reportFailures } from '#platform/item-failures.ts';
import type { TasksContext } from '../context.ts';
import type { ImportId } from '../contract.ts';
import { importsTable } from '../schema/import.ts';
import { outbox } from '../schema/module-tables.ts';
import { endImport, removeFile } from './end-import.ts';
import { byId } from './import.ts';
import { internalFault } from './run-import.ts';
import { emptyReport } from './source/report.ts';
import { countCreated } from './sources.ts';

/**
 * Ends imports that no job works on any more, and deletes expired files.
 * @throws PermanentError naming the imports that failed, after all others.
 */
export async function tidyImports(ctx: TasksContext): Promise<void> {
  reportFailures([...(await endLostImports(ctx)), ...(await removeOldFiles(ctx))]);
}

/**
 * An attempt ends its import, but not if the process dies in the last attempt; then the queue has no job for it any
 * more. What the import has created stays, and its requester is notified.
 */
async function endLostImports(ctx: TasksContext) {
  return forEachCollectingFailures(ctx, await unfinished(ctx, {}), nameOf, async (key) => {
    const payload = { importId: key.id };
    if (await ctx.hasJob('run-import', payload)) return;
    const row = await maybeOne(byId(ctx, key));
    if (!row) return;
    ctx.log.warn(payload, 'an import without a job was cancelled');
    const created = await countCreated(ctx, { organizationId: row.organizationId, importId: row.id });
    const asRequester = { ...ctx, actor: { kind: 'job' as const, name: 'tidy-imports', userId: row.createdBy } };
    await endImport(asRequester, row, { status: 'failed', report: { ...emptyReport, created }, fault: internalFault });
  });
}

async function removeOldFiles(ctx: TasksContext) {
  const rows = await withOldFile(ctx, { now: ctx.clock.now().toISOString() });
  return forEachCollectingFailures(ctx, rows, nameOf, (row) => removeFile(ctx, row));
}

function nameOf({ id }: Key): string {
  return `import ${id}`;
}

type Key = { organizationId: OrganizationId; id: ImportId };
/** Only imports whose request the relay has processed: after that a job exists until it is done or given up. */
const unfinished = rawQuery<object, Key>(
  () => sql`
    select organization_id as "organizationId", id from ${importsTable}
    where status in ('queued', 'running') and not exists (
      select from ${outbox}
      where event->>'type' = 'import.requested' and event->'payload'->>'importId' = ${importsTable.id}::text)`,
);
const withOldFile = rawQuery<{ now: string }, Key & { storageKey: string }>(
  (params) => sql`
    select organization_id as "organizationId", id, storage_key as "storageKey" from ${importsTable}
    where file_until < ${params.now} order by file_until limit 500`,
);
