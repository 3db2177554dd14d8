import { withTransaction } from '#platform/database/database.ts';
import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import type { TasksContext } from '../context.ts';
import type { ExportId } from '../contract.ts';
import { publish } from '../publish.ts';
import { exportTable } from '../schema/export.ts';
import { exportEvent, type ExportKey, type ExportRow } from './export.ts';

/** How long an archive can be downloaded. */
const fileKeptDays = 7;

/**
 * Ends an export.
 * @param bytes The size of the stored archive; null if it failed.
 * @returns false if it had ended already, or its organization was deleted: then its file is not needed.
 */
export function endExport(ctx: TasksContext, row: ExportRow, bytes: number | null): Promise<boolean> {
  const now = ctx.clock.now();
  const until = new Date(now.getTime() + fileKeptDays * 86_400_000);
  const status = bytes === null ? 'failed' : 'done';
  return withTransaction(ctx, async (inTx) => {
    const [ended] = await close(inTx, {
      organizationId: row.organizationId,
      id: row.id,
      status,
      bytes,
      now: now.toISOString(),
      fileUntil: bytes === null ? null : until.toISOString(),
    });
    if (!ended) return false;
    await publish(inTx, { ...exportEvent(row), type: 'export.finished', payload: { exportId: row.id, status } });
    return true;
  });
}

const close = rawQuery<
  ExportKey & { status: string; bytes: number | null; now: string; fileUntil: string | null },
  { id: ExportId }
>(
  (params) => sql`
    update ${exportTable} set status = ${params.status}, bytes = ${params.bytes}::bigint,
      finished_at = ${params.now}::timestamptz, file_until = ${params.fileUntil}::timestamptz
    where organization_id = ${params.organizationId} and id = ${params.id} and status in ('queued', 'running')
    returning id`,
);
