import { setTimeout as sleep } from 'node:timers/promises';
import { exitCodes, StartError } from '../startup/start-error.ts';
import { connect, type Sql } from './connection.ts';
import type { ConnectionTarget } from './connection-target.ts';
import { isAlive } from './postmaster.ts';
import { WaitBudget, withWaitBudget } from './wait-budget.ts';

/**
 * How a process uses an embedded server: `serve` for the one app that serves, `share` for a command that runs at the
 * same time.
 */
export type Purpose = 'serve' | 'share';

/** A process's claim on an embedded server: session-level advisory locks, which end with the process. */
export interface Claim {
  /** Takes the locks again after a restart of the server. Resolves when they are held or the claim was released. */
  renew(): Promise<void>;
  /** Releases the claim. If no other process has one, runs `stop` while no new process can claim the server. */
  release(stop: () => Promise<void>): Promise<void>;
}

type Outcome = 'taken' | 'stopping' | { readonly servedBy: number };

/** Advisory lock that every user of the server holds shared. A process that gets it exclusively is the last user. */
const useKey = 7_264_520;
/** Advisory lock of the app that serves. */
const serveKey = 7_264_521;
const waitTimeoutMs = 3_000;
const retryMs = 100;

/**
 * Claims the server.
 * @returns null if the server is being stopped.
 * @throws StartError if another app already serves from it.
 */
export async function claimServer(target: ConnectionTarget, purpose: Purpose, dataDir: string): Promise<Claim | null> {
  const state = { isHeld: false, isReleased: false };
  let renewing: Promise<void> | undefined;
  const sql = connect(target, {
    connections: 1,
    name: `${purpose} ${process.pid}`,
    idleTimeoutSeconds: 0,
    // A restart of the server also ends the session, and its locks with it.
    onClose: () => {
      if (state.isHeld && !state.isReleased) void renew();
    },
  });
  const renew = () => (renewing ??= retakeLock(sql, purpose, state).finally(() => (renewing = undefined)));
  const outcome = await take(sql, purpose).catch(() => 'stopping' as const);
  if (outcome === 'taken') {
    state.isHeld = true;
    return { renew, release: (stop) => release(sql, state, stop) };
  }
  await sql.end({ timeout: 1 });
  if (outcome === 'stopping') return null;
  throw new StartError(
    exitCodes.dataFolder,
    `Another TaskUno (process ${outcome.servedBy}) already uses ${dataDir}. Stop it, or set DATA_DIR to another folder.`,
  );
}

async function take(sql: Sql, purpose: Purpose): Promise<Outcome> {
  const [use] = await sql<{ taken: boolean }[]>`select pg_try_advisory_lock_shared(${useKey}) as taken`;
  if (!use?.taken) return 'stopping';
  if (purpose === 'share') return 'taken';
  const start = performance.now();
  for (;;) {
    const [serve] = await sql<{ taken: boolean }[]>`select pg_try_advisory_lock(${serveKey}) as taken`;
    if (serve?.taken) return 'taken';
    const servedBy = await servingProcess(sql);
    // The server session of a killed app lives a moment longer than the app.
    const hasWaited = performance.now() - start > waitTimeoutMs;
    if (servedBy !== null && (isAlive(servedBy) || hasWaited)) return { servedBy };
    await sleep(50);
  }
}

async function retakeLock(sql: Sql, purpose: Purpose, state: { isHeld: boolean; isReleased: boolean }): Promise<void> {
  state.isHeld = false;
  while (!state.isReleased) {
    const outcome = await take(sql, purpose).catch(() => 'stopping' as const);
    state.isHeld = outcome === 'taken';
    if (state.isHeld) return;
    await sleep(retryMs, undefined, { ref: false });
  }
}

async function release(sql: Sql, state: { isReleased: boolean }, stop: () => Promise<void>): Promise<void> {
  state.isReleased = true;
  if (await isLast(sql)) await stop();
  await sql.end({ timeout: 1 });
}

/**
 * Whether this process gets the users' lock exclusively. If the session is already lost, no answer is possible, and
 * there is no server to stop.
 */
async function isLast(sql: Sql): Promise<boolean> {
  try {
    return await withWaitBudget(new WaitBudget(waitTimeoutMs), async () => {
      await sql`select pg_advisory_unlock_all()`;
      const [row] = await sql<{ taken: boolean }[]>`select pg_try_advisory_lock(${useKey}) as taken`;
      return row?.taken === true;
    });
  } catch {
    return true;
  }
}

async function servingProcess(sql: Sql): Promise<number | null> {
  const [row] = await sql<{ name: string }[]>`
    select activity.application_name as name from pg_locks as lock join pg_stat_activity as activity using (pid)
    where lock.locktype = 'advisory' and lock.objid = ${serveKey} and lock.granted`;
  return row ? Number(/\d+$/.exec(row.name)?.[0] ?? 0) : null;
}
