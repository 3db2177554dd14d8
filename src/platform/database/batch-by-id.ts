import { type Database, type DatabaseContext, assertNoOpenTransaction } from './database.ts';
import { maybeOne, type Query } from './query.ts';

/** Those who ask for rows in one turn of the event loop, and the one statement that answers all of them. */
interface Batch<Id, Row> {
  readonly ids: Set<Id>;
  readonly rows: Promise<ReadonlyMap<Id, Row>>;
}

/** Beyond so many ids a further statement is begun: another connection can work at it meanwhile. */
const maxIds = 64;

/**
 * Makes of a query by ids a reader of one row: all who ask in the same turn of the event loop, with the same `bounds`
 * (what they may see), share a statement. Where nobody else asks it is the same statement with one id. Inside a
 * transaction nothing is shared. Rows are shared between callers who ask for the same id: they are not to be changed.
 */
export function batchById<Id extends string, Bounds extends object, Row extends { id: Id }>(
  rowsOf: Query<Bounds & { ids: readonly Id[] }, Row>,
): (ctx: DatabaseContext, id: Id, bounds: Bounds) => Promise<Row | undefined> {
  const gatheringsOf = new WeakMap<Database, Map<string, Batch<Id, Row>>>();

  function begin(ctx: DatabaseContext, bounds: Bounds, onSent: () => void): Batch<Id, Row> {
    const ids = new Set<Id>();
    const rows = turnOver().then(async () => {
      onSent();
      const fetched = await rowsOf(ctx, { ...bounds, ids: [...ids] });
      return new Map(fetched.map((row) => [row.id, row]));
    });
    return { ids, rows };
  }

  return async (ctx, id, bounds) => {
    if (ctx.tx) return maybeOne(rowsOf(ctx, { ...bounds, ids: [id] }));
    assertNoOpenTransaction(ctx);
    let gatherings = gatheringsOf.get(ctx.db);
    if (!gatherings) gatheringsOf.set(ctx.db, (gatherings = new Map()));
    const key = JSON.stringify(bounds);
    let gathering = gatherings.get(key);
    if (!gathering || gathering.ids.size >= maxIds) {
      const begun = begin({ db: ctx.db }, bounds, () => gatherings.get(key) === begun && gatherings.delete(key));
      gatherings.set(key, (gathering = begun));
    }
    gathering.ids.add(id);
    return (await gathering.rows).get(id);
  };
}

/** Once what has arrived by now has been looked at. */
function turnOver(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
