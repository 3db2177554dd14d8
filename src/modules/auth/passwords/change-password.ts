import { z } from 'zod';
import { withTransaction } from '#platform/database/database.ts';
import { qb, eq, sql } from '#platform/database/drizzle.ts';
import { maybeOne, one, query, rawQuery } from '#platform/database/query.ts';
import { DomainError, unauthenticated } from '#platform/errors.ts';
import type { UserId } from '#platform/ids.ts';
import { audit } from '../audit/audit.ts';
import type { AuthContext } from '../context.ts';
import { Password } from '../contract.ts';
import { confirmAddress, proofByLink } from '../links/address-proof.ts';
import { userByEmail } from '../links/confirm-email.ts';
import { closeLinks, createLink, hasFreshLink, linkExpired, consumeLink } from '../links/mailed-link.ts';
import { enterAsInvited } from '../links/sign-up-invite.ts';
import { attempt, clearFailures, liftLocks } from '../lockout/lockout.ts';
import { forgetSources } from '../lockout/sign-in-source.ts';
import { publish } from '../publish.ts';
import { identityTable } from '../schema/identity.ts';
import { passkeyTable } from '../schema/passkey.ts';
import { userTable } from '../schema/user.ts';
import { endSessions, endTokens } from '../session/end-sessions.ts';
import { publishSecurityChanged } from '../user/publish-user.ts';
import { userById, type UserRow, userColumns } from '../user/user.ts';
import { checkPasswordChoice } from './password-policy.ts';

export const PasswordChange = z.strictObject({ currentPassword: z.string().max(1_000), newPassword: Password });

/**
 * Changes the caller's password; all other sessions end.
 * @throws DomainError 401 `invalid-credentials` for a wrong current password, 422 for a new one that is too common.
 */
export async function changePassword(
  ctx: AuthContext,
  userId: UserId,
  sessionId: string | null,
  { currentPassword, newPassword }: z.output<typeof PasswordChange>,
): Promise<void> {
  const account = await confirmPassword(ctx, userId, currentPassword);
  await checkPasswordChoice('newPassword', newPassword, [account.email, account.username, account.name]);
  const digest = await ctx.passwords.hash(newPassword);
  await withTransaction(ctx, async (inTx) => {
    await writePassword(inTx, account, digest, sessionId);
    await publishSecurityChanged(inTx, account, 'password-changed');
  });
}

/**
 * Checks the caller's password before an irreversible action. Wrong passwords count towards the lock.
 * @throws DomainError 401 `invalid-credentials`, 423 `account-locked`.
 */
export async function confirmPassword(ctx: AuthContext, userId: UserId, password: string): Promise<UserRow> {
  const row = await maybeOne(withDigest(ctx, { id: userId }));
  if (!row) throw unauthenticated();
  const { passwordDigest, ...account } = row;
  if (passwordDigest === null) {
    throw new DomainError(
      'conflict',
      'no-password',
      'This account has no password. Set one with “Forgot password” first.',
    );
  }
  const isRight = async () => (await ctx.passwords.verify(passwordDigest, password)) || null;
  const { result } = await ctx.passwords.bounded(() => attempt(ctx, row.email, isRight));
  if (!result) throw unauthenticated('invalid-credentials', 'The password is incorrect.');
  await clearFailures(ctx, row.email);
  return account;
}

/**
 * Requests a password reset. A job looks up the address, so that the reply and its duration are the same for known and
 * unknown addresses.
 */
export function askForReset(ctx: AuthContext, email: string): Promise<void> {
  return withTransaction(ctx, (inTx) =>
    publish(inTx, {
      type: 'password-reset.asked',
      organizationId: null,
      subject: { kind: 'user', id: '', version: 0 },
      audience: null,
      payload: { email },
    }),
  );
}

/** Mails a requested link, if the address is known and no link was just mailed. */
export async function sendRequestedReset(ctx: AuthContext, email: string): Promise<void> {
  const account = await maybeOne(userByEmail(ctx, { email: email.toLowerCase() }));
  if (!account || account.leavingAt !== null) return;
  if (!(await hasFreshLink(ctx, 'reset', account.id, account.email))) await sendReset(ctx, account);
}

/** Mails a link to set a new password. */
export async function sendReset(ctx: AuthContext, account: UserRow): Promise<void> {
  const linkId = await createLink(ctx, 'reset', account.id, account.email);
  await audit(ctx, 'password.reset-requested', { userId: account.id });
  await publish(ctx, {
    type: 'user.password-reset-requested',
    organizationId: null,
    subject: { kind: 'user', id: account.id, version: account.version },
    audience: null,
    payload: { userId: account.id, linkId },
  });
}

/**
 * Sets a new password by a mailed link, which works once. All sessions and tokens end, the lock of the address is
 * removed, and the address is confirmed, because its mail was read. Passkeys stay, because they are second factors as
 * well.
 * @throws DomainError 409 `link-expired`, 422 for a password that is too common.
 */
export async function resetPassword(ctx: AuthContext, token: string, password: string): Promise<void> {
  await checkPasswordChoice('password', password);
  const digest = await ctx.passwords.hash(password);
  await withTransaction(ctx, async (inTx) => {
    const link = await consumeLink(inTx, 'reset', token);
    const account = await one(userById(inTx, { id: link.userId }));
    if (link.email.toLowerCase() !== account.email.toLowerCase()) throw linkExpired();
    await writePassword(inTx, account, digest, null);
    await endTokens(inTx, account.id);
    await publishSecurityChanged(inTx, account, 'password-reset', await one(otherWaysIn(inTx, { userId: account.id })));
    await enterAsInvited(inTx, await confirmAddress(inTx, account.id, proofByLink(link)));
    await liftLocks(inTx, account.email);
    await forgetSources(inTx, account.id);
  });
}

/** Stores the digest and ends every session except `exceptSessionId`. */
function writePassword(
  ctx: AuthContext,
  account: UserRow,
  digest: string,
  exceptSessionId: string | null,
): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    await update(inTx, { id: account.id, digest, now: ctx.clock.now().toISOString() });
    // A person who knew the old password may have requested the confirmation of their own address.
    await closeLinks(inTx, account.id, ['verify', 'reset']);
    await endSessions(inTx, account.id, exceptSessionId);
    await audit(inTx, 'password.changed', { userId: account.id, actorId: account.id });
  });
}

/** Sign-in methods that remain after a reset. */
const otherWaysIn = rawQuery<{ userId: UserId }, { passkeys: number; identities: number }>(
  (params) => sql`
    select (select count(*) from ${passkeyTable} where user_id = ${params.userId})::integer as passkeys,
      (select count(*) from ${identityTable} where user_id = ${params.userId})::integer as identities`,
);
const withDigest = query<{ id: UserId }>()((params) =>
  qb
    .select({ ...userColumns, passwordDigest: userTable.passwordDigest })
    .from(userTable)
    .where(sql`${userTable.id} = ${params.id} and ${userTable.deletedAt} is null`),
);
const update = query<{ id: UserId; digest: string; now: string }>()((params) =>
  qb
    .update(userTable)
    .set({
      passwordDigest: sql`${params.digest}`,
      updatedAt: sql`${params.now}`,
      version: sql`${userTable.version} + 1`,
    })
    .where(eq(userTable.id, params.id)),
);
