import { hash } from 'node:crypto';
import { latestEnd } from '#platform/clock.ts';
import { withTransaction } from '#platform/database/database.ts';
import { qb, sql } from '#platform/database/drizzle.ts';
import { query, rawQuery } from '#platform/database/query.ts';
import { DomainError, unavailable } from '#platform/errors.ts';
import { networkOf, sourceOf } from '#platform/http/caller-address.ts';
import type { AuthContext } from '../context.ts';
import { signInFailureTable } from '../schema/lockout.ts';
import { knownSources } from './sign-in-source.ts';

// Guesses at an account are counted per address and source, per network of the source, and in total; the same for
// unknown addresses, so that a lock reveals nothing. A source that has signed in to the account before has only its own
// counter, so that guesses from elsewhere cannot lock it out.

const maxOfSource = 10;
/** Limit of an IPv6 /48 network, which can belong to one person. */
const maxOfNetwork = 30;
const maxFromAnywhere = 100;
const lockMs = 15 * 60_000;

/** A counter of attempts, and its limit in 15 minutes. */
interface Counter {
  readonly key: string;
  readonly max: number;
}

export interface Attempt<Result> {
  /** The result of `check`; null for a wrong guess. */
  readonly result: Result | null;
  /** Whether this guess was the last one allowed. */
  readonly hasLocked: boolean;
}

/**
 * Runs one guess at an account's password or code. It is counted before `check` runs, so that simultaneous guesses, on
 * all instances, get no more tries than consecutive ones. A correct guess, and one whose `check` throws, is subtracted
 * again. The count commits in its own transaction, also if the request fails.
 * @throws DomainError 423 `account-locked`, 503 `sign-in-busy` while the last allowed guesses are being checked.
 */
export async function attempt<Result>(
  ctx: AuthContext,
  email: string,
  check: () => Promise<Result | null>,
): Promise<Attempt<Result>> {
  const counters = await countersFor(ctx, email);
  await reserve(ctx, email, counters);
  let result: Result | null;
  try {
    result = await check();
  } catch (error) {
    await release(ctx, counters);
    throw error;
  }
  if (result === null) return { result, hasLocked: await countFailure(ctx, counters) };
  await release(ctx, counters);
  return { result, hasLocked: false };
}

/** Resets the counter of this source after a sign-in; the other counters stay. */
export async function clearFailures(ctx: AuthContext, email: string): Promise<void> {
  await clear(ctx, { key: keyOf(email, sourceOf(ctx.address)) });
}

/** Removes all locks of an address: by an administrator, or after a password reset. */
export async function liftLocks(ctx: AuthContext, email: string): Promise<void> {
  await clearAddress(ctx, { prefix: `${digestOf(email)}%` });
}

async function countersFor(ctx: AuthContext, email: string): Promise<Counter[]> {
  const [source, network] = [sourceOf(ctx.address), networkOf(ctx.address)];
  const familiarSources = await knownSources(ctx, email, [source, network ?? source]);
  const ofSource = { key: keyOf(email, source), max: maxOfSource };
  if (familiarSources.has(source)) return [ofSource];
  const ofNetwork = network === null ? [] : [{ key: keyOf(email, network), max: maxOfNetwork }];
  if (network !== null && familiarSources.has(network)) return [...ofNetwork, ofSource];
  // All statements lock the rows in this order.
  return [{ key: digestOf(email), max: maxFromAnywhere }, ...ofNetwork, ofSource];
}

/**
 * Reserves an attempt, one transaction at a time per address: if all counters have room each is increased, otherwise
 * none.
 */
function reserve(ctx: AuthContext, email: string, counters: readonly Counter[]): Promise<void> {
  const now = ctx.clock.now();
  const times = {
    now: now.toISOString(),
    windowStart: new Date(now.getTime() - lockMs).toISOString(),
    windowEnd: latestEnd(now, 0),
    latestLock: latestEnd(now, lockMs),
  };
  const keys = counters.map(({ key }) => key);
  return withTransaction(ctx, async (inTx) => {
    await lockAddress(inTx, { digest: digestOf(email) });
    const counts = new Map((await currentCounts(inTx, { ...times, keys })).map((row) => [row.key, row]));
    const lockedUntil = Math.max(...keys.map((key) => Date.parse(counts.get(key)?.lockedUntil ?? '') || 0));
    if (lockedUntil > 0) throw locked((lockedUntil - now.getTime()) / 1000);
    if (counters.some(({ key, max }) => (counts.get(key)?.count ?? 0) >= max)) throw busy();
    await add(inTx, { ...times, keys });
  });
}

