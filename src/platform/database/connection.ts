import type postgres from 'postgres';
import type { ConnectionTarget } from './connection-target.ts';
import { createListener, type Listener } from './listener.ts';
import type { TransactionSql } from './guard-transactions.ts';
import { createPool, type Pool, type PoolLoad, type PoolOptions } from './pool.ts';
import type { PostgresClient } from './postgres-client.ts';
import { currentWaitBudget } from './wait-budget.ts';

export type { TransactionSql } from './guard-transactions.ts';

type Rows = readonly (object | undefined)[];
/** A value that goes with a statement. */
export type Parameter = postgres.ParameterOrJSON<number>;

/** A statement that runs when it is awaited. */
export interface Statement<Result extends Rows> extends PromiseLike<postgres.RowList<Result>> {
  catch<Other>(onError: (error: unknown) => Other | PromiseLike<Other>): Promise<postgres.RowList<Result> | Other>;
  finally(act: () => void): Promise<postgres.RowList<Result>>;
  /** Rows as arrays, in the order of the columns. */
  values(): Promise<readonly (readonly unknown[])[]>;
}

/** The template tag, `unsafe`, `begin` and `listen` of postgres.js, on the connections of our pool. */
export interface Sql {
  /** Runs a statement. Interpolated values become its parameters. */
  <Result extends Rows = postgres.Row[]>(
    text: TemplateStringsArray,
    ...parameters: readonly postgres.ParameterOrFragment<number>[]
  ): Statement<Result>;
  /** An escaped identifier, or the columns and values of a row, for use inside a statement. */
  (part: string | Readonly<Record<string, unknown>>): postgres.Helper<string>;
  unsafe<Result extends Rows = postgres.Row[]>(
    text: string,
    parameters?: Parameter[],
    options?: postgres.UnsafeQueryOptions,
  ): Statement<Result>;
  /** Runs `work` in a transaction on its own connection. `mode` is appended to BEGIN. */
  begin<Result>(work: (tx: TransactionSql) => Result | Promise<Result>): Promise<Result>;
  begin<Result>(mode: string, work: (tx: TransactionSql) => Result | Promise<Result>): Promise<Result>;
  /** Listens on one connection for all channels, and reconnects after each loss. Notifications can be lost. */
  listen: Listener['listen'];
  /** How busy the pool is. */
  load(): PoolLoad;
  /** Waits for running statements, at most `timeout` seconds, then closes. */
  end(options?: { readonly timeout?: number }): Promise<void>;
}

/** Creates a pool. It connects at the first use, and reconnects when an unavailable server is back. */
export function connect(target: ConnectionTarget, options: PoolOptions): Sql {
  const pool = createPool(target, options);
  let listener: Listener | undefined;

  const tag = (first: TemplateStringsArray | string | Readonly<Record<string, unknown>>, ...rest: never[]) =>
    isTemplate(first) ? statement(pool, (client) => client(first, ...rest)) : pool.helper(first);
  const sql = Object.assign(tag, {
    unsafe: (text: string, parameters?: Parameter[], settings?: postgres.UnsafeQueryOptions) =>
      statement(pool, (client) => client.unsafe(text, parameters, settings)),
    begin: (...args: [Work] | [string, Work]) => begin(pool, args),
    listen(...args: Parameters<Listener['listen']>) {
      listener ??= createListener(options.listenTarget ?? target, `${options.name} listener`, options.onListenError);
      return listener.listen(...args);
    },
    load: () => pool.load(),
    async end({ timeout = Infinity }: { timeout?: number } = {}) {
      await Promise.all([listener?.end(), pool.end(timeout * 1_000)]);
    },
  });
  // The overloads above declare the result of each call form; the implementation cannot express them.
  return sql as unknown as Sql;
}

type Query = postgres.PendingQuery<postgres.Row[]>;
type Work = (tx: TransactionSql) => unknown;

function statement(pool: Pool, make: (client: PostgresClient) => Query) {
  let running: Promise<unknown> | undefined;
  const run = () => (running ??= pool.use(make));
  return {
    // oxlint-disable-next-line unicorn/no-thenable -- it is awaited like postgres.js's own
    then: (onRows?: (rows: unknown) => unknown, onError?: (error: unknown) => unknown) => run().then(onRows, onError),
    catch: (onError: (error: unknown) => unknown) => run().catch(onError),
    finally: (act: () => void) => run().finally(act),
    values: () => pool.use((client) => make(client).values()),
  };
}

/**
 * The request's wait budget counts the wait for a connection, BEGIN and COMMIT, but not the time in which `work` runs.
 */
async function begin(pool: Pool, args: [Work] | [string, Work]): Promise<unknown> {
  const wait = currentWaitBudget()?.wait();
  const counted = (work: Work) => async (tx: TransactionSql) => {
    wait?.pause();
    try {
      return await work(tx);
    } finally {
      wait?.resume();
    }
  };
  try {
    return await pool.runUncounted((client) =>
      args.length === 1 ? client.begin(counted(args[0])) : client.begin(args[0], counted(args[1])),
    );
  } finally {
    wait?.end();
  }
}

function isTemplate(value: unknown): value is TemplateStringsArray {
  return Array.isArray(value) && 'raw' in value;
}
