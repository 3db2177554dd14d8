import { withTransaction } from '#platform/database/database.ts';
import { maybeOne } from '#platform/database/query.ts';
import { unauthenticated } from '#platform/errors.ts';
import { audit } from '../audit/audit.ts';
import type { AuthContext } from '../context.ts';
import { attempt } from '../lockout/lockout.ts';
import { finishSignIn, refuseUnable, type SignedIn } from '../session/finish-sign-in.ts';
import { publishSecurityChanged } from '../user/publish-user.ts';
import { userById, type UserRow } from '../user/user.ts';
import { attemptChallenge, type Challenge, closeChallenge } from './challenge.ts';
import { consumeRecoveryCode } from './recovery-codes.ts';
import { consumeTotp } from './totp.ts';

/**
 * Finishes a sign-in with an authenticator code or a recovery code. Each works once.
 * @throws DomainError 401 `invalid-code`, `invalid-mfa-token`, 423 `account-locked`.
 */
export async function verifySecondFactor(ctx: AuthContext, mfaToken: string, code: string): Promise<SignedIn> {
  // In its own transaction: a wrong code must not roll back its own attempt.
  const challenge = await attemptChallenge(ctx, mfaToken);
  const { email } = await accountOf(ctx, challenge);
  // A person with the password can start any number of sign-ins, so wrong codes count like wrong passwords.
  const { result, hasLocked } = await attempt(
    ctx,
    email,
    async () => (await consumeCode(ctx, challenge, code)) || null,
  );
  if (!result) {
    const auditFacts = { factor: 'second' };
    await audit(ctx, hasLocked ? 'sign-in.locked' : 'sign-in.failed', { userId: challenge.userId, facts: auditFacts });
    throw unauthenticated('invalid-code', 'This code is incorrect or was already used.');
  }
  return finishChallenge(ctx, challenge);
}

/** Signs in the person of a challenge after a correct second factor. */
export async function finishChallenge(ctx: AuthContext, challenge: Challenge): Promise<SignedIn> {
  const account = await accountOf(ctx, challenge);
  if (!(await closeChallenge(ctx, challenge.id))) throw beginAgain();
  return finishSignIn(ctx, account, challenge.kind, true);
}

/** The account, which may have been locked since the first factor. */
async function accountOf(ctx: AuthContext, { userId }: Challenge): Promise<UserRow> {
  const account = await maybeOne(userById(ctx, { id: userId }));
  if (!account) throw beginAgain();
  refuseUnable(ctx, account);
  return account;
}

function beginAgain() {
  return unauthenticated('invalid-mfa-token', 'Sign in again.');
}

async function consumeCode(ctx: AuthContext, { userId }: Challenge, code: string): Promise<boolean> {
  if (/^\s*\d{3}\s?\d{3}\s*$/.test(code)) return consumeTotp(ctx, userId, code.replaceAll(/\s/g, ''));
  return withTransaction(ctx, async (inTx) => {
    const isUsed = await consumeRecoveryCode(inTx, userId, code);
    const account = isUsed ? await maybeOne(userById(inTx, { id: userId })) : undefined;
    if (!account) return false;
    await audit(inTx, 'recovery-code.used', { userId, actorId: userId });
    await publishSecurityChanged(inTx, account, 'recovery-code-used');
    return true;
  });
}
