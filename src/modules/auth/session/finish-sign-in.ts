import { withTransaction } from '#platform/database/database.ts';
import { DomainError, forbidden } from '#platform/errors.ts';
import { audit } from '../audit/audit.ts';
import type { AuthContext } from '../context.ts';
import type { User } from '../contract.ts';
import { clearFailures } from '../lockout/lockout.ts';
import { rememberSource } from '../lockout/sign-in-source.ts';
import { toUser, type UserRow } from '../user/user.ts';
import { accessTokenSeconds, signAccessToken } from './access-token.ts';
import { createSession } from './lucia-sessions.ts';
import { createRefreshToken } from './refresh-token.ts';
import { endReplacedSession } from './sign-out.ts';

/** The kind of client: a browser gets a cookie, an API client a pair of tokens. */
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

/** A second factor. */
export type SecondFactorMethod = 'totp' | 'recovery-code' | 'passkey';

export interface SecondFactorAsked {
  readonly kind: 'second-factor';
  readonly mfaToken: string;
  readonly methods: readonly SecondFactorMethod[];
}

/** Creates the session. Each sign-in gets a new id, and ends the browser's previous session. */
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

/**
 * Refuses accounts that may not sign in even with correct credentials.
 * @throws DomainError.
 */
export function refuseUnable(ctx: AuthContext, account: UserRow): void {
  if (account.lockedAt !== null) {
    throw new DomainError('locked', 'account-locked', 'This account is locked. Ask your administrator to unlock it.');
  }
  if (account.leavingAt !== null) {
    throw forbidden(
      'account-leaving',
      'This account is being deleted. To restore it, use the link in the email about the deletion.',
    );
  }
  // An administrator can sign in unconfirmed, because only they can repair the mail settings.
  if (ctx.settings.confirmsEmail && account.emailVerifiedAt === null && !account.instanceAdmin) {
    throw forbidden(
      'email-not-confirmed',
      'Confirm your email address first. Open the link in the email, or request another.',
    );
  }
}
