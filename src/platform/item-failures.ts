import type { Context } from './context.ts';
import { type Placeholder, type SqlFragment, sql } from './database/drizzle.ts';
import { errorMessage, isTemporary, PermanentError } from './failures.ts';

/** An item of scheduled work that failed while the others went on. */
export interface ItemFailure<Item = unknown> {
  readonly item: Item;
  /** Names the item for admins: `task 0198…, person 0197…`. */
  readonly name: string;
  readonly error: string;
}

/** How many were purged, and which could not be. */
export interface Purged {
  readonly purged: number;
  readonly failures: readonly ItemFailure[];
}

/**
 * Does the work for each item, one after another. An item that fails does not stop the others.
 * @param nameOf Names an item for the log and for admins.
 * @returns The items that failed.
 * @throws the error of an item at once if it is temporary: the others would fail too.
 */
export async function forEachCollectingFailures<Item>(
  { log }: Pick<Context, 'log'>,
  items: readonly Item[],
  nameOf: (item: Item) => string,
  work: (item: Item) => Promise<unknown>,
): Promise<ItemFailure<Item>[]> {
  const failures: ItemFailure<Item>[] = [];
  for (const item of items) {
    const [result] = await Promise.allSettled([work(item)]);
    if (result.status === 'fulfilled') continue;
    if (isTemporary(result.reason)) throw result.reason;
    const name = nameOf(item);
    log.error({ item: name, err: result.reason }, 'an item of scheduled work failed; the others went on');
    failures.push({ item, name, error: errorMessage(result.reason) });
  }
  return failures;
}

const maxNamed = 10;

/**
 * Ends a scheduled job after everything else was done: it is listed with the failed jobs, with what failed and why.
 * @throws PermanentError if there are failures.
 */
export function reportFailures(failures: readonly ItemFailure[]): void {
  if (failures.length === 0) return;
  const named = failures.slice(0, maxNamed).map(({ name, error }) => `${name}: ${error}`);
  const others = failures.length - named.length;
  throw new PermanentError(
    [`Failed: ${failures.length}.`, ...named, ...(others > 0 ? [`and ${others} more`] : [])].join('\n'),
  );
}

/**
 * When a row that failed is tried again: after an hour, then later each time, up to a day. For the UPDATE of a table with
 * a column `attempts`, which counts the earlier failures.
 */
export function nextAttempt(now: Placeholder): SqlFragment {
  return sql`${now}::timestamptz + interval '1 hour' * least(24, power(2, least(attempts, 5)))`;
}
