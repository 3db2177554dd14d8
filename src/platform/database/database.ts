import type { AsyncLocalStorage } from 'node:async_hooks';
import type { Sql, TransactionSql } from './connection.ts';
import { isCollision, postgresCode } from './database-errors.ts';

export { isCollision, isDatabaseAway, postgresCode } from './database-errors.ts';

/** A module's own door to PostgreSQL: one pool, one role, one schema. */
export interface Database {
  readonly sql: Sql;
  /** Off behind a pgbouncer that can't keep prepared statements. */
  readonly prepare: boolean;
  /** Called after the commit of a change that left events in the outbox. */
  readonly onPublished: () => void;
  /** Called after the commit of a change to somebody's access, with the keys to forget. */
  readonly onAccessChanged: (keys: readonly string[]) => void;
  /**
   * Where it is given, as in tests, a query beside the transaction that its caller has open is an error: it would wait
   * for a second connection, and for ever once every connection is held by one who waits so.
   */
  readonly within?: AsyncLocalStorage<true>;
}

/** A transaction under way, and what has to happen once it is durable. */
export interface Transaction {
  readonly sql: TransactionSql;
  published: boolean;
  /** Done once the work is: what can be written together rather than one by one. */
  readonly beforeCommit: (() => Promise<unknown>)[];
  readonly afterCommit: (() => void)[];
}

export interface DatabaseContext {
  readonly db: Database;
  readonly tx?: Transaction;
}

/**
 * Runs `work` in one transaction, or joins the one that `ctx` is already in. What it throws rolls all of it back.
 * After the commit the relay is woken if events were published.
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

/** @throws Error where a transaction of the caller's is open and `ctx` does not have it. */
export function assertNoOpenTransaction({ db, tx }: DatabaseContext): void {
  if (!tx && db.within?.getStore()) throw new Error('a query beside the transaction that is open: hand its context on');
}

/** Runs `work` in a savepoint, so that a refused statement does not spoil the transaction around it. */
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

/** Does `act` once the change is durable: at the commit, or now where there is no transaction. */
export function afterCommit(ctx: DatabaseContext, act: () => void): void {
  if (ctx.tx) ctx.tx.afterCommit.push(act);
  else act();
}

/**
 * Runs `work` in a transaction, and anew where it collided with another (a deadlock, a serialization failure): that one
 * has gone on by then. In a transaction of the caller's it is the caller who begins anew, since its locks remain.
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

/** Repeats `work` in a transaction of its own (or a savepoint) while it breaks the named unique constraint. */
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

/**
 * The same for work that is one statement: outside a transaction it needs none of its own, inside one a savepoint.
 */
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

/** Whether PostgreSQL refused a statement because of this constraint. */
export function breaksConstraint(error: unknown, constraint: string): boolean {
  return postgresCode(error) !== undefined && (error as { constraint_name?: string }).constraint_name === constraint;
}
