import { z } from 'zod';
import { withTransaction } from '#platform/database/database.ts';
import { and, build, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { first, query } from '#platform/database/query.ts';
import { DomainError, unauthenticated } from '#platform/errors.ts';
import type { UserId } from '#platform/ids.ts';
import type { AuthContext } from '../context.ts';
import { Email } from '../contract.ts';
import { hashPassword, verifyDecoy, verifyPassword } from '../passwords/passwords.ts';
import { user } from '../schema.ts';
import { type User, toUser, type UserRow, userColumns } from '../users/user.ts';
import { accessTokenSeconds, signAccessToken } from './access-token.ts';
import { createSession } from './lucia-sessions.ts';
import { createRefreshToken } from './refresh-token.ts';

export const SignIn = z.strictObject({ email: Email, password: z.string().max(1_000) });
export type SignIn = z.infer<typeof SignIn>;

export interface TokenPair {
  readonly user: User;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresIn: number;
}

/**
 * Checks address and password. The reply and its time are the same for an unknown address and a wrong password.
 * @throws DomainError 401 `invalid-credentials`, 423 `account-locked`.
 */
export async function checkPassword(ctx: AuthContext, { email, password }: SignIn): Promise<UserRow> {
  const row = await first(byEmail(ctx, { email: email.toLowerCase() }));
  const isRight = row?.passwordDigest
    ? await verifyPassword(row.passwordDigest, password)
    : await verifyDecoy(password);
  if (!row || !isRight) throw unauthenticated('invalid-credentials', 'Address or password is wrong.');
  if (row.lockedAt !== null)
    throw new DomainError('locked', 'account-locked', 'This account is locked. Ask your administrator.');
  if (row.passwordDigest?.startsWith('$2')) {
    await replaceDigest(ctx, { id: row.id, digest: await hashPassword(password) });
  }
  const { passwordDigest: _digest, lockedAt: _lockedAt, ...account } = row;
  return account;
}

/** Signs an API client in: a session with an access token and the first refresh token of its family. */
export function issueTokens(ctx: AuthContext, account: UserRow): Promise<TokenPair> {
  return withTransaction(ctx, async (inTx) => {
    const { sid } = await createSession(inTx, account.id, {
      kind: 'api',
      address: ctx.address,
      userAgent: ctx.userAgent,
    });
    return tokensFor(inTx, account, sid, await createRefreshToken(inTx, ctx.keys, sid));
  });
}

/** Signs a browser in; the token goes into its cookie. */
export async function startBrowserSession(ctx: AuthContext, account: UserRow): Promise<string> {
  const origin = { kind: 'browser', address: ctx.address, userAgent: ctx.userAgent } as const;
  return (await createSession(ctx, account.id, origin)).token;
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

const byEmail = query<{ email: string }>()((place) =>
  build
    .select({ ...userColumns, passwordDigest: user.passwordDigest, lockedAt: user.lockedAt })
    .from(user)
    .where(and(sql`lower(${user.email}) = ${place.email}`, isNull(user.deletedAt))),
);
const replaceDigest = query<{ id: UserId; digest: string }>()((place) =>
  build
    .update(user)
    .set({ passwordDigest: sql`${place.digest}` })
    .where(eq(user.id, place.id)),
);
