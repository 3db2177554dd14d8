import { z } from 'zod';
import { and, qb, eq, isNull, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query } from '#platform/database/query.ts';
import { unauthenticated } from '#platform/errors.ts';
import type { UserId } from '#platform/ids.ts';
import { audit } from '../audit/audit.ts';
import type { AuthContext } from '../context.ts';
import { Email } from '../contract.ts';
import { attempt } from '../lockout/lockout.ts';
import { isOldDigest } from '../hashing/passwords.ts';
import { userTable } from '../schema/user.ts';
import { createChallenge, secondFactorMethods } from '../second-factor/challenge.ts';
import {
  finishSignIn,
  refuseUnable,
  type SecondFactorAsked,
  type SessionKind,
  type SignedIn,
} from '../session/finish-sign-in.ts';
import { type UserRow, userColumns } from '../user/user.ts';

export const SignIn = z.strictObject({ email: Email, password: z.string().max(1_000) });
export type SignIn = z.infer<typeof SignIn>;

/**
 * Signs in with address and password, or asks for the second factor if one is on. The reply and its duration are the
 * same for an unknown address and a wrong password.
 * @throws DomainError 401 `invalid-credentials`, 423 `account-locked`, 403 `email-not-confirmed`.
 */
export async function signIn(
  ctx: AuthContext,
  input: SignIn,
  kind: SessionKind,
): Promise<SignedIn | SecondFactorAsked> {
  return continueSignIn(ctx, await ctx.passwords.bounded(() => checkPassword(ctx, input)), kind);
}

/** Continues after a correct first factor: asks for the second one, or signs in. */
export async function continueSignIn(
  ctx: AuthContext,
  account: UserRow,
  kind: SessionKind,
): Promise<SignedIn | SecondFactorAsked> {
  const methods = await secondFactorMethods(ctx, account.id);
  if (methods.length === 0) return finishSignIn(ctx, account, kind, false);
  return { kind: 'second-factor', methods, mfaToken: await createChallenge(ctx, account.id, kind) };
}

async function checkPassword(ctx: AuthContext, { email, password }: SignIn): Promise<UserRow> {
  const row = await maybeOne(byEmail(ctx, { email: email.toLowerCase() }));
  const digest = row?.passwordDigest;
  const { result, hasLocked } = await attempt(ctx, email, async () => {
    const isRight = digest ? await ctx.passwords.verify(digest, password) : await ctx.passwords.verifyDecoy(password);
    return isRight && row ? row : null;
  });
  if (!result || !digest) {
    await audit(ctx, hasLocked ? 'sign-in.locked' : 'sign-in.failed', { userId: row?.id ?? null });
    throw unauthenticated('invalid-credentials', 'The email or password is incorrect.');
  }
  const { passwordDigest: _digest, ...account } = result;
  refuseUnable(ctx, account);
  if (isOldDigest(digest)) await replaceDigest(ctx, { id: account.id, digest: await ctx.passwords.hash(password) });
  return account;
}

const byEmail = query<{ email: string }>()((params) =>
  qb
    .select({ ...userColumns, passwordDigest: userTable.passwordDigest })
    .from(userTable)
    .where(and(sql`lower(${userTable.email}) = ${params.email}`, isNull(userTable.deletedAt))),
);
const replaceDigest = query<{ id: UserId; digest: string }>()((params) =>
  qb
    .update(userTable)
    .set({ passwordDigest: sql`${params.digest}` })
    .where(eq(userTable.id, params.id)),
);
