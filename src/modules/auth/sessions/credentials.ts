import { withTransaction } from '#platform/database/database.ts';
import { equalSecrets } from '#platform/startup/secrets.ts';
import { access } from '../access.ts';
import type { AuthContext } from '../context.ts';
import type { CredentialState } from '../contract.ts';
import { readAccessToken } from '../session/access-token.ts';
import { findSessionByToken, rotateSession, sessionCookie, validateSession } from '../session/lucia-sessions.ts';
import { findPersonalToken, personalTokenPrefix, personalTokenState } from '../tokens/personal-token.ts';

interface Resolved {
  key: string;
  /** Of a cookie: which of a session's cookies it is. */
  digest: string | null;
  expiresAt: string | null;
}

/** What credentials belong to, by form and signature; null where they are worth nothing. */
export async function resolveCredentials(
  ctx: AuthContext,
  { kind, secret }: { kind: 'cookie' | 'bearer'; secret: string },
): Promise<Resolved | null> {
  if (kind === 'cookie') {
    const session = await findSessionByToken(ctx, secret);
    return session && { key: `session:${session.sid}`, digest: session.digest, expiresAt: session.endsAt };
  }
  if (equalSecrets(secret, ctx.keys.serviceKey)) return { key: 'service', digest: null, expiresAt: null };
  if (secret.startsWith(personalTokenPrefix)) {
    const id = await findPersonalToken(ctx, secret);
    return id && { key: `token:${id}`, digest: null, expiresAt: null };
  }
  const claims = await readAccessToken(ctx.keys, ctx.clock, secret);
  return claims && { key: `session:${claims.sessionId}`, digest: null, expiresAt: claims.expiresAt };
}

/** Whether what credentials belong to still holds, and as whom it acts. */
export async function credentialState(ctx: AuthContext, { key }: { key: string }): Promise<CredentialState | null> {
  if (key === 'service') return { actor: { kind: 'service', name: 'service key' }, cookie: null, mustRotate: false };
  const id = key.slice(key.indexOf(':') + 1);
  if (key.startsWith('token:')) return personalTokenState(ctx, id);
  const session = await validateSession(ctx, id);
  if (!session) return null;
  const { sid: sessionId, userId, instanceAdmin, secondFactor, cookie, mustRotate } = session;
  return { actor: { kind: 'user', userId, sessionId, instanceAdmin, secondFactor }, cookie, mustRotate };
}

/** Another cookie for a session that is due to get one. */
export async function renewCookie(
  ctx: AuthContext,
  { sessionId }: { sessionId: string },
): Promise<{ setCookie: string } | null> {
  return withTransaction(ctx, async (inTx) => {
    const token = await rotateSession(inTx, sessionId);
    if (token === null) return null;
    await access.record(inTx, `session:${sessionId}`);
    return { setCookie: sessionCookie(ctx, token) };
  });
}
