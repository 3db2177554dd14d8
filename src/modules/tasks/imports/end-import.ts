import { withTransaction } from '#platform/database/database.ts';
import { and, qb, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { ImportId, importStatuses } from '../contract.ts';
import { publish } from '../publish.ts';
import { importsTable } from '../schema/import.ts';
import { importEvent, type ImportRow } from './import.ts';
import { type ImportReport, wholeFile } from './source/report.ts';
import { cleanThroughout } from './source/text.ts';

export interface ImportEnd {
  readonly status: (typeof importStatuses)[number];
  readonly report: ImportReport;
  /** Why a failed import failed. Listed first among the problems. */
  readonly fault?: { readonly code: string; readonly message: string };
}

/** How long after a dry run its file can be imported for real. */
const fileKeptHours = 24;

/**
 * Ends an import. Deletes its file, unless it can still be imported for real. An import that has ended stays unchanged.
 */
export async function endImport(
  ctx: TasksContext,
  row: ImportRow,
  { status, report, fault }: ImportEnd,
): Promise<void> {
  const now = ctx.clock.now();
  const keptUntil = new Date(now.getTime() + fileKeptHours * 3_600_000);
  const faults = fault ? [{ ...wholeFile(row.filename), code: fault.code, reason: fault.message }] : [];
  const isKept = row.dryRun && status === 'done';
  const ended = await withTransaction(ctx, async (inTx) => {
    const [closed] = await close(inTx, {
      organizationId: row.organizationId,
      id: row.id,
      status,
      report: JSON.stringify(cleanThroughout({ ...report, problems: [...faults, ...report.problems] })),
      finishedAt: now.toISOString(),
      fileUntil: (isKept ? keptUntil : now).toISOString(),
    });
    if (!closed) return false;
    await publish(inTx, {
      ...importEvent(row),
      type: 'import.finished',
      payload: {
        importId: row.id,
        teamId: closed.teamId,
        status: closed.status,
        dryRun: row.dryRun,
        filename: row.filename,
        tasks: report.created.tasks,
        problem: closed.status === 'failed' && fault ? { code: fault.code, reason: fault.message } : null,
      },
    });
    return true;
  });
  if (ended && !isKept) await removeFile(ctx, row);
}

/** Deletes the file of an import that has ended. If this is interrupted, the sweep deletes it. */
export async function removeFile(
  ctx: TasksContext,
  { organizationId, id, storageKey }: Pick<ImportRow, 'organizationId' | 'id' | 'storageKey'>,
): Promise<void> {
  await ctx.storage.remove(storageKey);
  await forgetFile(ctx, { organizationId, id });
}

type Key = { organizationId: OrganizationId; id: ImportId };
const isRow = (params: { organizationId: unknown; id: unknown }) =>
  sql`${importsTable.organizationId} = ${params.organizationId} and ${importsTable.id} = ${params.id}`;
/** A cancelled import stays cancelled but gets its report. */
const close = query<Key & { status: string; report: string; finishedAt: string; fileUntil: string }>()((params) =>
  qb
    .update(importsTable)
    .set({
      status: sql`case when ${importsTable.status} = 'cancelled' then 'cancelled' else ${params.status} end`,
      report: sql`${params.report}::jsonb`,
      done: sql`case when ${params.status} = 'done' then ${importsTable.total} else ${importsTable.done} end`,
      finishedAt: sql`${params.finishedAt}`,
      fileUntil: sql`${params.fileUntil}`,
    })
    .where(and(isRow(params), sql`${importsTable.status} in ('queued', 'running', 'cancelled')`))
    .returning({ teamId: importsTable.teamId, status: importsTable.status }),
);
const forgetFile = query<Key>()((params) => qb.update(importsTable).set({ fileUntil: null }).where(isRow(params)));
