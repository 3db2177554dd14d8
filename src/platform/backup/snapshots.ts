import type { Sql, TransactionSql } from '../database/connection.ts';
import { archivedSchemas, textSettings } from './database-tables.ts';

/** A database with the schemas of modules that are not in the main one. */
export interface SeparateDatabase {
  readonly sql: Sql;
  readonly schemas: readonly string[];
}

/** The databases of an installation. */
export interface BackupDatabases {
  /** A connection of the role that owns the tables. */
  readonly main: Sql;
  /** In the order in which their snapshots are taken. */
  readonly separate: readonly SeparateDatabase[];
  /** A second connection to the main one; needed if there are others. */
  readonly relay?: Sql;
}

/** One moment of a database. */
export interface Snapshot {
  readonly tx: TransactionSql;
  readonly schemas: readonly string[];
  readonly at: string;
  /** The version of the server. */
  readonly version: string;
}

/**
 * Opens a snapshot of each database and calls `work` while they are open.
 *
 * With several databases the relay is stopped for the moment in which they are opened, and the main one, which has the
 * event log and the queue, is the first. So an event is in the event log or still in its outbox, a finished job has its
 * effect, and every event has the change that it tells of (docs/decisions/0503).
 */
export async function withSnapshots<Result>(
  databases: BackupDatabases,
  work: (snapshots: readonly Snapshot[]) => Promise<Result>,
): Promise<Result> {
  const { main, separate, relay } = databases;
  const elsewhere = new Set(separate.flatMap(({ schemas }) => schemas));
  const all = [{ sql: main, schemas: archivedSchemas.filter((schema) => !elsewhere.has(schema)) }, ...separate];
  const release = relay && separate.length > 0 ? await holdRelay(relay) : async () => undefined;
  const open = async (rest: readonly SeparateDatabase[], opened: readonly Snapshot[]): Promise<Result> => {
    const [next, ...others] = rest;
    if (!next) {
      await release();
      return work(opened);
    }
    return next.sql.begin('isolation level repeatable read read only', async (tx) => {
      // It waits while another database is read.
      await tx.unsafe(`set local idle_in_transaction_session_timeout = 0; ${textSettings}`);
      const [server] = await tx<{ version: string; at: string }[]>`
        select current_setting('server_version') as version,
          to_char(now(), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at`;
      if (!server) throw new Error('no row');
      return open(others, [...opened, { tx, schemas: next.schemas, ...server }]);
    });
  };
  try {
    return await open(all, []);
  } finally {
    await release();
  }
}

/** Waits until no relay is moving events, and keeps them from starting until the returned function is called. */
async function holdRelay(sql: Sql): Promise<() => Promise<void>> {
  const held = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const holding = sql.begin(async (tx) => {
    await tx`select from platform.relay where id = 1 for update`;
    held.resolve();
    await released.promise;
  });
  await Promise.race([held.promise, holding]);
  return async () => {
    released.resolve();
    await holding;
  };
}
