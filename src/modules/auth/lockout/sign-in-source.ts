import { qb, eq, lt, sql } from '#platform/database/drizzle.ts';
import { query, rawQuery } from '#platform/database/query.ts';
import type { UserId } from '#platform/ids.ts';
import { networkOf, sourceOf } from '#platform/http/caller-address.ts';
import type { AuthContext } from '../context.ts';
import { signInSourceTable } from '../schema/lockout.ts';
import { userTable } from '../schema/user.ts';

/** A source is remembered this long after its last sign-in. */
const retentionMs = 365 * 86_400_000;

/** Records that the person has signed in from here. Call it in the transaction of the sign-in. */
export async function rememberSource(ctx: AuthContext, userId: UserId): Promise<void> {
  const sources = [sourceOf(ctx.address), networkOf(ctx.address)].filter((source) => source);
  await remember(ctx, { userId, sources, now: ctx.clock.now().toISOString() });
}

/** Which of these sources have signed in to the account of an address. */
export async function knownSources(
  ctx: AuthContext,
  email: string,
  sources: readonly string[],
): Promise<ReadonlySet<string>> {
  return new Set((await findKnown(ctx, { email: email.toLowerCase(), sources })).map(({ source }) => source));
}

/** Forgets the sources after a password reset: a person who knew the old password may have signed in from them. */
export async function forgetSources(ctx: AuthContext, userId: UserId): Promise<void> {
  await forget(ctx, { userId });
}

export async function forgetOldSources(ctx: AuthContext): Promise<void> {
  await forgetOld(ctx, { before: new Date(ctx.clock.now().getTime() - retentionMs).toISOString() });
}

/** Writes at most once per day and source. */
const remember = rawQuery<{ userId: UserId; sources: readonly (string | null)[]; now: string }, object>(
  (params) => sql`
    insert into ${signInSourceTable} as known (user_id, source, last_at)
    select ${params.userId}::uuid, source, ${params.now}::timestamptz from unnest(${params.sources}::text[]) as source
    on conflict (user_id, source) do update set last_at = excluded.last_at
    where known.last_at < excluded.last_at - interval '1 day'`,
);
const findKnown = rawQuery<{ email: string; sources: readonly string[] }, { source: string }>(
  (params) => sql`
    select ${signInSourceTable.source} as source from ${signInSourceTable} join ${userTable} on ${userTable.id} = ${signInSourceTable.userId}
    where lower(${userTable.email}) = ${params.email} and ${userTable.deletedAt} is null
      and ${signInSourceTable.source} = any(${params.sources})`,
);
const forget = query<{ userId: UserId }>()((params) =>
  qb.delete(signInSourceTable).where(eq(signInSourceTable.userId, params.userId)),
);
const forgetOld = query<{ before: string }>()((params) =>
  qb.delete(signInSourceTable).where(lt(signInSourceTable.lastAt, params.before)),
);
