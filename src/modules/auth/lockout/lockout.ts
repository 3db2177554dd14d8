import { createHash } from 'node:crypto';
import { build, sql } from '#platform/database/drizzle.ts';
import { query, statement } from '#platform/database/query.ts';
import { DomainError } from '#platform/errors.ts';
import { sourceOf } from '#platform/http/caller-address.ts';
import type { AuthContext } from '../context.ts';
import { signInFailure } from '../schema.ts';

// Counted by address and source, and by address alone; for unknown addresses just the same, so that a lock tells
// nothing, and by source first, so that nobody can lock somebody else out from elsewhere.

const fromOneSource = 10;
const fromAnywhere = 100;
const lockMs = 15 * 60_000;

/** @throws DomainError 423 `account-locked` while the address is locked for this source. */
export async function refuseLocked(ctx: AuthContext, email: string): Promise<void> {
  const now = ctx.clock.now();
  const rows = await locks(ctx, { keys: keysOf(ctx, email), now: now.toISOString() });
  const until = rows.reduce((latest, { lockedUntil }) => Math.max(latest, Date.parse(lockedUntil)), 0);
  if (until > 0) throw locked((until - now.getTime()) / 1000);
}

/**
 * Counts a failure, committed by itself, also when the request ends in an error. Two at once are both counted.
 * @returns whether this failure has locked the address.
 */
export async function countFailure(ctx: AuthContext, email: string): Promise<boolean> {
  const now = ctx.clock.now();
  const [bySource = '', byAddress = ''] = keysOf(ctx, email);
  const args = { now: now.toISOString(), windowStart: ago(now, lockMs), until: ago(now, -lockMs) };
  const rows = await Promise.all([
    count(ctx, { ...args, key: bySource, most: fromOneSource }),
    count(ctx, { ...args, key: byAddress, most: fromAnywhere }),
  ]);
  return rows.flat().some(({ lockedUntil }) => lockedUntil !== null);
}

/** A sign-in that came through ends the counting for this source; the count from anywhere stays. */
export async function clearFailures(ctx: AuthContext, email: string): Promise<void> {
  const [bySource = ''] = keysOf(ctx, email);
  await clear(ctx, { keys: [bySource] });
}

/** An administrator lifts every lock of an address. */
export async function liftLocks(ctx: AuthContext, email: string): Promise<void> {
  await clearAddress(ctx, { prefix: `${digestOf(email)}%` });
}

function keysOf(ctx: AuthContext, email: string): string[] {
  const digest = digestOf(email);
  return [`${digest} ${sourceOf(ctx.address)}`, digest];
}

/** Whoever tries addresses at random leaves no list of them here. */
function digestOf(email: string): string {
  return createHash('sha256').update(email.toLowerCase()).digest('base64url');
}

function locked(retryAfterSeconds: number): DomainError {
  const message = 'Too many wrong passwords or codes. Wait a quarter of an hour, or reset the password.';
  return new DomainError('locked', 'account-locked', message, { retryAfterSeconds: Math.max(1, retryAfterSeconds) });
}

function ago(now: Date, ms: number): string {
  return new Date(now.getTime() - ms).toISOString();
}

const locks = statement<{ keys: readonly string[]; now: string }, { lockedUntil: string }>(
  (place) => sql`
    select locked_until as "lockedUntil" from ${signInFailure}
    where key = any(${place.keys}) and locked_until > ${place.now}`,
);
/** The window slides with the first failure in it; a lock that is over begins a new one. */
const count = statement<
  { key: string; now: string; windowStart: string; until: string; most: number },
  { lockedUntil: string | null }
>(
  (place) => sql`
    insert into ${signInFailure} as known (key, failures, first_at, locked_until)
    values (${place.key}, 1, ${place.now}, null)
    on conflict (key) do update set
      failures = case when known.first_at < ${place.windowStart} or known.locked_until <= ${place.now} then 1 else known.failures + 1 end,
      first_at = case when known.first_at < ${place.windowStart} or known.locked_until <= ${place.now} then excluded.first_at else known.first_at end,
      locked_until = case
        when known.first_at < ${place.windowStart} or known.locked_until <= ${place.now} then null
        when known.failures + 1 >= ${place.most} then ${place.until}::timestamptz end
    returning locked_until as "lockedUntil"`,
);
const clear = query<{ keys: readonly string[] }>()((place) =>
  build.delete(signInFailure).where(sql`${signInFailure.key} = any(${place.keys})`),
);
const clearAddress = query<{ prefix: string }>()((place) =>
  build.delete(signInFailure).where(sql`${signInFailure.key} like ${place.prefix}`),
);
