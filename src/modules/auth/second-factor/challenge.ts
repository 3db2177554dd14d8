import { latestEnd } from '#platform/clock.ts';
import { and, qb, eq, gt, lte, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query } from '#platform/database/query.ts';
import { unauthenticated } from '#platform/errors.ts';
import { newId, type UserId } from '#platform/ids.ts';
import { equalSecrets, unverifiedId, signedId } from '#platform/startup/secrets.ts';
import type { AuthContext } from '../context.ts';
import { passkeyTable } from '../schema/passkey.ts';
import { mfaChallengeTable } from '../schema/second-factor.ts';
import type { SecondFactorMethod, SessionKind } from '../session/finish-sign-in.ts';
import { hasTotp } from './totp.ts';

const lifetimeMs = 5 * 60_000;
const maxAttempts = 5;

/** The person's second factors; empty if none is on. */
export async function secondFactorMethods(ctx: AuthContext, userId: UserId): Promise<SecondFactorMethod[]> {
  const [codes, keys] = await Promise.all([hasTotp(ctx, { userId }), hasPasskey(ctx, { userId })]);
  const methods: SecondFactorMethod[] = [];
  if (codes.length > 0) methods.push('totp');
  if (keys.length > 0) methods.push('passkey');
  return methods.length > 0 ? [...methods, 'recovery-code'] : [];
}

/** Creates a token with which a sign-in continues to its second factor after a correct password. */
export async function createChallenge(ctx: AuthContext, userId: UserId, kind: SessionKind): Promise<string> {
  const now = ctx.clock.now();
  const id = newId<string>();
  const expiresAt = new Date(now.getTime() + lifetimeMs).toISOString();
  await insert(ctx, { id, userId, kind, createdAt: now.toISOString(), expiresAt });
  return tokenOf(ctx, id);
}

export interface Challenge {
  readonly id: string;
  readonly userId: UserId;
  readonly kind: SessionKind;
}

/**
 * Counts an attempt on a challenge before it is checked: five in total, also for simultaneous attempts.
 * @throws DomainError 401 `invalid-mfa-token` for an unknown, expired or used-up challenge.
 */
export async function attemptChallenge(ctx: AuthContext, token: string): Promise<Challenge> {
  const id = unverifiedId(token);
  const isOurs = id !== null && equalSecrets(token, tokenOf(ctx, id));
  const now = ctx.clock.now();
  const times = { now: now.toISOString(), latest: latestEnd(now, lifetimeMs) };
  const row = isOurs ? await maybeOne(attempt(ctx, { id, ...times, maxAttempts: maxAttempts })) : undefined;
  if (!row) throw unauthenticated('invalid-mfa-token', 'This sign-in took too long or failed too often. Start again.');
  return row;
}

/**
 * Closes a challenge; it works for one sign-in.
 * @returns false if it was already closed.
 */
export async function closeChallenge(ctx: AuthContext, id: string): Promise<boolean> {
  return (await remove(ctx, { id })).length > 0;
}

function tokenOf({ keys }: AuthContext, id: string): string {
  return signedId(keys.links, id, 'second factor');
}

const hasPasskey = query<{ userId: UserId }>()((params) =>
  qb.select({ id: passkeyTable.id }).from(passkeyTable).where(eq(passkeyTable.userId, params.userId)).limit(1),
);
const insert = query<{ id: string; userId: UserId; kind: SessionKind; createdAt: string; expiresAt: string }>()(
  (params) =>
    qb.insert(mfaChallengeTable).values({
      id: params.id,
      userId: params.userId,
      kind: params.kind,
      createdAt: params.createdAt,
      expiresAt: params.expiresAt,
    }),
);
const attempt = query<{ id: string; now: string; latest: string; maxAttempts: number }>()((params) =>
  qb
    .update(mfaChallengeTable)
    .set({ attempts: sql`${mfaChallengeTable.attempts} + 1` })
    .where(
      and(
        eq(mfaChallengeTable.id, params.id),
        gt(mfaChallengeTable.expiresAt, params.now),
        lte(mfaChallengeTable.expiresAt, params.latest),
        sql`${mfaChallengeTable.attempts} < ${params.maxAttempts}`,
      ),
    )
    .returning({ id: mfaChallengeTable.id, userId: mfaChallengeTable.userId, kind: mfaChallengeTable.kind }),
);
const remove = query<{ id: string }>()((params) =>
  qb.delete(mfaChallengeTable).where(eq(mfaChallengeTable.id, params.id)).returning({ id: mfaChallengeTable.id }),
);
