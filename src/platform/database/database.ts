import type { AsyncLocalStorage } from 'node:async_hooks';
import type { Sql, TransactionSql } from './connection.ts';
import type { Tracing } from '../observability/tracing.ts';
import { breaksConstraint, isCollision } from './database-errors.ts';

export { breaksConstraint, isCollision, isDatabaseAway, postgresCode } from './database-errors.ts';

/** A module's access to PostgreSQL: its own pool, role and schema. */
export interface Database {
  readonly sql: Sql;
  /** False behind a pgbouncer that does not support prepared statements. */
  readonly prepare: boolean;
  /**
   * Whether its tables are distributed over several servers (Citus). Changes of tasks are then written by separate
   * statements of one transaction, because a statement that inserts inside WITH involves every server, and what
   * triggers do elsewhere is done by the app.
   */
  readonly isDistributed?: boolean;
  /** The same on a replica, if there is one: for reads that may be late. */
  readonly replica?: Database;
  /** Whether it is that replica, which refuses writes. */
  readonly isReplica?: true;
  /** Called after the commit of a change that wrote events to the outbox. */
  readonly onPublished: () => void;
  /** Called after the commit of a change to somebody's access, with the cache keys to drop. */
  readonly onAccessChanged: (keys: readonly string[]) => void;
  /** Set if statements are traced. */
  readonly tracing?: Tracing | undefined;
  /**
   * Set in tests: a query outside the open transaction of its caller then throws. Such a query would wait for a second
   * connection, and deadlock when every connection is held by a caller that waits in the same way.
   */
  readonly within?: AsyncLocalStorage<true>;
}

/** A running transaction, and the work to do before and after its commit. */
export interface Transaction {
  readonly sql: TransactionSql;
  published: boolean;
  /** Runs after `work` and before the commit: writes that are better made together than one by one. */
  readonly beforeCommit: (() => Promise<unknown>)[];
  readonly afterCommit: (() => void)[];
}

export interface DatabaseContext {
  readonly db: Database;
  readonly tx?: Transaction;
}

/**
 * Runs `work` in one transaction, or joins the transaction that `ctx` already has. An exception rolls back all of it.
 * The relay is woken after the commit if events were published.
 */
export async function withTransaction<C extends DatabaseContext, Result>(
  ctx: C,
  work: (ctx: C & { readonly tx: Transaction }) => Promise<Result>,
): Promise<Result> {
  if (ctx.tx) return work({ ...ctx, tx: ctx.tx });
  let transaction: Transaction | undefined;
  assertNoOpenTransaction(ctx);
  const { within } = ctx.db;
  const result = await ctx.db.sql.begin(async (sql) => {
    const opened: Transaction = { sql: sql as TransactionSql, published: false, beforeCommit: [], afterCommit: [] };
    transaction = opened;
    const all = async () => {
      const value = await work({ ...ctx, tx: opened });
      for (const act of opened.beforeCommit) await act();
      return [value] as const;
    };
    return within ? within.run(true, all) : all();
  });
  if (transaction?.published) ctx.db.onPublished();
  for (const act of transaction?.afterCommit ?? []) act();
  return result[0];
}

/** @throws Error if the caller has an open transaction and `ctx` is not part of it. */
export function assertNoOpenTransaction({ db, tx }: DatabaseContext): void {
  if (!tx && db.within?.getStore()) throw new Error('a query beside the transaction that is open: hand its context on');
}

/** Runs `work` in a savepoint, so that a failed statement does not abort the surrounding transaction. */
export async function withSavepoint<C extends DatabaseContext, Result>(
  ctx: C & { readonly tx: Transaction },
  work: (ctx: C & { readonly tx: Transaction }) => Promise<Result>,
): Promise<Result> {
  const outer = ctx.tx;
  const result = await outer.sql.savepoint(async (sql) => {
    const inner: Transaction = {
      sql: sql as TransactionSql,
      get published() {
        return outer.published;
      },
      set published(value) {
        outer.published = value;
      },
      beforeCommit: [],
      afterCommit: outer.afterCommit,
    };
    const value = await work({ ...ctx, tx: inner });
    for (const act of inner.beforeCommit) await act();
    return [value] as const;
  });
  return result[0];
}

/** Calls `act` after the commit, or immediately if there is no transaction. */
export function afterCommit(ctx: DatabaseContext, act: () => void): void {
  if (ctx.tx) ctx.tx.afterCommit.push(act);
  else act();
}

/**
 * Runs `work` in a transaction, and runs it again after a deadlock or a serialization failure. Inside a transaction of
 * the caller nothing is repeated, because its locks remain: the caller must repeat it.
 */
export async function retryOnCollision<C extends DatabaseContext, Result>(
  ctx: C,
  work: (ctx: C & { readonly tx: Transaction }) => Promise<Result>,
  attempts = 5,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await withTransaction(ctx, work);
    } catch (error) {
      if (ctx.tx || attempt === attempts || !isCollision(error)) throw error;
    }
  }
}

/** Runs `work` in its own transaction (or savepoint), and repeats it while it violates the named unique constraint. */
export async function retryOnUnique<C extends DatabaseContext, Result>(
  ctx: C,
  constraint: string,
  work: (ctx: C & { readonly tx: Transaction }) => Promise<Result>,
  attempts = 5,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await withTransaction(ctx, (inTx) => (ctx.tx ? withSavepoint(inTx, work) : work(inTx)));
    } catch (error) {
      if (attempt === attempts || !breaksConstraint(error, constraint)) throw error;
    }
  }
}

/** The same for work of a single statement: outside a transaction it runs without BEGIN, inside one in a savepoint. */
export async function retryOnUniqueStatement<C extends DatabaseContext, Result>(
  ctx: C,
  constraint: string,
  work: (ctx: C) => Promise<Result>,
  attempts = 5,
): Promise<Result> {
  const { tx } = ctx;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await (tx ? withSavepoint({ ...ctx, tx }, work) : work(ctx));
    } catch (error) {
      if (attempt === attempts || !breaksConstraint(error, constraint)) throw error;
    }
  }
}
