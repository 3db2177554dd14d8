import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query, rawQuery } from '#platform/database/query.ts';
import { DomainError } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import { failureKind } from '#platform/failures.ts';
import type { OrganizationId, TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { ImportId } from '../contract.ts';
import { publish } from '../publish.ts';
import { importsTable } from '../schema/import.ts';
import { importBoard } from './import-board.ts';
import { endImport, type ImportEnd } from './end-import.ts';
import { formats } from './formats.ts';
import { byId, importEvent, type ImportRow } from './import.ts';
import { ImportCancelled, type ImportRun } from './run.ts';
import { createFindings, emptyReport, type ImportReport } from './source/report.ts';
import { countCreated } from './sources.ts';

/**
 * Imports a file. Safe to run again at any point: what was created is found by its id in the other tool. A file that
 * cannot be read ends the import with a reason; any other error is thrown, and the queue retries.
 */
export async function runImport(
  ctx: TasksContext,
  key: { organizationId: OrganizationId; id: ImportId },
  isLastAttempt: boolean,
): Promise<void> {
  const row = await maybeOne(byId(ctx, key));
  if (!row || (row.status !== 'queued' && row.status !== 'running')) return;
  const run = await createRun(ctx, row);
  try {
    await importBoard(ctx, run, formats[row.format].read);
    await endImport(ctx, row, { status: 'done', report: await reportOf(ctx, run) });
  } catch (error) {
    const end = endAfter(error, isLastAttempt);
    if (end === undefined) throw error;
    if (end.status === 'failed') ctx.log.warn({ err: error, importId: row.id }, 'an import failed permanently');
    await endWithReport(ctx, run, end, isLastAttempt);
  }
}

/** How a failed attempt ends the import; undefined if the queue should retry. */
function endAfter(error: unknown, isLastAttempt: boolean): Pick<ImportEnd, 'status' | 'fault'> | undefined {
  if (error instanceof ImportCancelled) return { status: 'cancelled' };
  const kind = failureKind(error);
  if (kind === 'temporary') return undefined;
  if (error instanceof DomainError) return { status: 'failed', fault: error };
  return isLastAttempt || kind === 'permanent' ? { status: 'failed', fault: internalFault } : undefined;
}

export const internalFault = {
  code: 'internal',
  message: 'Something went wrong on the server. Contact your administrator, then import again.',
} as const;

/** Ends with the full report. If the last attempt cannot write that either, ends with the reason only. */
async function endWithReport(
  ctx: TasksContext,
  run: ImportRun,
  end: Pick<ImportEnd, 'status' | 'fault'>,
  isLastAttempt: boolean,
): Promise<void> {
  try {
    await endImport(ctx, run.row, { ...end, report: await reportOf(ctx, run) });
  } catch (error) {
    const kind = failureKind(error);
    if (kind === 'temporary' || (!isLastAttempt && kind !== 'permanent')) throw error;
    ctx.log.error({ err: error, importId: run.row.id }, 'the report of an import could not be saved');
    await endImport(ctx, run.row, { ...end, report: emptyReport });
  }
}

async function createRun(ctx: TasksContext, row: ImportRow): Promise<ImportRun> {
  let teamId = row.teamId;
  const key = { organizationId: row.organizationId, id: row.id };
  const findings = createFindings();
  const requester = (await ctx.people.byIds([row.createdBy])).get(row.createdBy);
  const timezone = row.mapping?.timezone ?? requester?.timezone ?? 'UTC';
  const open = async () => (await ctx.storage.get(row.storageKey)) as AsyncIterable<Buffer>;
  return {
    row,
    tool: formats[row.format].title,
    file: { open, timezone, findings },
    findings,
    tally: { unchanged: 0, created: { ...emptyReport.created } },
    async begin(inCtx, total, team) {
      teamId = team;
      const started = await markRunning(inCtx, { ...key, total, teamId });
      if (started.length === 0) throw new ImportCancelled();
      await publishProgress(inCtx, row);
    },
    async updateTeam(inCtx, team) {
      teamId = team;
      await setTeam(inCtx, { ...key, teamId });
      await publishProgress(inCtx, row);
    },
    chunk: (inCtx, size, work) =>
      withTransaction(inCtx, async (inTx) => {
        if (teamId !== null) await lockTeam(inTx, { teamId });
        const proceeding = await addProgress(inTx, { ...key, by: size });
        if (proceeding.length === 0) throw new ImportCancelled();
        const result = await work(inTx);
        if (teamId !== null && !row.dryRun) await publishChunk(inTx, row, teamId, size);
        await publishProgress(inTx, row);
        return result;
      }),
  };
}

async function reportOf(ctx: TasksContext, { row, findings, tally }: ImportRun): Promise<ImportReport> {
  const created = row.dryRun
    ? tally.created
    : await countCreated(ctx, { organizationId: row.organizationId, importId: row.id });
  return { created, unchanged: tally.unchanged, problems: findings.problems(), lost: findings.lost() };
}

function publishProgress(ctx: TasksContext, row: ImportRow): Promise<void> {
  return withTransaction(ctx, (inTx) =>
    publish(inTx, { ...importEvent(row), type: 'import.progressed', payload: { importId: row.id } }),
  );
}

function publishChunk(ctx: TasksContext, row: ImportRow, teamId: TeamId, count: number): Promise<void> {
  return publish(ctx, {
    type: 'import.chunk',
    organizationId: row.organizationId,
    subject: { kind: 'team', id: teamId, version: 1 },
    audience: audience(row.organizationId, { teamIds: [teamId] }),
    payload: { importId: row.id, teamId, count },
  });
}

type Key = { organizationId: OrganizationId; id: ImportId };
const isRow = (params: { organizationId: unknown; id: unknown }) =>
  sql`${importsTable.organizationId} = ${params.organizationId} and ${importsTable.id} = ${params.id}`;
/** A second attempt counts from the start; it passes quickly over what exists already. */
const markRunning = query<Key & { total: number; teamId: TeamId | null }>()((params) =>
  qb
    .update(importsTable)
    .set({ status: 'running', total: sql`${params.total}`, done: 0, teamId: sql`${params.teamId}` })
    .where(and(isRow(params), sql`${importsTable.status} in ('queued', 'running')`))
    .returning({ id: importsTable.id }),
);
const setTeam = query<Key & { teamId: TeamId }>()((params) =>
  qb
    .update(importsTable)
    .set({ teamId: sql`${params.teamId}` })
    .where(isRow(params)),
);
const addProgress = query<Key & { by: number }>()((params) =>
  qb
    .update(importsTable)
    .set({ done: sql`${importsTable.done} + ${params.by}` })
    .where(and(isRow(params), eq(importsTable.status, 'running')))
    .returning({ id: importsTable.id }),
);
const lockTeam = rawQuery<{ teamId: TeamId }, object>(
  (params) => sql`select pg_advisory_xact_lock(hashtextextended('import ' || ${params.teamId}::text, 0))`,
);
