import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import type { HeaderReader } from './request.ts';

/** The address of the caller: the socket's, or, behind trusted proxies, the one that the outermost of them saw. */
export function callerAddress(
  incoming: IncomingMessage | undefined,
  header: HeaderReader,
  trustedProxies: number,
): string {
  const socketAddress = plain(incoming?.socket.remoteAddress ?? '127.0.0.1');
  if (trustedProxies === 0) return socketAddress;
  const forwarded = (header('x-forwarded-for') ?? '')
    .split(',')
    .map((part) => plain(part.trim()))
    .filter(Boolean);
  return forwarded.at(-trustedProxies) ?? socketAddress;
}

/** An IPv4 address in the clothes of IPv6 (RFC 4291, 2.5.5.2) is what it is. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

/** An IPv6 network gives its user 2^64 addresses: they are one source. */
export function sourceOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail = ''] = address.split('::');
  const [first, last] = [head, tail].map((part) => part.split(':').filter(Boolean));
  const zeros = Array.from({ length: 8 - (first?.length ?? 0) - (last?.length ?? 0) }, () => '0');
  const groups = [...(first ?? []), ...zeros, ...(last ?? [])].map((group) => Number.parseInt(group, 16).toString(16));
  return `${groups.slice(0, 4).join(':')}::/64`;
}
