import { setTimeout as sleep } from 'node:timers/promises';
import { exitCodes, StartError } from '../startup/start-error.ts';
import { connect, type Sql } from './connection.ts';
import type { ConnectionTarget } from './connection-target.ts';
import { isAlive } from './postmaster.ts';
import { WaitBudget, withWaitBudget } from './wait-budget.ts';

/** What a process wants of an embedded server: `serve` is one app's alone, `share` any command's beside it. */
export type Purpose = 'serve' | 'share';

/** A process's part in an embedded server: locks of a session, gone with the process however that ends. */
export interface Claim {
  /** Takes it again after the server was started again; resolves once it is held, or was left. */
  renew(): Promise<void>;
  /** Gives it up. Where nobody else has one, `stop` is run, and nobody can begin to use the server meanwhile. */
  leave(stop: () => Promise<void>): Promise<void>;
}

type Outcome = 'taken' | 'stopping' | { readonly servedBy: number };

/** Held shared by all who use the server: who can take it alone is the last. */
const useKey = 7_264_520;
/** Held by the app that serves. */
const serveKey = 7_264_521;
const patienceMs = 3_000;
const retryMs = 100;

/**
 * Takes part in the server; null where it is just being stopped.
 * @throws StartError where another app serves from it already.
 */
export async function claimServer(target: ConnectionTarget, purpose: Purpose, dataDir: string): Promise<Claim | null> {
  const state = { isHeld: false, hasLeft: false };
  let renewing: Promise<void> | undefined;
  const sql = connect(target, {
    connections: 1,
    name: `${purpose} ${process.pid}`,
    idleTimeoutSeconds: 0,
    // After a restart of the server's own, too, the locks have gone with the session.
    onClose: () => {
      if (state.isHeld && !state.hasLeft) void renew();
    },
  });
  const renew = () => (renewing ??= takeAgain(sql, purpose, state).finally(() => (renewing = undefined)));
  const outcome = await take(sql, purpose).catch(() => 'stopping' as const);
  if (outcome === 'taken') {
    state.isHeld = true;
    return { renew, leave: (stop) => leave(sql, state, stop) };
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
    // The session of an app that was killed outlives it for a moment.
    const hasWaited = performance.now() - start > patienceMs;
    if (servedBy !== null && (isAlive(servedBy) || hasWaited)) return { servedBy };
    await sleep(50);
  }
}

async function takeAgain(sql: Sql, purpose: Purpose, state: { isHeld: boolean; hasLeft: boolean }): Promise<void> {
  state.isHeld = false;
  while (!state.hasLeft) {
    const outcome = await take(sql, purpose).catch(() => 'stopping' as const);
    state.isHeld = outcome === 'taken';
    if (state.isHeld) return;
    await sleep(retryMs, undefined, { ref: false });
  }
}

async function leave(sql: Sql, state: { hasLeft: boolean }, stop: () => Promise<void>): Promise<void> {
  state.hasLeft = true;
  if (await isLast(sql)) await stop();
  await sql.end({ timeout: 1 });
}

/** Takes the lock of all users alone. A session that is lost already can't tell, and then there is nobody to ask. */
async function isLast(sql: Sql): Promise<boolean> {
  try {
    return await withWaitBudget(new WaitBudget(patienceMs), async () => {
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
