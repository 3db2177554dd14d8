import { z } from 'zod';
import { withTransaction } from '#platform/database/database.ts';
import { and, build, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { first, query } from '#platform/database/query.ts';
import { DomainError, forbidden, unauthenticated } from '#platform/errors.ts';
import type { UserId } from '#platform/ids.ts';
import { audit } from '../audit/audit.ts';
import type { AuthContext } from '../context.ts';
import { Email, type User } from '../contract.ts';
import { attempt, clearFailures } from '../lockout/lockout.ts';
import { rememberSource } from '../lockout/sign-in-source.ts';
import { boundedCheck, hashPassword, isOldDigest, verifyDecoy, verifyPassword } from '../passwords/passwords.ts';
import { user } from '../schema.ts';
import { createChallenge, type SecondFactorMethod, secondFactorMethods } from '../second-factor/challenge.ts';
import { toUser, type UserRow, userColumns } from '../users/user.ts';
import { accessTokenSeconds, signAccessToken } from './access-token.ts';
import { createSession } from './lucia-sessions.ts';
import { createRefreshToken } from './refresh-token.ts';
import { endReplacedSession } from './sign-out.ts';

export const SignIn = z.strictObject({ email: Email, password: z.string().max(1_000) });
export type SignIn = z.infer<typeof SignIn>;

/** Who signs in: a browser gets a cookie, an API client a pair of tokens. */
export type SessionKind = 'browser' | 'api';

export interface TokenPair {
  readonly user: User;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresIn: number;
}

export type SignedIn =
  | { readonly kind: 'api'; readonly tokens: TokenPair }
  | { readonly kind: 'browser'; readonly user: User; readonly cookie: string };

export interface SecondFactorAsked {
  readonly kind: 'second-factor';
  readonly mfaToken: string;
  readonly methods: readonly SecondFactorMethod[];
}

/**
 * Signs in by address and password, or asks for the second factor where one is on. The reply and its time are the same
 * for an unknown address and a wrong password.
 * @throws DomainError 401 `invalid-credentials`, 423 `account-locked`, 403 `email-not-confirmed`.
 */
export async function signIn(
  ctx: AuthContext,
  input: SignIn,
  kind: SessionKind,
): Promise<SignedIn | SecondFactorAsked> {
  return continueSignIn(ctx, await boundedCheck(() => checkPassword(ctx, input)), kind);
}

/** Goes on once the first factor was right: to the second one, or in. */
export async function continueSignIn(
  ctx: AuthContext,
  account: UserRow,
  kind: SessionKind,
): Promise<SignedIn | SecondFactorAsked> {
  const methods = await secondFactorMethods(ctx, account.id);
  if (methods.length === 0) return finishSignIn(ctx, account, kind, false);
  return { kind: 'second-factor', methods, mfaToken: await createChallenge(ctx, account.id, kind) };
}

/** Makes the session. Each sign-in has an id of its own, and ends the session that the browser had before. */
export function finishSignIn(
  ctx: AuthContext,
  account: UserRow,
  kind: SessionKind,
  secondFactor: boolean,
): Promise<SignedIn> {
  return withTransaction(ctx, async (inTx) => {
    const origin = { kind, address: ctx.address, userAgent: ctx.userAgent, secondFactor };
    await clearFailures(inTx, account.email);
    await rememberSource(inTx, account.id);
    if (kind === 'browser') await endReplacedSession(inTx);
    const { sid, token } = await createSession(inTx, account.id, origin);
    await audit(inTx, 'sign-in.succeeded', { userId: account.id, actorId: account.id, facts: { session: sid } });
    if (kind === 'browser') return { kind, user: toUser(account), cookie: token };
    return { kind, tokens: await tokensFor(inTx, account, sid, await createRefreshToken(inTx, ctx.keys, sid)) };
  });
}

export async function tokensFor(
  ctx: AuthContext,
  account: UserRow,
  sid: string,
  refreshToken: string,
): Promise<TokenPair> {
  return {
    user: toUser(account),
    accessToken: await signAccessToken(ctx.keys, ctx.clock, account.id, sid),
    refreshToken,
    expiresIn: accessTokenSeconds,
  };
}

async function checkPassword(ctx: AuthContext, { email, password }: SignIn): Promise<UserRow> {
  const row = await first(byEmail(ctx, { email: email.toLowerCase() }));
  const digest = row?.passwordDigest;
  const { result, hasLocked } = await attempt(ctx, email, async () => {
    const isRight = digest ? await verifyPassword(digest, password) : await verifyDecoy(password);
    return isRight && row ? row : null;
  });
  if (!result || !digest) {
    await audit(ctx, hasLocked ? 'sign-in.locked' : 'sign-in.failed', { userId: row?.id ?? null });
    throw unauthenticated('invalid-credentials', 'Address or password is wrong.');
  }
  const { passwordDigest: _digest, ...account } = result;
  refuseUnable(ctx, account);
  if (isOldDigest(digest)) await replaceDigest(ctx, { id: account.id, digest: await hashPassword(password) });
  return account;
}

/** What keeps a person out although they have shown who they are. */
export function refuseUnable(ctx: AuthContext, account: UserRow): void {
  if (account.lockedAt !== null) {
    throw new DomainError('locked', 'account-locked', 'This account is locked. Ask your administrator.');
  }
  if (account.leavingAt !== null) {
    throw forbidden(
      'account-leaving',
      'This account is being deleted. The mail about it has a link that takes it back.',
    );
  }
  // Without the administrator nobody could see to it that mail leaves.
  if (ctx.settings.confirmsEmail && account.emailVerifiedAt === null && !account.instanceAdmin) {
    throw forbidden(
      'email-not-confirmed',
      'Confirm your address first: follow the link in the mail, or ask for another.',
    );
  }
}

const byEmail = query<{ email: string }>()((place) =>
  build
    .select({ ...userColumns, passwordDigest: user.passwordDigest })
    .from(user)
    .where(and(sql`lower(${user.email}) = ${place.email}`, isNull(user.deletedAt))),
);
const replaceDigest = query<{ id: UserId; digest: string }>()((place) =>
  build
    .update(user)
    .set({ passwordDigest: sql`${place.digest}` })
    .where(eq(user.id, place.id)),
);
