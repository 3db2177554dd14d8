import { withTransaction } from '#platform/database/database.ts';
import { maybeOne } from '#platform/database/query.ts';
import { unauthenticated } from '#platform/errors.ts';
import type { UserId } from '#platform/ids.ts';
import { audit } from '../audit/audit.ts';
import type { AuthContext } from '../context.ts';
import { type TokenPair, tokensFor } from '../session/finish-sign-in.ts';
import { validateSession } from '../session/lucia-sessions.ts';
import { consumeRefreshToken } from '../session/refresh-token.ts';
import { signOut } from '../session/sign-out.ts';
import { publishSecurityChanged } from '../user/publish-user.ts';
import { userById } from '../user/user.ts';

/**
 * Exchanges a refresh token for a new pair.
 * @throws DomainError 401 `refresh-token-reused` if the token was already used, which ends its family; 401
 * `invalid-refresh-token` for any other invalid token.
 */
export async function refresh(ctx: AuthContext, refreshToken: string): Promise<TokenPair> {
  const outcome = await withTransaction(ctx, async (inTx) => {
    const consumption = await consumeRefreshToken(inTx, ctx.keys, refreshToken);
    // The family ends in the same transaction, so that it cannot be used in between.
    if (consumption.kind === 'reused') await endFamily(inTx, consumption);
    return consumption;
  });
  if (outcome.kind === 'reused') {
    throw unauthenticated(
      'refresh-token-reused',
      'This refresh token was already used. Its session has ended. Sign in again.',
    );
  }
  const session = outcome.kind === 'renewed' ? await validateSession(ctx, outcome.sid) : null;
  const account = session && (await maybeOne(userById(ctx, { id: session.userId })));
  if (outcome.kind !== 'renewed' || !account) {
    throw unauthenticated('invalid-refresh-token', 'This refresh token is no longer valid. Sign in again.');
  }
  return tokensFor(ctx, account, outcome.sid, outcome.token);
}

async function endFamily(ctx: AuthContext, { sid, userId }: { sid: string; userId: UserId }): Promise<void> {
  await signOut(ctx, sid);
  await audit(ctx, 'refresh-token.reused', { userId, facts: { session: sid } });
  const account = await maybeOne(userById(ctx, { id: userId }));
  if (account) await publishSecurityChanged(ctx, account, 'refresh-token-reused');
}
