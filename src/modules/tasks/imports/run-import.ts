import { withTransaction } from '#platform/database/database.ts';
import { and, build, eq, sql } from '#platform/database/drizzle.ts';
import { first, query, statement } from '#platform/database/query.ts';
import { DomainError } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import { isTemporary } from '#platform/failures.ts';
import type { OrganizationId, TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { ImportId, importStatuses } from '../contract.ts';
import { publish } from '../publish.ts';
import { imports } from '../schema.ts';
import { byId, type ImportRow } from './import.ts';
import { createFindings, emptyReport, type Findings, type ImportReport } from './report.ts';
import { countCreated } from './sources.ts';
import { importTrello } from './trello/import-trello.ts';

/** What a format's reader is given: the file, where to tell what it could not take, and how to go on chunk by chunk. */
export interface ImportRun {
  readonly row: ImportRow;
  readonly findings: Findings;
  readonly open: () => Promise<AsyncIterable<Buffer>>;
  /** What was found or, in a dry run, would be made; what is made for good is counted where it is kept. */
  readonly tally: Tally;
  /** Says how much there is to do, and where it goes; a dry run may have no team yet. */
  begin(ctx: TasksContext, total: number, teamId: TeamId | null): Promise<void>;
  /**
   * Does a chunk in a transaction of its own, with the progress that it makes: all of it is there afterwards, or nothing.
   * Two imports into one team wait for each other here.
   * @throws ImportCancelled where somebody has stopped it.
   */
  chunk(ctx: TasksContext, size: number, work: (ctx: TasksContext) => Promise<void>): Promise<void>;
}

type ImportStatus = (typeof importStatuses)[number];

export interface Tally {
  unchanged: number;
  readonly created: { -readonly [Kind in keyof ImportReport['created']]: number };
}

export class ImportCancelled extends Error {}

const formats = { trello: importTrello } as const;

/**
 * Brings a file in. Safe to run again at any point: what was made is known by its id in the other tool. A file that
 * can't be taken ends the import with its reason; any other fault is thrown, and the queue tries again.
 */
export async function runImport(
  ctx: TasksContext,
  key: { organizationId: OrganizationId; id: ImportId },
  isLastAttempt: boolean,
): Promise<void> {
  const row = await first(byId(ctx, key));
  if (!row || (row.status !== 'queued' && row.status !== 'running')) return;
  const run = createRun(ctx, row);
  try {
    await formats[row.format](ctx, run);
    await end(ctx, run, 'done');
  } catch (error) {
    if (error instanceof ImportCancelled) await end(ctx, run, 'cancelled');
    else if (isTemporary(error)) throw error;
    else if (error instanceof DomainError) await end(ctx, run, 'failed', error);
    else if (isLastAttempt) await end(ctx, run, 'failed', { code: 'internal', message: internalFault });
    else throw error;
  }
}

const internalFault = 'Something went wrong on our side. Tell your operator, then import again.';

function createRun(ctx: TasksContext, row: ImportRow): ImportRun {
  let teamId = row.teamId;
  return {
    row,
    findings: createFindings(),
    tally: { unchanged: 0, created: { ...emptyReport.created } },
    open: async () => (await ctx.storage.get(row.storageKey)) as AsyncIterable<Buffer>,
    async begin(inCtx, total, team) {
      teamId = team;
      const started = await start(inCtx, { organizationId: row.organizationId, id: row.id, total, teamId });
      if (started.length === 0) throw new ImportCancelled();
      await tellProgress(inCtx, row);
    },
    chunk: (inCtx, size, work) =>
      withTransaction(inCtx, async (inTx) => {
        if (teamId !== null) await lockTeam(inTx, { teamId });
        const going = await proceed(inTx, { organizationId: row.organizationId, id: row.id, by: size });
        if (going.length === 0) throw new ImportCancelled();
        await work(inTx);
        if (teamId !== null && !row.dryRun) await tellChunk(inTx, row, teamId, size);
        await tellProgress(inTx, row);
      }),
  };
}

/** The last word on an import, and the end of its file. */
async function end(
  ctx: TasksContext,
  run: ImportRun,
  status: ImportStatus,
  fault?: { readonly code: string; readonly message: string },
): Promise<void> {
  const { row } = run;
  const report = await reportOf(ctx, run, fault);
  await withTransaction(ctx, async (inTx) => {
    const finishedAt = ctx.clock.now().toISOString();
    const [ended] = await close(inTx, {
      organizationId: row.organizationId,
      id: row.id,
      status,
      report: JSON.stringify(report),
      finishedAt,
    });
    if (!ended) return;
    const { teamId, status: last } = ended;
    const { tasks } = report.created;
    await publish(inTx, {
      ...about(row),
      type: 'import.finished',
      payload: {
        importId: row.id,
        teamId,
        status: last,
        dryRun: row.dryRun,
        filename: row.filename,
        tasks,
        problem: last === 'failed' && fault ? { code: fault.code, reason: fault.message } : null,
      },
    });
  });
  await ctx.storage.remove(row.storageKey);
}

async function reportOf(
  ctx: TasksContext,
  { row, findings, tally }: ImportRun,
  fault?: { readonly code: string; readonly message: string },
): Promise<ImportReport> {
  const created = row.dryRun
    ? tally.created
    : await countCreated(ctx, { organizationId: row.organizationId, importId: row.id });
  const faults = fault ? [{ at: row.filename, code: fault.code, reason: fault.message }] : [];
  return { created, unchanged: tally.unchanged, problems: [...faults, ...findings.problems()], lost: findings.lost() };
}

/** The frame of an event of an import: its owner alone is told. */
function about(row: ImportRow) {
  return {
    organizationId: row.organizationId,
    subject: { kind: 'import', id: row.id, version: 1 },
    audience: audience(row.organizationId, { userIds: [row.createdBy] }),
  };
}

function tellProgress(ctx: TasksContext, row: ImportRow): Promise<void> {
  return withTransaction(ctx, (inTx) =>
    publish(inTx, { ...about(row), type: 'import.progressed', payload: { importId: row.id } }),
  );
}

function tellChunk(ctx: TasksContext, row: ImportRow, teamId: TeamId, count: number): Promise<void> {
  return publish(ctx, {
    type: 'import.chunk',
    organizationId: row.organizationId,
    subject: { kind: 'team', id: teamId, version: 1 },
    audience: audience(row.organizationId, { teamIds: [teamId] }),
    payload: { importId: row.id, teamId, count },
  });
}

type Key = { organizationId: OrganizationId; id: ImportId };
const isRow = (place: { organizationId: unknown; id: unknown }) =>
  sql`${imports.organizationId} = ${place.organizationId} and ${imports.id} = ${place.id}`;
/** A second attempt counts from the beginning; what it finds made already goes quickly. */
const start = query<Key & { total: number; teamId: TeamId | null }>()((place) =>
  build
    .update(imports)
    .set({ status: 'running', total: sql`${place.total}`, done: 0, teamId: sql`${place.teamId}` })
    .where(and(isRow(place), sql`${imports.status} in ('queued', 'running')`))
    .returning({ id: imports.id }),
);
const proceed = query<Key & { by: number }>()((place) =>
  build
    .update(imports)
    .set({ done: sql`${imports.done} + ${place.by}` })
    .where(and(isRow(place), eq(imports.status, 'running')))
    .returning({ id: imports.id }),
);
/** One that was cancelled stays so, but gets its report. */
const close = query<Key & { status: string; report: string; finishedAt: string }>()((place) =>
  build
    .update(imports)
    .set({
      status: sql`case when ${imports.status} = 'cancelled' then 'cancelled' else ${place.status} end`,
      report: sql`${place.report}::jsonb`,
      finishedAt: sql`${place.finishedAt}`,
    })
    .where(and(isRow(place), sql`${imports.status} in ('queued', 'running', 'cancelled')`))
    .returning({ teamId: imports.teamId, status: imports.status }),
);
const lockTeam = statement<{ teamId: TeamId }, object>(
  (place) => sql`select pg_advisory_xact_lock(hashtextextended('import ' || ${place.teamId}::text, 0))`,
);
