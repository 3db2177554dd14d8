import { lookup as dnsLookup } from 'node:dns/promises';
import { Agent as HttpAgent, type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { type AllowedHosts, isLiteral, isPublicAddress } from './address-rules.ts';

/** The target of a request is not allowed. `reason` completes the sentence “This address …”. */
export class AddressNotAllowedError extends Error {
  constructor(reason: string) {
    super(`This address ${reason}.`);
    this.name = 'AddressNotAllowedError';
  }
}

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

export interface OutboundRequest {
  readonly url: string;
  readonly method: 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export interface OutboundReply {
  readonly status: number;
  /** The `Retry-After` header. */
  readonly retryAfter: string | null;
  /** The beginning of the body, as text. */
  readonly excerpt: string;
}

/** Sends requests to addresses that people entered. */
export interface Outbound {
  /**
   * Checks a target without connecting to it. A name that cannot be resolved now passes: `send` checks it again.
   * @throws AddressNotAllowedError
   */
  check(url: string): Promise<void>;
  /**
   * Sends a request to one of the addresses that were checked, and follows no redirect.
   * @throws AddressNotAllowedError, or the error of the connection.
   */
  send(request: OutboundRequest): Promise<OutboundReply>;
}

export interface OutboundOptions {
  readonly allowed: AllowedHosts;
  /** For the whole request, from the name's resolution to the end of the reply. */
  readonly timeoutMs?: number;
  readonly lookup?: (hostname: string) => Promise<readonly ResolvedAddress[]>;
}

const maxExcerptBytes = 4_096;
const checkTimeoutMs = 3_000;
/** Ports of other protocols, which browsers refuse too (Fetch standard, “bad port”). Ports below 1024 but 443 are out. */
const otherProtocols: ReadonlySet<number> = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

/**
 * Requests to foreign addresses that cannot reach this machine or its network: a name is resolved once, each of its
 * addresses must be public, and the connection goes to them, not to what the name means later (DNS rebinding).
 */
export function createOutbound({ allowed, timeoutMs = 10_000, lookup = allAddresses }: OutboundOptions): Outbound {
  async function verified(url: string): Promise<Target> {
    const target = targetOf(url, allowed);
    const addresses = target.isLiteral
      ? [{ address: target.hostname, family: target.hostname.includes(':') ? 6 : 4 }]
      : await lookup(target.hostname);
    if (addresses.length === 0) throw new Error(`${target.hostname} has no address`);
    if (target.isAllowedName) return { ...target, addresses };
    for (const { address } of addresses) {
      if (allowed.hasAddress(address)) continue;
      if (!isPublicAddress(address)) throw new AddressNotAllowedError('leads to a private or reserved network');
      requireSafe(target.url);
    }
    return { ...target, addresses };
  }

  return {
    async check(url) {
      try {
        await withDeadline(verified(url), AbortSignal.timeout(checkTimeoutMs));
      } catch (error) {
        if (error instanceof AddressNotAllowedError) throw error;
      }
    },
    async send(request) {
      const deadline = AbortSignal.timeout(timeoutMs);
      const target = await withDeadline(verified(request.url), deadline);
      return exchange(target, request, deadline);
    },
  };
}

interface ParsedTarget {
  readonly url: URL;
  /** Without the brackets of an IPv6 address. */
  readonly hostname: string;
  readonly isLiteral: boolean;
  readonly isAllowedName: boolean;
}

interface Target extends ParsedTarget {
  readonly addresses: readonly ResolvedAddress[];
}

/** The URL parser (WHATWG) has turned decimal, octal, hexadecimal and short forms of IPv4 into the usual form. */
function targetOf(text: string, allowed: AllowedHosts): ParsedTarget {
  const url = URL.parse(text);
  if (!url) throw new AddressNotAllowedError('is not a URL');
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new AddressNotAllowedError('must begin with https://');
  if (url.username !== '' || url.password !== '')
    throw new AddressNotAllowedError('must not contain a name or password before the host');
  const hostname = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (hostname === '') throw new AddressNotAllowedError('has no host');
  const isAllowedName = allowed.hasName(hostname);
  if (!isAllowedName && localNames.test(hostname)) throw new AddressNotAllowedError('leads to a private network');
  return { url, hostname, isLiteral: isLiteral(hostname), isAllowedName };
}

/** Names that never belong to the internet (RFC 6761, RFC 6762, RFC 8375, ICANN’s .internal), and names without a dot. */
const localNames = /^(?:[^.:]+|.*\.(?:localhost|local|internal|intranet|lan|home\.arpa|localdomain|corp|home))$/;

/** For targets that the operator did not allow by name or address. */
function requireSafe({ protocol, port }: URL): void {
  if (protocol !== 'https:') throw new AddressNotAllowedError('must begin with https://');
  const number = port === '' ? 443 : Number(port);
  if (number !== 443 && (number < 1_024 || otherProtocols.has(number)))
    throw new AddressNotAllowedError('has a port that is not for HTTPS');
}

async function allAddresses(hostname: string): Promise<ResolvedAddress[]> {
  return dnsLookup(hostname, { all: true, verbatim: true });
}

/** Resolves with the result, or rejects at the deadline. */
function withDeadline<Result>(work: Promise<Result>, deadline: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    deadline.addEventListener('abort', () => reject(timedOut()), { once: true });
    work.then(resolve, reject);
  });
}

