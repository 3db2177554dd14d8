import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql, TransactionSql } from './connection.ts';

const lockKey = 7_264_512;
const retryMs = 100;

/**
 * Runs `work` while no other process prepares this database. The lock belongs to a transaction on `sql`, a connection of
 * its own: a lock of a session would stay behind on a connection that a pooler shares. The transaction runs no other
 * statement, so it has no snapshot that CREATE INDEX CONCURRENTLY would wait for.
 * @param onWait is told every `reminderMs` that another process has the lock.
 */
export async function withMigrationLock<Result>(
  sql: Sql,
  work: () => Promise<Result>,
  onWait: (message: string) => void = () => undefined,
  reminderMs = 5_000,
): Promise<Result> {
  const startedAt = performance.now();
  let toldAt = startedAt;
  for (;;) {
    const outcome = await sql.begin(async (tx) => ((await takeLock(tx)) ? { result: await work() } : null));
    if (outcome) return outcome.result;
    // A waiting lock would be a snapshot that others wait for.
    await sleep(retryMs);
    if (performance.now() - toldAt < reminderMs) continue;
    toldAt = performance.now();
    const seconds = Math.round((toldAt - startedAt) / 1_000);
    onWait(`another process has been preparing the database for ${seconds} s; waiting for it`);
  }
}

/**
 * A text without parameters runs by the simple protocol: the other one would keep the statement's snapshot until the
 * next statement. A server that ends idle transactions must not end this one.
 */
async function takeLock(tx: TransactionSql): Promise<boolean> {
  const [row] = await tx.unsafe<{ isTaken: boolean }[]>(
    `select pg_try_advisory_xact_lock(${lockKey}) as "isTaken",
      set_config('idle_in_transaction_session_timeout', '0', true)`,
  );
  return row?.isTaken === true;
}
