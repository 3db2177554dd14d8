import type { ModuleName } from '#platform/startup/module-names.ts';
import type { Parameter, TransactionSql } from '#platform/database/connection.ts';
import type { Context } from '#platform/context.ts';
import type { TaskUno } from '../../src/composition/app.ts';

/**
 * The number of statements that a module sends outside of transactions while `work` only reads: the least of three
 * runs, because an earlier change may still invalidate a cache.
 */
export async function countQueries(app: TaskUno, module: ModuleName, work: () => Promise<unknown>): Promise<number> {
  const counts = [
    await countOnce(app, module, work),
    await countOnce(app, module, work),
    await countOnce(app, module, work),
  ];
  return Math.min(...counts);
}

/** A statement as it was sent to the database. */
export interface Sent {
  readonly text: string;
  readonly parameters: readonly Parameter[];
}

/**
 * The statements that a module sends inside of transactions while `work` writes. Reads for a cache are outside of them.
 */
export async function writesOf(app: TaskUno, module: ModuleName, work: () => Promise<unknown>): Promise<Sent[]> {
  const { sql } = databaseOf(app, module);
  const { begin } = sql;
  const statements: Sent[] = [];
  const noting = ({ unsafe }: TransactionSql) =>
    ((...args: Parameters<typeof unsafe>) => {
      statements.push({ text: args[0], parameters: args[1] ?? [] });
      return unsafe(...args);
    }) as typeof unsafe;
  sql.begin = ((transact: (tx: TransactionSql) => unknown) =>
    begin((tx) => transact(Object.assign(tx, { unsafe: noting(tx) })))) as typeof begin;
  try {
    await work();
  } finally {
    sql.begin = begin;
  }
  return statements;
}

/** The statements that a module sends outside of transactions while `work` only reads. */
export async function readsOf(app: TaskUno, module: ModuleName, work: () => Promise<unknown>): Promise<Sent[]> {
  const { sql } = databaseOf(app, module);
  const unsafe = sql.unsafe;
  const statements: Sent[] = [];
  sql.unsafe = ((...args: Parameters<typeof unsafe>) => {
    if (!args[0].includes('access_change')) statements.push({ text: args[0], parameters: args[1] ?? [] });
    return unsafe(...args);
  }) as typeof unsafe;
  try {
    await work();
  } finally {
    sql.unsafe = unsafe;
  }
  return statements;
}

/** Their number. */
export async function countWrites(app: TaskUno, module: ModuleName, work: () => Promise<unknown>): Promise<number> {
  return (await writesOf(app, module, work)).length;
}

/** The caches poll for changes of access; these statements are not counted. */
async function countOnce(app: TaskUno, module: ModuleName, work: () => Promise<unknown>): Promise<number> {
  return (await readsOf(app, module, work)).length;
}

function databaseOf(app: TaskUno, module: ModuleName): Context['db'] {
  const hosted = app.modules.hosted.find(({ name }) => name === module);
  if (!hosted) throw new Error(`there is no module ${module}`);
  return hosted.contextOf({ actor: { kind: 'anonymous' }, requestId: 'count' }).db;
}
