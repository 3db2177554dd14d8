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

/** How many statements a module sends to its database, inside of transactions and outside, while `work` writes. */
export function countStatements(app: TaskUno, module: ModuleName, work: () => Promise<unknown>): Promise<number> {
  return countOnce(app, module, work, true);
}

/** The caches' look at changes of access comes by the clock and is none of them. */
async function countOnce(
  app: TaskUno,
  module: ModuleName,
  work: () => Promise<unknown>,
  withTransactions = false,
): Promise<number> {
  const hosted = app.modules.hosted.find(({ name }) => name === module);
  if (!hosted) throw new Error(`there is no module ${module}`);
  const { sql }: Context['db'] = hosted.contextOf({ actor: { kind: 'anonymous' }, requestId: 'count' }).db;
  const { unsafe, begin } = sql;
  let count = 0;
  const counting = (run: typeof unsafe) =>
    ((...args: Parameters<typeof unsafe>) => {
      if (!args[0].includes('access_change')) count += 1;
      return run(...args);
    }) as typeof unsafe;
  sql.unsafe = counting(unsafe);
  if (withTransactions) {
    sql.begin = ((transact: (tx: TransactionSql) => unknown) =>
      begin((tx) => transact(Object.assign(tx, { unsafe: counting(tx.unsafe as never) }) as never))) as typeof begin;
  }
  try {
    await work();
  } finally {
    Object.assign(sql, { unsafe, begin });
  }
  return count;
}
