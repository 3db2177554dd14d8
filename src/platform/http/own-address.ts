import { isLoopback } from '../loopback.ts';
import type { HeaderReader } from './header-reader.ts';

/** The parts of PUBLIC_URL. */
export interface PublicAddress {
  /** `https://example.org`. */
  readonly origin: string;
  readonly host: string;
  readonly isSecure: boolean;
  /** `/tasks` if the app is served below a path; else empty. */
  readonly path: string;
}

export function publicAddress(publicUrl: string): PublicAddress {
  const { origin, host, protocol, pathname } = new URL(publicUrl);
  return { origin, host, isSecure: protocol === 'https:', path: pathname.replace(/\/+$/, '') };
}

/** A path without the path of PUBLIC_URL, which some proxies pass on and others remove. */
export function withoutBase(path: string, base: string): string {
  if (base === '' || (path !== base && !path.startsWith(`${base}/`))) return path;
  return path.slice(base.length) || '/';
}

/** The address at which a caller reached the app, as the request shows it. */
export interface ServerAddress {
  /** `http://nas.lan:8080`. */
  readonly origin: string;
  /** Whether the caller used HTTPS, even if a proxy terminated it. */
  readonly isSecure: boolean;
}

const hostPattern = /^(?:\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i;

/**
 * Reads the address from Host and related headers; behind trusted proxies, from the values that the outermost trusted
 * proxy saw.
 */
export function serverAddressOf(header: HeaderReader, own: PublicAddress, trustedProxies: number): ServerAddress {
  const forwarded = (name: string) =>
    trustedProxies === 0 ? null : valueOfOutermostProxy(header(name), trustedProxies);
  const host = forwarded('x-forwarded-host') ?? header('host');
  if (host === null || host === own.host || !hostPattern.test(host)) return own;
  const scheme = forwarded('x-forwarded-proto')?.toLowerCase();
  const isSecure = scheme === undefined ? own.isSecure && isProbablySecure(header, host, own) : scheme === 'https';
  const url = `${isSecure ? 'https' : 'http'}://${host}`;
  return URL.canParse(url) ? { origin: new URL(url).origin, isSecure } : own;
}

/**
 * An untrusted proxy that changes the Host header says nothing about HTTPS. Browsers do: they send `Sec-Fetch-Site`
 * only to HTTPS origins and to localhost.
 */
function isProbablySecure(header: HeaderReader, host: string, own: PublicAddress): boolean {
  return header('sec-fetch-site') !== null || header('origin') === own.origin || isLoopback(host);
}

/** The value that the outermost trusted proxy saw. A proxy appends to a list or replaces the value. */
function valueOfOutermostProxy(value: string | null, trustedProxies: number): string | null {
  const addresses = (value ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  return addresses.at(-trustedProxies) ?? addresses[0] ?? null;
}

/**
 * Whether a request with a cookie comes from a page of this app (OWASP, CSRF prevention: verifying origin). A foreign
 * page can make a browser send our cookie, but neither our Origin nor `Sec-Fetch-Site: same-origin`.
 */
export function isOwnPage(header: HeaderReader, ownOrigins: readonly string[]): boolean {
  const origin = header('origin');
  const site = header('sec-fetch-site');
  if (origin === null || origin === 'null' || (site !== null && site !== 'same-origin')) return false;
  return site === 'same-origin' || ownOrigins.includes(origin);
}

/**
 * The name and attributes of the session cookie (RFC 6265bis, 4.1.3): `__Host-` requires HTTPS and the path `/`, other
 * prefixes require HTTPS.
 */
export function sessionCookieFor({ isSecure }: Pick<ServerAddress, 'isSecure'>, path: string) {
  const prefix = isSecure ? (path === '' ? '__Host-' : '__Secure-') : '';
  return { name: `${prefix}taskuno_session`, path: path === '' ? '/' : path, isSecure };
}
