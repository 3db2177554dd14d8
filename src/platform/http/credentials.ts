import { parse } from 'hono/utils/cookie';
import type { Actor, Context } from '../context.ts';
import { DomainError, forbidden, unauthenticated } from '../errors.ts';
import type { Shared } from './api-options.ts';
import type { HeaderReader } from './header-reader.ts';
import { isOwnPage, type ServerAddress } from './own-address.ts';
import type { Credentials } from './request.ts';
import type { Route, RouteGroup } from './route.ts';

/** The credentials of a request: a bearer token, else the session cookie. Null without either. */
export function credentialsOf(
  header: HeaderReader,
  { isSecure }: ServerAddress,
  cookieName: string,
): Credentials | null {
  const authorization = header('authorization');
  if (authorization !== null) {
    const secret = /^Bearer ([\w.~+/=-]+)$/i.exec(authorization)?.[1];
    return { kind: 'bearer', secret: secret ?? '', isSecure };
  }
  const cookie = header('cookie');
  if (cookie === null) return null;
  const secret = parse(cookie, cookieName)[cookieName];
  return secret === undefined ? null : { kind: 'cookie', secret, isSecure };
}

/** @throws DomainError 403 `bad-origin`. It names PUBLIC_URL, because the server's own setting may be wrong. */
export function checkOrigin({ address, publicUrl }: Shared, header: HeaderReader, serverAddress: ServerAddress): void {
  if (isOwnPage(header, [address.origin, serverAddress.origin])) return;
  const detail = `This request came from another site. Open the app at ${publicUrl}. If that is not its address, set PUBLIC_URL to the correct one.`;
  throw new DomainError('forbidden', 'bad-origin', detail, { publicUrl });
}

/** @throws DomainError 401 without credentials that the route requires, 403 if a token lacks the scope. */
export function checkCredentials<C extends Context>(route: Route<C>, group: RouteGroup<C>, actor: Actor): void {
  if (route.rule.credentials === 'required' && actor.kind === 'anonymous') throw unauthenticated();
  if (actor.kind !== 'token') return;
  const scope = route.tokenScope === undefined ? group.tokenScope : route.tokenScope;
  const isWrite = route.method !== 'get';
  const isAllowed =
    scope !== null && (actor.scopes.includes(`${scope}:write`) || (!isWrite && actor.scopes.includes(`${scope}:read`)));
  const isAdmin = scope === 'admin' && actor.scopes.includes('admin');
  if (!isAllowed && !isAdmin) {
    throw forbidden(
      'insufficient-scope',
      'This token doesn’t have permission to do this. Create one with the required scope.',
    );
  }
}
