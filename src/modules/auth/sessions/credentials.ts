import type { AuthContext } from '../context.ts';
import type { SessionState } from '../contract.ts';
import { readAccessToken } from './access-token.ts';
import { findSessionByToken, validateSession } from './lucia-sessions.ts';

/** Which session credentials belong to, by form and signature; null where they are worth nothing. */
export async function resolveCredentials(
  ctx: AuthContext,
  { kind, secret }: { kind: 'cookie' | 'bearer'; secret: string },
): Promise<{ sessionId: string; expiresAt: string } | null> {
  if (kind === 'bearer') return readAccessToken(ctx.keys, ctx.clock, secret);
  const session = await findSessionByToken(ctx, secret);
  return session && { sessionId: session.sid, expiresAt: session.endsAt };
}

/** Whether a session still holds, and for whom. */
export async function sessionState(
  ctx: AuthContext,
  { sessionId }: { sessionId: string },
): Promise<SessionState | null> {
  const session = await validateSession(ctx, sessionId);
  return session && { sessionId: session.sid, userId: session.userId, instanceAdmin: session.instanceAdmin };
}
