import type { AuthContext } from '../context.ts';
import { credentialState, resolveCredentials } from './credentials.ts';

export interface Introspection {
  readonly active: boolean;
  readonly userId?: string;
  readonly expiresAt?: string;
  readonly kind?: 'access' | 'personal';
}

/** The current validity of a token, for a service that received it (similar to RFC 7662). */
export async function introspect(ctx: AuthContext, token: string): Promise<Introspection> {
  const resolved = await resolveCredentials(ctx, { kind: 'bearer', secret: token });
  const state = resolved && (await credentialState(ctx, resolved));
  if (!resolved || !state || !('userId' in state.actor) || state.actor.userId === null) return { active: false };
  const kind = state.actor.kind === 'token' ? 'personal' : 'access';
  return {
    active: true,
    userId: state.actor.userId,
    kind,
    ...(resolved.expiresAt === null ? {} : { expiresAt: resolved.expiresAt }),
  };
}
