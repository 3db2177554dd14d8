import { setTimeout as pause } from 'node:timers/promises';
import type postgres from 'postgres';
import { isDatabaseAway } from './database-errors.ts';

export type TransactionSql = postgres.TransactionSql<{ int8: number }>;
type Client = postgres.Sql<{ int8: number }>;

type Work = (tx: TransactionSql) => unknown;
/** The arguments of postgres.js: the transaction's options or the savepoint's name may come before the work. */
type Given = [Work] | [string, Work];

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
 */
export function guardTransactions(sql: Client): Client {
  const begin = sql.begin.bind(sql) as (...given: Given) => Promise<unknown>;
  const guardedBegin = (...given: Given) => {
    const course: TransactionState = { isOver: false, end: Promise.withResolvers() };
    return begin(...within(course, given)).finally(() => {
      course.isOver = true;
      course.end.resolve();
    });
  };
  return Object.assign(sql, { begin: guardedBegin as Client['begin'] });
}

function within(course: TransactionState, given: Given): Given {
  const carried = (work: Work) => (tx: TransactionSql) => runGuarded(course, tx, work);
  return given.length === 1 ? [carried(given[0])] : [given[0], carried(given[1])];
}

async function runGuarded(course: TransactionState, tx: TransactionSql, work: Work): Promise<unknown> {
  try {
    return await work(guarded(course, tx));
  } catch (error) {
    if (isDatabaseAway(error)) await Promise.race([course.end.promise, pause(errorGraceMs, undefined, { ref: false })]);
    throw error;
  } finally {
    // A promise that never settles keeps postgres.js from sending COMMIT or ROLLBACK. The caller already has the error
    // of the lost connection.
    if (course.isOver) await new Promise(() => undefined);
  }
}

function guarded(course: TransactionState, tx: TransactionSql): TransactionSql {
  const check = () => {
    if (course.isOver) throw new Error('a query of a transaction that is over');
  };
  return new Proxy(tx, {
    apply(target, self, given) {
      check();
      return Reflect.apply(target, self, given);
    },
    get(target, name) {
      if (name === 'savepoint') {
        const savepoint = target.savepoint as (...given: Given) => Promise<unknown>;
        return (...given: Given) => savepoint(...within(course, given));
      }
      if (name === 'unsafe') check();
      return Reflect.get(target, name);
    },
  });
}
