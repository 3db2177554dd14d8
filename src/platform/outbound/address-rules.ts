import ipaddr from 'ipaddr.js';

/** Hosts that the operator allows although they are private: names, `*.name`, addresses and ranges. */
export interface AllowedHosts {
  readonly hasName: (hostname: string) => boolean;
  readonly hasAddress: (address: string) => boolean;
}

/**
 * Reads a list of hosts: `chat.lan`, `*.lan`, `10.0.0.5`, `10.0.0.0/8`, `fd00::/8`.
 * @throws Error naming the entry that is none of these.
 */
export function allowedHosts(entries: readonly string[]): AllowedHosts {
  const names = new Set<string>();
  const suffixes: string[] = [];
  const ranges: (readonly [ipaddr.IPv4 | ipaddr.IPv6, number])[] = [];
  for (const entry of entries.map((text) => text.toLowerCase())) {
    if (!isAllowedHost(entry)) throw new Error(`${entry} is not a host, an address or a range`);
    if (ipaddr.isValidCIDR(entry)) ranges.push(ipaddr.parseCIDR(entry));
    else if (isLiteral(entry)) ranges.push(wholeAddress(entry));
    else if (entry.startsWith('*.')) suffixes.push(entry.slice(1));
    else names.add(entry);
  }
  return {
    hasName: (hostname) => names.has(hostname) || suffixes.some((suffix) => hostname.endsWith(suffix)),
    hasAddress(address) {
      const parsed = unmapped(ipaddr.parse(address));
      return ranges.some(([base, bits]) => base.kind() === parsed.kind() && parsed.match(base, bits));
    },
  };
}

/** Whether a text may stand in a list of allowed hosts. */
export function isAllowedHost(entry: string): boolean {
  return ipaddr.isValidCIDR(entry) || isLiteral(entry) || hostPattern.test(entry.toLowerCase());
}

/** A host name, or `*.` and a host name. The last label is no number: such a name would be an IPv4 address. */
const hostPattern = /^(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)*(?!\d+$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/;

/**
 * Whether an address belongs to the public internet: not private, loopback, link-local, shared, multicast or reserved
 * (RFC 6890), and without an IPv4 address inside it (mapped, NAT64, 6to4, Teredo), whose target would be another one.
 */
export function isPublicAddress(address: string): boolean {
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  // Of IPv6 only 2000::/3 is assigned to the internet (RFC 4291, 2.4): the rest is for special uses.
  return parsed.kind() === 'ipv4' || parsed.match(ipaddr.parse('2000::'), 3);
}

/** Whether a host is an address in its usual form, such as `192.0.2.1` or `2001:db8::1`. */
export function isLiteral(host: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(host) || ipaddr.IPv6.isValid(host);
}

function wholeAddress(address: string): readonly [ipaddr.IPv4 | ipaddr.IPv6, number] {
  const parsed = unmapped(ipaddr.parse(address));
  return [parsed, parsed.kind() === 'ipv4' ? 32 : 128];
}

/** An IPv4-mapped address (`::ffff:10.0.0.5`) reaches the same host as the IPv4 address. */
function unmapped(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}
