import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

export interface OpenIdUser {
  readonly sub: string;
  readonly email?: unknown;
  readonly email_verified?: boolean;
  readonly name?: unknown;
  readonly given_name?: string;
  readonly family_name?: string;
  readonly zoneinfo?: string;
  readonly locale?: string;
  readonly groups?: readonly string[];
}

export interface OpenIdServer {
  readonly issuer: string;
  /** The account that is signed in at the provider. */
  signedIn(user: OpenIdUser): void;
  /** Follows the redirects from the address that the app sent the browser to until the browser returns. */
  walk(location: string): Promise<string>;
  close(): Promise<void>;
}

export const openIdClient = { id: 'taskuno', secret: 'a secret of the provider and us' };

/** A real OpenID provider on loopback without interactive pages. */
export async function startOpenId(redirectUri: string, client: object = {}): Promise<OpenIdServer> {
  let current: OpenIdUser = { sub: 'nobody' };
  const users = new Map<string, OpenIdUser>();
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: openIdClient.id,
        client_secret: openIdClient.secret,
        token_endpoint_auth_method: 'client_secret_post',
        redirect_uris: [redirectUri],
        // Allows redirects over plain HTTP, to loopback only.
        application_type: 'native',
        ...client,
      },
    ],
    claims: {
      email: ['email', 'email_verified'],
      profile: ['name', 'given_name', 'family_name', 'zoneinfo', 'locale', 'groups'],
    },
    cookies: { keys: ['a key of this test'] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ ...users.get(sub), sub }) }),
  });
  const handle = provider.callback();
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/interaction/')) {
      handle(request, response);
      return;
    }
    answer(provider, current.sub, request, response).catch((error: unknown) => response.destroy(error as Error));
  });

  return {
    issuer,
    signedIn(user) {
      current = user;
      users.set(user.sub, user);
    },
    async walk(location) {
      const cookies = new Map<string, string>();
      for (let at = location; ;) {
        const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
        const response = await fetch(at, { redirect: 'manual', headers: { cookie } });
        for (const set of response.headers.getSetCookie()) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
          cookies.set(name, value);
        }
        const next = response.headers.get('location');
        if (next === null) throw new Error(`the provider says ${response.status}: ${await response.text()}`);
        at = new URL(next, at).href;
        if (at.startsWith(redirectUri)) return at;
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Signs in the current person, and consents to the client's request. */
async function answer(
  provider: Provider,
  accountId: string,
  request: import('node:http').IncomingMessage,
  response: import('node:http').ServerResponse,
): Promise<void> {
  const { prompt, params, grantId } = await provider.interactionDetails(request, response);
  if (prompt.name === 'login') {
    await provider.interactionFinished(request, response, { login: { accountId } });
    return;
  }
  const grant =
    (grantId && (await provider.Grant.find(grantId))) ||
    new provider.Grant({ accountId, clientId: String(params['client_id']) });
  grant.addOIDCScope(String(params['scope']));
  await provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
}
