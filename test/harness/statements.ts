import type { Parameter, TransactionSql } from '#platform/database/connection.ts';
import type { TaskUno } from '../../src/composition/app.ts';

/** A statement as a module sent it to the database. */
export interface SentStatement {
  readonly module: string;
  readonly text: string;
  readonly parameters: readonly Parameter[];
}

/** Records the statements that the modules send from now on, inside and outside of transactions, each text once. */
export function recordStatements(app: TaskUno): ReadonlyMap<string, SentStatement> {
  const sent = new Map<string, SentStatement>();
  for (const hosted of app.modules.hosted) {
    const { sql } = hosted.contextOf({ actor: { kind: 'anonymous' }, requestId: 'record' }).db;
    const { unsafe, begin } = sql;
    const note = (text: string, parameters: readonly Parameter[] = []) => {
      if (!sent.has(text)) sent.set(text, { module: hosted.name, text, parameters });
    };
    sql.unsafe = ((...args: Parameters<typeof unsafe>) => {
      note(args[0], args[1]);
      return unsafe(...args);
    }) as typeof unsafe;
    sql.begin = ((work: (tx: TransactionSql) => unknown) => begin((tx) => work(recorded(tx, note)))) as typeof begin;
  }
  return sent;
}

type Savepoint = (work: (tx: TransactionSql) => unknown) => Promise<unknown>;

function recorded(tx: TransactionSql, note: (text: string, parameters?: readonly Parameter[]) => void): TransactionSql {
  return new Proxy(tx, {
    get(target, name) {
      if (name === 'unsafe') {
        return (...args: Parameters<typeof target.unsafe>) => {
          note(args[0], args[1] as Parameter[]);
          return target.unsafe(...args);
        };
      }
      if (name === 'savepoint') {
        const savepoint = target.savepoint as Savepoint;
        return (work: (inner: TransactionSql) => unknown) => savepoint((inner) => work(recorded(inner, note)));
      }
      return Reflect.get(target, name);
    },
  });
}
