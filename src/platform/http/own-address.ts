import { isLoopback } from '../loopback.ts';
import type { HeaderReader } from './header-reader.ts';

/** What PUBLIC_URL says, in parts. */
export interface PublicAddress {
  /** `https://example.org`. */
  readonly origin: string;
  readonly host: string;
  readonly isSecure: boolean;
  /** `/tasks`, where the app lives below a path; else empty. */
  readonly path: string;
}

export function publicAddress(publicUrl: string): PublicAddress {
  const { origin, host, protocol, pathname } = new URL(publicUrl);
  return { origin, host, isSecure: protocol === 'https:', path: pathname.replace(/\/+$/, '') };
}

/** A path as the app has it: behind a proxy that passes PUBLIC_URL's path on, and behind one that takes it away. */
export function withoutBase(path: string, base: string): string {
  if (base === '' || (path !== base && !path.startsWith(`${base}/`))) return path;
  return path.slice(base.length) || '/';
}

/** Where a caller reached the app, as far as the request tells. */
export interface ReachedAddress {
  /** `http://nas.lan:8080`. */
  readonly origin: string;
  /** By HTTPS, whoever ended it. */
  readonly isSecure: boolean;
}

const hostPattern = /^(?:\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i;

/** From Host and what else the request says; behind trusted proxies, from what the outermost of them saw. */
export function reachedAddress(header: HeaderReader, own: PublicAddress, trustedProxies: number): ReachedAddress {
  const forwarded = (name: string) => (trustedProxies === 0 ? null : seenByOutermost(header(name), trustedProxies));
  const host = forwarded('x-forwarded-host') ?? header('host');
  if (host === null || host === own.host || !hostPattern.test(host)) return own;
  const scheme = forwarded('x-forwarded-proto')?.toLowerCase();
  const isSecure = scheme === undefined ? own.isSecure && seemsSecure(header, host, own) : scheme === 'https';
  const url = `${isSecure ? 'https' : 'http'}://${host}`;
  return URL.canParse(url) ? { origin: new URL(url).origin, isSecure } : own;
}

/**
 * A proxy that is not trusted, and passes another Host on than it got, tells nothing of HTTPS. Browsers do: they send
 * `Sec-Fetch-Site` to HTTPS and to localhost alone.
 */
function seemsSecure(header: HeaderReader, host: string, own: PublicAddress): boolean {
  return header('sec-fetch-site') !== null || header('origin') === own.origin || isLoopback(host);
}

/** A proxy adds what it saw at the end of a list, or puts it in the place of what came. */
function seenByOutermost(value: string | null, trustedProxies: number): string | null {
  const seen = (value ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  return seen.at(-trustedProxies) ?? seen[0] ?? null;
}

/**
 * Whether a request that a cookie lets in comes from a page of ours (OWASP, CSRF prevention: verifying origin). A page
 * elsewhere can make a browser send our cookie, but neither our Origin nor `Sec-Fetch-Site: same-origin`.
 */
export function isOwnPage(header: HeaderReader, ownOrigins: readonly string[]): boolean {
  const origin = header('origin');
  const site = header('sec-fetch-site');
  if (origin === null || origin === 'null' || (site !== null && site !== 'same-origin')) return false;
  return site === 'same-origin' || ownOrigins.includes(origin);
}

/** How the session's cookie is called and kept (RFC 6265bis, 4.1.3): `__Host-` is for whole hosts, prefixes for HTTPS. */
export function sessionCookieFor({ isSecure }: Pick<ReachedAddress, 'isSecure'>, path: string) {
  const prefix = isSecure ? (path === '' ? '__Host-' : '__Secure-') : '';
  return { name: `${prefix}taskuno_session`, path: path === '' ? '/' : path, isSecure };
}
