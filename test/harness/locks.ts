import type { TransactionSql } from '#platform/database/connection.ts';
import type { TestDatabase } from './database.ts';

/**
 * Starts requests while a lock is held, and returns once each of them waits for a lock or has finished. `queued` of
 * them already wait.
 */
export async function startBehind<Result>(
  tx: TransactionSql,
  requests: readonly (() => Promise<Result>)[],
  queued = 0,
): Promise<Promise<Result>[]> {
  let open = requests.length;
  const started = requests.map((request) => request().finally(() => (open -= 1)));
  for (let waiting = 0; waiting < queued + open;) {
    // Otherwise a transaction keeps seeing the connections of its first look.
    await tx`select pg_stat_clear_snapshot()`;
    const [row] = await tx`
      select count(distinct pid)::int as n from pg_locks join pg_stat_activity using (pid)
      where not granted and datname = current_database()`;
    waiting = row?.['n'] ?? 0;
  }
  return started;
}

/**
 * Starts requests while the lock on an organization's roles is held, and releases it: all were authorized by the state
 * before any of them.
 */
export async function behindMembersLock<Result>(
  { sql }: TestDatabase,
  organizationId: string,
  requests: readonly (() => Promise<Result>)[],
): Promise<Result[]> {
  const started: Promise<Result>[] = [];
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtextextended('members ' || ${organizationId}::text, 0))`;
    started.push(...(await startBehind(tx as TransactionSql, requests)));
  });
  return Promise.all(started);
}
