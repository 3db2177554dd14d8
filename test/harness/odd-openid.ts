import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export interface OddOpenId {
  readonly issuer: string;
  /** The authentication methods that clients have used, in order: `basic`, `post`, `jwt`. */
  readonly proofs: string[];
  /** The address to which the provider redirects the browser. */
  walk(location: string): Promise<string>;
  close(): Promise<void>;
}

export interface Oddities {
  readonly token: Record<string, unknown>;
  /** Undefined for a provider without userinfo. */
  readonly userinfo?: Record<string, unknown>;
  readonly methods?: readonly string[];
  /** The only authentication method that it accepts, whatever its discovery document says. */
  readonly takes?: 'basic' | 'post' | 'jwt';
  /** Appended to the issuer in the discovery document: a slash. */
  readonly issuerEnd?: string;
  /** The refusal of every code. */
  readonly refusal?: Record<string, unknown>;
}

/** A small provider with configurable deviations. */
export async function startOddOpenId(odd: () => Oddities): Promise<OddOpenId> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const key = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'RS256', use: 'sig' };
  const proofs: string[] = [];
  let asked = new URLSearchParams();
  const server = createServer((request, response) => {
    const send = (status: number, body: unknown, headers: Record<string, string> = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(body));
    };
    void answer(request).then(
      ({ status, body, headers }) => send(status, body, headers),
      (error: unknown) => send(500, { error: String(error) }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/realms/a`;

  async function answer(request: IncomingMessage): Promise<{
    status: number;
    body: unknown;
    headers?: Record<string, string>;
  }> {
    const { token, userinfo, methods, takes, issuerEnd = '', refusal } = odd();
    const path = new URL(request.url ?? '', issuer).pathname;
    if (path.endsWith('/.well-known/openid-configuration')) {
      const endpoints = {
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        ...(userinfo ? { userinfo_endpoint: `${issuer}/userinfo` } : {}),
      };
      const supported = methods ? { token_endpoint_auth_methods_supported: methods } : {};
      return { status: 200, body: { issuer: issuer + issuerEnd, ...endpoints, ...supported } };
    }
    if (path.endsWith('/jwks')) return { status: 200, body: { keys: [key] } };
    if (path.endsWith('/userinfo')) return { status: 200, body: userinfo };
    const body = new URLSearchParams(await text(request));
    const proof = proofIn(request, body);
    proofs.push(proof);
    if (takes !== undefined && proof !== takes) {
      const headers = { 'www-authenticate': 'Basic realm="odd"' };
      return { status: 401, body: { error: 'invalid_client' }, ...(proof === 'basic' ? { headers } : {}) };
    }
    if (refusal) return { status: 400, body: refusal };
    const idToken = await new SignJWT({ ...token, nonce: asked.get('nonce') })
      .setProtectedHeader({ alg: 'RS256', kid: 'k' })
      .setIssuer(issuer + issuerEnd)
      .setAudience('taskuno')
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey);
    return { status: 200, body: { access_token: 'an-access-token', token_type: 'Bearer', id_token: idToken } };
  }

  return {
    issuer,
    proofs,
    async walk(location) {
      asked = new URL(location).searchParams;
      const back = new URL(asked.get('redirect_uri') ?? '');
      back.search = String(new URLSearchParams({ code: 'the-one-time-code', state: asked.get('state') ?? '' }));
      return back.href;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function proofIn({ headers }: IncomingMessage, body: URLSearchParams): string {
  if (headers.authorization?.startsWith('Basic ')) return 'basic';
  if (body.has('client_assertion')) return 'jwt';
  return body.has('client_secret') ? 'post' : 'none';
}