function timedOut(): Error {
  return Object.assign(new Error('There was no reply in time.'), { code: 'ETIMEDOUT' });
}

/** Once the status has arrived, a body that ends badly or late changes nothing: its beginning is enough. */
function exchange(target: Target, request: OutboundRequest, deadline: AbortSignal): Promise<OutboundReply> {
  return new Promise((resolve, reject) => {
    const sent = open(target, request);
    let reply: IncomingMessage | undefined;
    const onDeadline = () => (reply ? reply.destroy() : sent.destroy(timedOut()));
    deadline.addEventListener('abort', onDeadline, { once: true });
    sent.on('error', (error) => {
      if (!reply) reject(error);
    });
    sent.on('response', (response) => {
      reply = response;
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('error', () => undefined);
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.length;
        if (length >= maxExcerptBytes) response.destroy();
      });
      response.on('close', () => {
        const { statusCode = 0, headers } = response;
        resolve({ status: statusCode, retryAfter: headers['retry-after'] ?? null, excerpt: excerptOf(chunks) });
      });
    });
    sent.on('close', () => {
      deadline.removeEventListener('abort', onDeadline);
      // Without a reply this is the only event, for example after a change of protocol.
      if (!reply)
        reject(Object.assign(new Error('The connection was closed without a reply.'), { code: 'ECONNRESET' }));
    });
    sent.end(request.body);
  });
}

/** The Host header and the TLS name are those of the URL; only the address of the connection is fixed. */
function open({ url, hostname, isLiteral: isAddress, addresses }: Target, request: OutboundRequest): ClientRequest {
  const isTls = url.protocol === 'https:';
  const options = {
    method: request.method,
    headers: {
      'user-agent': 'TaskUno',
      accept: '*/*',
      'accept-encoding': 'identity',
      ...request.headers,
      'content-length': String(Buffer.byteLength(request.body)),
    },
    lookup: pinnedTo(addresses),
    // An agent of its own: no connection is shared, and no proxy from the environment is used.
    agent: isTls ? new HttpsAgent({ keepAlive: false }) : new HttpAgent({ keepAlive: false }),
    ...(isTls && !isAddress ? { servername: hostname } : {}),
  };
  return isTls ? httpsRequest(url, options) : httpRequest(url, options);
}

function pinnedTo(addresses: readonly ResolvedAddress[]): LookupFunction {
  return (_hostname, options, callback) => {
    const [first] = addresses;
    if (options.all) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family);
  };
}

function excerptOf(chunks: readonly Buffer[]): string {
  const text = Buffer.concat(chunks).subarray(0, maxExcerptBytes).toString('utf8');
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}