async function release(ctx: AuthContext, counters: readonly Counter[]): Promise<void> {
  await takeOff(ctx, { keys: counters.map(({ key }) => key) });
}

async function countFailure(ctx: AuthContext, counters: readonly Counter[]): Promise<boolean> {
  const now = ctx.clock.now();
  const rows = await fail(ctx, {
    counters: JSON.stringify(counters),
    now: now.toISOString(),
    until: new Date(now.getTime() + lockMs).toISOString(),
  });
  return rows.some(({ lockedUntil }) => lockedUntil !== null);
}

function keyOf(email: string, source: string): string {
  return `${digestOf(email)} ${source}`;
}

/** Digests the address, so that random guesses do not leave a list of addresses in the table. */
function digestOf(email: string): string {
  return hash('sha256', email.toLowerCase(), 'base64url');
}

function locked(retryAfterSeconds: number): DomainError {
  const message = 'Too many wrong passwords or codes. Wait 15 minutes or reset the password.';
  return new DomainError('locked', 'account-locked', message, { retryAfterSeconds: Math.max(1, retryAfterSeconds) });
}

function busy(): DomainError {
  return unavailable(
    'sign-in-busy',
    'Too many sign-in attempts for this address are in progress. Try again in a moment.',
    1,
  );
}

const lockAddress = rawQuery<{ digest: string }, object>(
  (params) => sql`select pg_advisory_xact_lock(hashtextextended(${params.digest}, 7264514))`,
);
type Times = {
  readonly now: string;
  readonly windowStart: string;
  readonly windowEnd: string;
  readonly latestLock: string;
};
/**
 * The window starts with the first attempt in it; an expired lock starts a new one. An end further in the future than
 * possible was written by a wrong clock, and counts as expired.
 */
const currentCounts = rawQuery<
  Times & { keys: readonly string[] },
  { key: string; count: number; lockedUntil: string | null }
>(
  (params) => sql`
    select key, greatest(attempts, failures) as count, locked_until as "lockedUntil" from ${signInFailureTable}
    where key = any(${params.keys}) and (locked_until > ${params.now} and locked_until <= ${params.latestLock}
      or locked_until is null and first_at >= ${params.windowStart} and first_at <= ${params.windowEnd})`,
);
const add = rawQuery<Times & { keys: readonly string[] }, object>(
  (params) => sql`
    insert into ${signInFailureTable} as known (key, attempts, failures, first_at, locked_until)
    select key, 1, 0, ${params.now}::timestamptz, null from unnest(${params.keys}::text[]) with ordinality as counter (key, place)
    order by place
    on conflict (key) do update set (attempts, failures, first_at, locked_until) = (
      select case when is_over then 1 else known.attempts + 1 end,
        case when is_over then 0 else known.failures end,
        case when is_over then excluded.first_at else known.first_at end,
        case when is_over then null else known.locked_until end
      from (select coalesce(
        known.locked_until <= ${params.now} or known.locked_until > ${params.latestLock},
        known.first_at < ${params.windowStart} or known.first_at > ${params.windowEnd}) as is_over) as window_)`,
);
const takeOff = rawQuery<{ keys: readonly string[] }, object>(
  (params) => sql`
    update ${signInFailureTable} as known set attempts = greatest(known.attempts - 1, 0)
    from (
      select row.key from unnest(${params.keys}::text[]) with ordinality as counter (key, place)
      join ${signInFailureTable} as row on row.key = counter.key
      order by place for update of row
    ) as taken
    where known.key = taken.key`,
);
const fail = rawQuery<{ counters: string; now: string; until: string }, { lockedUntil: string | null }>(
  (params) => sql`
    insert into ${signInFailureTable} as known (key, attempts, failures, first_at, locked_until)
    select key, 1, 1, ${params.now}::timestamptz, null
    from rows from (jsonb_to_recordset(${params.counters}::text::jsonb) as (key text, max integer)) with ordinality as counter (key, max, place)
    order by place
    on conflict (key) do update set
      failures = known.failures + 1,
      locked_until = case when known.failures + 1 >= (
        select max from jsonb_to_recordset(${params.counters}::text::jsonb) as counter (key text, max integer)
        where counter.key = known.key) then ${params.until}::timestamptz else known.locked_until end
    returning locked_until as "lockedUntil"`,
);
const clear = query<{ key: string }>()((params) =>
  qb.delete(signInFailureTable).where(sql`${signInFailureTable.key} = ${params.key}`),
);
const clearAddress = query<{ prefix: string }>()((params) =>
  qb.delete(signInFailureTable).where(sql`${signInFailureTable.key} like ${params.prefix}`),
);
