import type { Configuration } from 'openid-client';
import { notFound, unavailable } from '#platform/errors.ts';
import type { AuthContext, OidcProvider } from '../context.ts';

/** OpenID Connect by openid-client, loaded with the first sign-in that goes there. */
export const openId = () => import('openid-client');

const discovered = new WeakMap<OidcProvider, Promise<Configuration>>();

/** @throws DomainError 404 for a provider that is not configured. */
export function findProvider({ settings }: AuthContext, name: string): OidcProvider {
  const provider = settings.oidcProviders.find((entry) => entry.name === name);
  if (!provider) throw notFound();
  return provider;
}

/**
 * What the provider says of itself (OpenID Connect Discovery 1.0), asked once; where it does not answer, asked again.
 * @throws DomainError 503 `provider-away`.
 */
export async function configurationOf(provider: OidcProvider): Promise<Configuration> {
  const known = discovered.get(provider) ?? discover(provider);
  discovered.set(provider, known);
  try {
    return await known;
  } catch (cause) {
    discovered.delete(provider);
    throw unavailable(
      'provider-away',
      `${provider.label} does not answer just now. Sign in another way, or try again.`,
      10,
      cause,
    );
  }
}

async function discover({ issuer, clientId, clientSecret }: OidcProvider): Promise<Configuration> {
  const { allowInsecureRequests, ClientSecretPost, discovery } = await openId();
  const server = new URL(issuer);
  const isLoopback = server.protocol === 'http:' && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(server.hostname);
  const options = { timeout: 10, ...(isLoopback ? { execute: [allowInsecureRequests] } : {}) };
  return discovery(server, clientId, undefined, ClientSecretPost(clientSecret), options);
}

export function callbackUrl({ settings }: AuthContext, { name }: OidcProvider): string {
  return `${settings.publicUrl}/api/v1/auth/oidc/${name}/callback`;
}
