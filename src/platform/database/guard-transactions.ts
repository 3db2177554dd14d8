import { setTimeout as pause } from 'node:timers/promises';
import type postgres from 'postgres';
import { isDatabaseAway } from './database-errors.ts';

export type TransactionSql = postgres.TransactionSql<{ int8: number }>;
type Client = postgres.Sql<{ int8: number }>;

type Work = (tx: TransactionSql) => unknown;
/** The arguments of postgres.js: the transaction's options or the savepoint's name may come before the work. */
type BeginArguments = [Work] | [string, Work];

interface TransactionState {
  isOver: boolean;
  readonly end: PromiseWithResolvers<void>;
}

/**
 * When a connection is lost, the running query gets its error slightly before the transaction does. The guard waits
 * this long for that error, in milliseconds.
 */
const errorGraceMs = 1_000;

/**
 * Refuses statements of a transaction whose connection was lost. The transaction is over then, but its code continues
 * until the next query. postgres.js would send that query, and the `commit` or `rollback` after it, on the replacing
 * connection: it would take effect permanently, or in the transaction of another caller. (porsager/postgres#1204)
 *
 * porsager/postgres#1189 (BEGIN as the query that fills a pipeline does not reserve its connection) cannot occur here:
 * the pool lends a connection to one user at a time, so nothing is pipelined before BEGIN.
 */
export function guardTransactions(sql: Client): Client {
  const begin = sql.begin.bind(sql) as (...args: BeginArguments) => Promise<unknown>;
  const guardedBegin = (...args: BeginArguments) => {
    const state: TransactionState = { isOver: false, end: Promise.withResolvers() };
    return begin(...within(state, args)).finally(() => {
      state.isOver = true;
      state.end.resolve();
    });
  };
  return Object.assign(sql, { begin: guardedBegin as Client['begin'] });
}

function within(state: TransactionState, args: BeginArguments): BeginArguments {
  const guardedWork = (work: Work) => (tx: TransactionSql) => runGuarded(state, tx, work);
  return args.length === 1 ? [guardedWork(args[0])] : [args[0], guardedWork(args[1])];
}

async function runGuarded(state: TransactionState, tx: TransactionSql, work: Work): Promise<unknown> {
  try {
    return await work(guarded(state, tx));
  } catch (error) {
    if (isDatabaseAway(error)) await Promise.race([state.end.promise, pause(errorGraceMs, undefined, { ref: false })]);
    throw error;
  } finally {
    // A promise that never settles keeps postgres.js from sending COMMIT or ROLLBACK. The caller already has the error
    // of the lost connection.
    if (state.isOver) await new Promise(() => undefined);
  }
}

function guarded(state: TransactionState, tx: TransactionSql): TransactionSql {
  const check = () => {
    if (state.isOver) throw new Error('a query of a transaction that is over');
  };
  return new Proxy(tx, {
    apply(target, self, args) {
      check();
      return Reflect.apply(target, self, args);
    },
    get(target, name) {
      if (name === 'savepoint') {
        const savepoint = target.savepoint as (...args: BeginArguments) => Promise<unknown>;
        return (...args: BeginArguments) => savepoint(...within(state, args));
      }
      if (name === 'unsafe') check();
      return Reflect.get(target, name);
    },
  });
}
