import type { IncomingMessage } from 'node:http';
import { isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { HeaderReader } from './header-reader.ts';
import { peerOf } from './peer.ts';

const { IPv4, IPv6 } = ipaddr;

/**
 * The address of the caller: the socket's, or, behind trusted proxies, the one that the outermost trusted proxy saw.
 */
export function callerAddress(
  incoming: IncomingMessage | undefined,
  header: HeaderReader,
  trustedProxies: number,
): string {
  const socketAddress = plain(peerOf(incoming)) ?? '127.0.0.1';
  if (trustedProxies === 0) return socketAddress;
  const forwarded = (header('x-forwarded-for') ?? '').split(',').filter((part) => part.trim() !== '');
  return plain(forwarded.at(-trustedProxies)?.trim() ?? '') ?? socketAddress;
}

/**
 * Normalizes an address for comparison: an IPv4 address inside IPv6 (RFC 4291, 2.5.5.2; RFC 6052) becomes IPv4. Null if
 * the text is not an address.
 */
function plain(text: string): string | null {
  const address = text.replace(/^\[(.*)\](?::\d+)?$/, '$1').replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
  if (!isIPv6(address)) return isIPv4(address) ? address : null;
  const parsed = IPv6.parse(address);
  const range = parsed.range();
  return range === 'ipv4Mapped' || range === 'rfc6052' ? new IPv4(parsed.toByteArray().slice(12)).toString() : address;
}

/**
 * The source for rate limits: an IPv4 address, or an IPv6 /64 network, because one user has all of its 2^64 addresses.
 */
export function sourceOf(address: string): string {
  return isIPv6(address) ? prefixOf(address, 4) : address;
}

/** The larger network of a source: an IPv6 /48, because providers assign one to a whole site; null for IPv4. */
export function networkOf(address: string): string | null {
  return isIPv6(address) ? prefixOf(address, 3) : null;
}

function prefixOf(address: string, length: number): string {
  const groups = IPv6.parse(address).parts.slice(0, length);
  return `${groups.map((group) => group.toString(16)).join(':')}::/${length * 16}`;
}
