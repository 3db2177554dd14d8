import { userIdOf } from '#platform/context.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { maybeOne, one, query } from '#platform/database/query.ts';
import { conflict, forbidden } from '#platform/errors.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { ImportId } from '../contract.ts';
import { publish } from '../publish.ts';
import { importsTable } from '../schema/import.ts';
import { byId, importEvent, type ImportRow, isFinishedDryRun } from './import.ts';
import { emptyReport, type ImportReport } from './source/report.ts';

/**
 * Runs a finished dry run for real, on the same file. Idempotent: if the real run is in progress or done, nothing
 * changes.
 * @throws DomainError 409 `not-a-dry-run` for one that failed or was stopped, `dry-run-unfinished`, `file-gone`.
 */
export function runForReal(ctx: TasksContext, row: ImportRow): Promise<ImportRow> {
  return withTransaction(ctx, async (inTx) => {
    const { organizationId, id } = row;
    const now = ctx.clock.now().toISOString();
    const startedImport = await maybeOne(begin(inTx, { organizationId, id, now, report: emptyReport }));
    if (startedImport)
      await publish(inTx, { ...importEvent(row), type: 'import.requested', payload: { importId: id } });
    const current = await one(byId(inTx, { organizationId, id }));
    if (!startedImport) assertRunning(current);
    return current;
  });
}

/** Only the requester may run it: the import uses the rights of the person who chose the file. */
export function assertRequester(ctx: TasksContext, row: ImportRow): ImportRow {
  if (row.createdBy === userIdOf(ctx.actor)) return row;
  throw forbidden('not-the-requester', 'Only the person who uploaded the file can run its import.');
}

function assertRunning(row: ImportRow): void {
  if (isFinishedDryRun(row))
    throw conflict('file-gone', 'The file of this dry run is no longer stored. Upload it again.');
  if (row.dryRun && (row.status === 'queued' || row.status === 'running')) {
    throw conflict('dry-run-unfinished', 'This dry run has not finished. Wait for its report.');
  }
  if (row.dryRun || row.status === 'failed' || row.status === 'cancelled') {
    throw conflict('not-a-dry-run', 'Only a finished dry run can be imported. Upload the file again.');
  }
}

const begin = query<{ organizationId: OrganizationId; id: ImportId; now: string; report: ImportReport }>()((params) =>
  qb
    .update(importsTable)
    .set({
      dryRun: false,
      status: 'queued',
      done: 0,
      report: sql`${params.report}::jsonb`,
      fileUntil: null,
      finishedAt: null,
    })
    .where(
      and(
        eq(importsTable.organizationId, params.organizationId),
        eq(importsTable.id, params.id),
        eq(importsTable.dryRun, true),
        eq(importsTable.status, 'done'),
        sql`${importsTable.fileUntil} > ${params.now}`,
      ),
    )
    .returning({ id: importsTable.id }),
);
