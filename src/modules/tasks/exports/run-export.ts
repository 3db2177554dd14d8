import { sql } from '#platform/database/drizzle.ts';
import { maybeOne, rawQuery } from '#platform/database/query.ts';
import { failureKind } from '#platform/failures.ts';
import type { TasksContext } from '../context.ts';
import { exportTable } from '../schema/export.ts';
import { createArchive } from './archive.ts';
import { endExport } from './end-export.ts';
import { byId, type ExportKey } from './export.ts';

/** No limit but that of the storage: an organization can have any number of files. */
const maxArchiveBytes = Number.MAX_SAFE_INTEGER;

/**
 * Writes the archive of a requested export to the storage, as a stream. Safe to run again at any point: the next
 * attempt overwrites the file of an interrupted one. Errors that a retry may solve are thrown, for the queue; others end
 * the export as failed.
 */
export async function runExport(ctx: TasksContext, key: ExportKey, isLastAttempt: boolean): Promise<void> {
  const row = await maybeOne(byId(ctx, key));
  if (!row || row.status === 'done' || row.status === 'failed') return;
  const scope = await ctx.scopeOf({ kind: 'job', name: 'run-export', userId: row.createdBy });
  if (!scope.organization(row.organizationId)?.isAdmin) {
    await endExport(ctx, row, null);
    return;
  }
  await markRunning(ctx, key);
  try {
    const bytes = await ctx.storage.put(row.storageKey, createArchive(ctx, row.organizationId), maxArchiveBytes);
    if (!(await endExport(ctx, row, bytes))) await ctx.storage.remove(row.storageKey);
  } catch (error) {
    const kind = failureKind(error);
    if (kind === 'temporary' || (kind !== 'permanent' && !isLastAttempt)) throw error;
    ctx.log.error({ err: error, exportId: row.id }, 'an export failed permanently');
    await endExport(ctx, row, null);
    await ctx.storage.remove(row.storageKey);
  }
}

const markRunning = rawQuery<ExportKey, never>(
  (params) => sql`
    update ${exportTable} set status = 'running'
    where organization_id = ${params.organizationId} and id = ${params.id} and status = 'queued'`,
);
