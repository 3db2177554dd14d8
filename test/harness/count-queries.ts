import type { ModuleName } from '#platform/config.ts';
import type { TransactionSql } from '#platform/database/connection.ts';
import type { Context } from '#platform/context.ts';
import type { TaskUno } from '../../src/composition/app.ts';

/**
 * How many statements a module sends to its database, outside of transactions, while `work` only reads: the fewest of
 * three times, since a cache may be emptied late by what somebody else changed.
 */
export async function countQueries(app: TaskUno, module: ModuleName, work: () => Promise<unknown>): Promise<number> {
  const counts = [
    await countOnce(app, module, work),
    await countOnce(app, module, work),
    await countOnce(app, module, work),
  ];
  return Math.min(...counts);
}

/**
 * How many statements a module sends to its database inside of transactions while `work` writes: what fills a cache comes
 * outside of them.
 */
export async function countWrites(app: TaskUno, module: ModuleName, work: () => Promise<unknown>): Promise<number> {
  const { sql } = databaseOf(app, module);
  const { begin } = sql;
  let count = 0;
  const counting = ({ unsafe }: TransactionSql) =>
    ((...args: Parameters<typeof unsafe>) => {
      count += 1;
      return unsafe(...args);
    }) as typeof unsafe;
  sql.begin = ((transact: (tx: TransactionSql) => unknown) =>
    begin((tx) => transact(Object.assign(tx, { unsafe: counting(tx as TransactionSql) }) as never))) as typeof begin;
  try {
    await work();
  } finally {
    sql.begin = begin;
  }
  return count;
}

/** The caches' look at changes of access comes by the clock and is none of them. */
async function countOnce(app: TaskUno, module: ModuleName, work: () => Promise<unknown>): Promise<number> {
  const { sql } = databaseOf(app, module);
  const unsafe = sql.unsafe;
  let count = 0;
  sql.unsafe = ((...args: Parameters<typeof unsafe>) => {
    if (!args[0].includes('access_change')) count += 1;
    return unsafe(...args);
  }) as typeof unsafe;
  try {
    await work();
  } finally {
    sql.unsafe = unsafe;
  }
  return count;
}

function databaseOf(app: TaskUno, module: ModuleName): Context['db'] {
  const hosted = app.modules.hosted.find(({ name }) => name === module);
  if (!hosted) throw new Error(`there is no module ${module}`);
  return hosted.contextOf({ actor: { kind: 'anonymous' }, requestId: 'count' }).db;
}
