import { type Database, type DatabaseContext, assertNoOpenTransaction } from './database.ts';
import { maybeOne, type Query } from './query.ts';

/** The callers of one turn of the event loop, and the statement that answers all of them. */
interface Batch<Id, Row> {
  readonly ids: Set<Id>;
  readonly rows: Promise<ReadonlyMap<Id, Row>>;
}

/**
 * A statement reads at most this many ids. The rest go into another statement, which a second connection can run in
 * parallel.
 */
const maxIds = 64;

/**
 * Turns a query by ids into a reader of one row. All calls in the same turn of the event loop with equal `bounds` (what
 * the caller may see) share a statement; a single call runs the same statement with one id. Calls inside a transaction
 * share nothing.
 * Callers that ask for the same id share the row object: do not change it.
 */
export function batchById<Id extends string, Bounds extends object, Row extends { id: Id }>(
  rowsOf: Query<Bounds & { ids: readonly Id[] }, Row>,
): (ctx: DatabaseContext, id: Id, bounds: Bounds) => Promise<Row | undefined> {
  const batchesOf = new WeakMap<Database, Map<string, Batch<Id, Row>>>();

  function begin(ctx: DatabaseContext, bounds: Bounds, onSent: () => void): Batch<Id, Row> {
    const ids = new Set<Id>();
    const rows = endOfTurn().then(async () => {
      onSent();
      const fetched = await rowsOf(ctx, { ...bounds, ids: [...ids] });
      return new Map(fetched.map((row) => [row.id, row]));
    });
    return { ids, rows };
  }

  return async (ctx, id, bounds) => {
    if (ctx.tx) return maybeOne(rowsOf(ctx, { ...bounds, ids: [id] }));
    assertNoOpenTransaction(ctx);
    let batches = batchesOf.get(ctx.db);
    if (!batches) batchesOf.set(ctx.db, (batches = new Map()));
    const key = JSON.stringify(bounds);
    let batch = batches.get(key);
    if (!batch || batch.ids.size >= maxIds) {
      const newBatch = begin({ db: ctx.db }, bounds, () => batches.get(key) === newBatch && batches.delete(key));
      batches.set(key, (batch = newBatch));
    }
    batch.ids.add(id);
    return (await batch.rows).get(id);
  };
}

/** Resolves after the pending I/O callbacks of this turn have run. */
function endOfTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
