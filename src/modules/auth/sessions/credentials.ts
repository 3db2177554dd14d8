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
  /** For a cookie: its digest. */
  digest: string | null;
  expiresAt: string | null;
}

/** The owner of credentials, by form and signature; null if they are invalid. */
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

/** The current state of the session, token or service; null if it has ended. */
export async function credentialState(ctx: AuthContext, { key }: { key: string }): Promise<CredentialState | null> {
  if (key === 'service') return { actor: { kind: 'service', name: 'service key' }, cookie: null, mustRotate: false };
  const id = key.slice(key.indexOf(':') + 1);
  if (key.startsWith('token:')) return personalTokenState(ctx, id);
  const session = await validateSession(ctx, id);
  if (!session) return null;
  const { sid: sessionId, userId, instanceAdmin, secondFactor, cookie, mustRotate } = session;
  return { actor: { kind: 'user', userId, sessionId, instanceAdmin, secondFactor }, cookie, mustRotate };
}

/** A new cookie for a session that must change it. */
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
