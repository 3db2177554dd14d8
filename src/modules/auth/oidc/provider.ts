import type { ClientAuth, Configuration } from 'openid-client';
import { notFound, unavailable } from '#platform/errors.ts';
import { isLoopback } from '#platform/loopback.ts';
import type { AuthContext, OidcProvider } from '../context.ts';
import { type ClientAuthentication, clientAuthentication } from './client-authentication.ts';
import { failureOf } from './failure.ts';

/** OpenID Connect by openid-client, loaded at the first sign-in with a provider. */
export const openId = () => import('openid-client');

/** A provider's configuration, and our authentication to it. */
export interface Discovered {
  readonly configuration: Configuration;
  readonly authentication: ClientAuthentication;
}

const discovered = new WeakMap<OidcProvider, Promise<Discovered>>();

/** @throws DomainError 404 if the provider is not configured. */
export function findProvider({ settings }: AuthContext, name: string): OidcProvider {
  const provider = settings.oidcProviders.find((entry) => entry.name === name);
  if (!provider) throw notFound();
  return provider;
}

/**
 * The provider's discovery document (OpenID Connect Discovery 1.0), cached; a failed request is repeated at the next
 * call.
 * @throws DomainError 503 `provider-away`.
 */
export async function configurationOf({ log }: AuthContext, provider: OidcProvider): Promise<Discovered> {
  const discovery = discovered.get(provider) ?? discover(provider);
  discovered.set(provider, discovery);
  try {
    return await discovery;
  } catch (cause) {
    discovered.delete(provider);
    const { name, issuer } = provider;
    log.warn({ provider: name, issuer, failure: failureOf(cause) }, 'discovery of a provider failed');
    throw unavailable(
      'provider-away',
      `${provider.label} is not responding. Sign in another way or try again.`,
      10,
      cause,
    );
  }
}

async function discover(provider: OidcProvider): Promise<Discovered> {
  const { allowInsecureRequests, discovery } = await openId();
  const server = new URL(provider.issuer);
  const isPlain = server.protocol === 'http:' && (provider.allowsHttp || isLoopback(server.hostname));
  const options = { timeout: 10, ...(isPlain ? { execute: [allowInsecureRequests] } : {}) };
  // The authentication is decided at the first request, when the discovery document is known.
  const accepted: { authentication?: ClientAuthentication } = {};
  const auth: ClientAuth = (...request) => accepted.authentication?.prove(...request);
  const ask = (issuer: URL) => discovery(issuer, provider.clientId, undefined, auth, options);
  const configuration = await ask(server).catch((error: unknown) => {
    const own = issuerBut(error, server);
    if (own === null) throw error;
    return ask(own);
  });
  accepted.authentication = await clientAuthentication(provider, configuration.serverMetadata());
  return { configuration, authentication: accepted.authentication };
}

/** The provider's issuer if it differs from ours only by trailing slashes; null for any other. */
function issuerBut(error: unknown, requestedIssuer: URL): URL | null {
  const { cause } = error as { cause?: { attribute?: unknown; body?: { issuer?: unknown } } };
  const issuer = cause?.attribute === 'issuer' ? cause.body?.issuer : undefined;
  if (typeof issuer !== 'string' || !URL.canParse(issuer)) return null;
  const own = new URL(issuer);
  return withoutSlashes(own) === withoutSlashes(requestedIssuer) ? own : null;
}

function withoutSlashes({ href }: URL): string {
  return href.replace(/\/+$/, '');
}

export function callbackUrl({ settings }: AuthContext, { name }: OidcProvider): string {
  return `${settings.publicUrl}/api/v1/auth/oidc/${name}/callback`;
}
