import { setTimeout as pause } from 'node:timers/promises';
import type postgres from 'postgres';
import { isDatabaseAway } from './database-errors.ts';

export type TransactionSql = postgres.TransactionSql<{ int8: number }>;
type Client = postgres.Sql<{ int8: number }>;

type Work = (tx: TransactionSql) => unknown;
/** As postgres.js takes it: with the transaction's options, or a savepoint's name, before the work. */
type Given = [Work] | [string, Work];

interface TransactionState {
  isOver: boolean;
  readonly end: PromiseWithResolvers<void>;
}

/** The query that was under way is told of a loss a moment before the transaction is: so long it waits for that. */
const errorGraceMs = 1_000;

/**
 * A transaction is over once its connection is lost, but whoever works in it goes on until they ask something. postgres.js
 * would send that, and the `commit` or `rollback` behind it, on what stands in the place of the connection by then: it
 * would be done for good, or in somebody else's transaction. From here on it is refused.
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
    // What never ends sends nothing more. Who waits for the transaction was told of its loss.
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
