import type { ClientAuth, ServerMetadata } from 'openid-client';
import { privateKeyFrom } from '#platform/startup/oidc-config.ts';
import type { OidcProvider } from '../context.ts';

/** How this app authenticates to a provider (OpenID Connect Core 1.0, 9). */
export interface ClientAuthentication {
  readonly prove: ClientAuth;
  /**
   * Runs a token request. If the provider refuses the authentication method, the request is repeated with the next
   * method.
   */
  once<Result>(send: () => Promise<Result>): Promise<Result>;
}

/**
 * The configured method, else those of the provider's discovery document, which may list more than it accepts from this
 * client. Without a list, `client_secret_basic`.
 */
export async function clientAuthentication(
  provider: OidcProvider,
  { token_endpoint_auth_methods_supported: supported = ['client_secret_basic'] }: ServerMetadata,
): Promise<ClientAuthentication> {
  const { ClientSecretBasic, ClientSecretPost, None } = await import('openid-client');
  const { clientAuth, clientSecret } = provider;
  const secretWays = { client_secret_post: ClientSecretPost, client_secret_basic: ClientSecretBasic };
  if (clientAuth === 'none') return oneWay(None());
  if (clientAuth === 'private_key_jwt') return oneWay(await byPrivateKey(provider));
  if (clientAuth !== null) return oneWay(secretWays[clientAuth](clientSecret));
  const candidates = Object.entries(secretWays).filter(([method]) => supported.includes(method));
  const ways = (candidates.length > 0 ? candidates : Object.entries(secretWays)).map(([, way]) => way(clientSecret));
  return firstThatIsTaken(ways);
}

function oneWay(way: ClientAuth): ClientAuthentication {
  return { prove: way, once: (send) => send() };
}

function firstThatIsTaken(ways: readonly ClientAuth[]): ClientAuthentication {
  let [current = 0] = ways.keys();
  return {
    prove: (...request) => ways[current]?.(...request),
    async once(send) {
      const first = current;
      for (;;) {
        try {
          return await send();
        } catch (error) {
          const next = (current + 1) % ways.length;
          if (!isRefusal(error) || next === first) throw error;
          current = next;
        }
      }
    },
  };
}

/** Whether the provider refused our client authentication. The code is not used up then (RFC 6749, 5.2). */
function isRefusal(error: unknown): boolean {
  const { error: code, status } = error as { error?: unknown; status?: unknown };
  return code === 'invalid_client' || status === 401;
}

const algorithms = {
  rsa: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  prime256v1: { name: 'ECDSA', namedCurve: 'P-256' },
  secp384r1: { name: 'ECDSA', namedCurve: 'P-384' },
  secp521r1: { name: 'ECDSA', namedCurve: 'P-521' },
  ed25519: { name: 'Ed25519' },
} as const;

async function byPrivateKey({ privateKey, keyId }: OidcProvider): Promise<ClientAuth> {
  const { PrivateKeyJwt } = await import('openid-client');
  const key = privateKeyFrom(privateKey ?? '');
  const kind = key.asymmetricKeyDetails?.namedCurve ?? key.asymmetricKeyType ?? '';
  const algorithm = algorithms[kind as keyof typeof algorithms];
  const signing = key.toCryptoKey(algorithm, false, ['sign']);
  return PrivateKeyJwt(keyId === null ? signing : { key: signing, kid: keyId });
}
