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
  const begin = sql.begin.bind(sql) as (...given: BeginArguments) => Promise<unknown>;
  const guardedBegin = (...given: BeginArguments) => {
    const state: TransactionState = { isOver: false, end: Promise.withResolvers() };
    return begin(...within(state, given)).finally(() => {
      state.isOver = true;
      state.end.resolve();
    });
  };
  return Object.assign(sql, { begin: guardedBegin as Client['begin'] });
}

function within(state: TransactionState, given: BeginArguments): BeginArguments {
  const guardedWork = (work: Work) => (tx: TransactionSql) => runGuarded(state, tx, work);
  return given.length === 1 ? [guardedWork(given[0])] : [given[0], guardedWork(given[1])];
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
    apply(target, self, given) {
      check();
      return Reflect.apply(target, self, given);
    },
    get(target, name) {
      if (name === 'savepoint') {
        const savepoint = target.savepoint as (...given: BeginArguments) => Promise<unknown>;
        return (...given: BeginArguments) => savepoint(...within(state, given));
      }
      if (name === 'unsafe') check();
      return Reflect.get(target, name);
    },
  });
}
