import { hash } from 'node:crypto';
import { qb } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { ownPath } from '#platform/http/own-path.ts';
import type { UserId } from '#platform/ids.ts';
import type { AuthContext, OidcProvider } from '../context.ts';
import { oidcVisitTable } from '../schema/identity.ts';
import { encrypt } from '#platform/encryption.ts';
import { callbackUrl, configurationOf, openId } from './provider.ts';

export const providerSignInMs = 10 * 60_000;

/** The user who links a provider, and the session in which they do it. */
export interface Linker {
  readonly userId: UserId;
  readonly sessionId: string;
}

/**
 * Starts a sign-in at a provider: code flow with PKCE (RFC 7636), state and nonce. The state is also stored in a
 * cookie, so that only the same browser can finish.
 * @returns the provider's address and the cookie.
 */
export async function startProviderSignIn(
  ctx: AuthContext,
  provider: OidcProvider,
  { next, linker }: { next: string; linker: Linker | null },
): Promise<{ location: string; state: string }> {
  const { configuration } = await configurationOf(ctx, provider);
  const { buildAuthorizationUrl, calculatePKCECodeChallenge, randomNonce, randomPKCECodeVerifier, randomState } =
    await openId();
  const [state, nonce, verifier] = [randomState(), randomNonce(), randomPKCECodeVerifier()];
  await insert(ctx, {
    stateDigest: digestOf(state),
    provider: provider.name,
    nonce,
    sealedVerifier: encrypt(ctx.keys.encryption[0], Buffer.from(verifier)),
    next: ownPath(next) ?? '/',
    userId: linker?.userId ?? null,
    sessionId: linker?.sessionId ?? null,
    expiresAt: new Date(ctx.clock.now().getTime() + providerSignInMs).toISOString(),
  });
  const location = buildAuthorizationUrl(configuration, {
    redirect_uri: callbackUrl(ctx, provider),
    scope: ['openid', 'email', 'profile', ...provider.scopes].join(' '),
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  });
  return { location: location.href, state };
}

export function digestOf(state: string): string {
  return hash('sha256', state, 'base64url');
}

const insert = query<{
  stateDigest: string;
  provider: string;
  nonce: string;
  sealedVerifier: string;
  next: string;
  userId: UserId | null;
  sessionId: string | null;
  expiresAt: string;
}>()((params) =>
  qb.insert(oidcVisitTable).values({
    stateDigest: params.stateDigest,
    provider: params.provider,
    nonce: params.nonce,
    sealedVerifier: params.sealedVerifier,
    next: params.next,
    userId: params.userId,
    sessionId: params.sessionId,
    expiresAt: params.expiresAt,
  }),
);
