import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { derivedKey, equalSecrets, keyedDigest } from '../startup/secrets.ts';

// A request of this installation to itself through its public address, to see what proxies in between do to it.

export const probePath = '/health/probe';
export const probeHeader = 'x-taskuno-probe';
/** How long the reply stays open after its first part: a proxy that buffers delivers both parts together. */
export const probeHoldMs = 1_500;

const validForMs = 60_000;

/** Shows that a probe comes from this installation; valid for a minute. */
export function probeToken(secretKey: string, nowMs: number): string {
  const expires = String(nowMs + validForMs);
  return `${expires}.${keyedDigest(derivedKey(secretKey, 'probe'), expires)}`;
}

export function isProbeToken(secretKey: string, token: string, nowMs: number): boolean {
  const [expires = ''] = token.split('.');
  const isCurrent = Number(expires) > nowMs && Number(expires) <= nowMs + 2 * validForMs;
  return isCurrent && equalSecrets(token, `${expires}.${keyedDigest(derivedKey(secretKey, 'probe'), expires)}`);
}

/** What the server saw of a probe. */
export interface SeenRequest {
  /** The caller, as rate limits and the audit log see it. */
  readonly address: string;
  readonly remotePort: number | null;
  readonly forwardedFor: readonly string[];
  /** The address at which the server believes it was called. */
  readonly origin: string;
  readonly isSecure: boolean;
}

export interface ProbeReply {
  readonly seen: SeenRequest;
  /** Whether no proxy answered for the server: the server saw the port from which the probe was sent. */
  readonly isDirect: boolean;
  /** How long before its end the first part of the reply arrived. */
  readonly leadMs: number;
  /** The status with which an upload of the largest size was refused at its announcement; null if it was not. */
  readonly uploadRefusal: number | null;
}

/** Something else than this installation answered. */
export interface OtherReply {
  readonly status: number;
  readonly location: string | null;
}

export interface ProbeOptions {
  readonly publicUrl: string;
  readonly secretKey: string;
  /** An address that the probe claims to come from: what proxies add comes after it. */
  readonly claimedAddress: string;
  /** The size of the announced upload. */
  readonly uploadBytes: number;
}

const timeoutMs = 10_000;
/** A proxy that refuses a size does so when it has read the headers. */
const refusalWaitMs = 2_000;

/**
 * Asks this installation through its public address.
 * @throws Error with a `code` if no connection is made, or the certificate is not trusted.
 */
export async function probe(options: ProbeOptions): Promise<ProbeReply | OtherReply> {
  const { response, localPort } = await send(options, { method: 'GET' });
  const status = response.statusCode ?? 0;
  if (status !== 200) {
    response.resume();
    return { status, location: response.headers.location ?? null };
  }
  let firstAt: number | null = null;
  let text = '';
  for await (const chunk of response) {
    firstAt ??= performance.now();
    text += String(chunk);
  }
  const leadMs = performance.now() - (firstAt ?? performance.now());
  const seen = seenIn(text);
  if (seen === null) return { status, location: null };
  return { seen, isDirect: seen.remotePort === localPort, leadMs, uploadRefusal: await announceUpload(options) };
}

function seenIn(text: string): SeenRequest | null {
  const [, json] = /^data: (\{.*\})$/m.exec(text) ?? [];
  return json === undefined ? null : (JSON.parse(json) as SeenRequest);
}

/** Announces a body of the largest size, and sends none of it. */
async function announceUpload(options: ProbeOptions): Promise<number | null> {
  const headers = { 'content-length': String(options.uploadBytes), 'content-type': 'application/octet-stream' };
  const controller = new AbortController();
  const refused = send(options, { method: 'POST', headers, signal: controller.signal }).then(
    ({ response }) => response.statusCode ?? null,
    () => null,
  );
  const status = await Promise.race([refused, sleep(refusalWaitMs, null, { ref: false })]);
  controller.abort();
  return status !== null && status >= 400 ? status : null;
}

interface Sent {
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

function send(
  { publicUrl, secretKey, claimedAddress }: ProbeOptions,
  { method, headers, signal }: Sent,
): Promise<{ readonly response: IncomingMessage; readonly localPort: number | undefined }> {
  const request = publicUrl.startsWith('https:') ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sent = request(`${publicUrl}${probePath}`, {
      method,
      // A connection of its own, whose port the server can be asked about.
      agent: false,
      timeout: timeoutMs,
      headers: {
        [probeHeader]: probeToken(secretKey, Date.now()),
        'x-forwarded-for': claimedAddress,
        // As browsers send it to HTTPS addresses.
        ...(publicUrl.startsWith('https:') ? { 'sec-fetch-site': 'same-origin' } : {}),
        ...headers,
      },
      ...(signal ? { signal } : {}),
    });
    let localPort: number | undefined;
    sent.once('socket', (socket) => socket.once('connect', () => (localPort = socket.localPort)));
    sent.once('response', (response) => resolve({ response, localPort }));
    sent.once('timeout', () => sent.destroy(new Error(`no reply within ${timeoutMs / 1_000} seconds`)));
    sent.once('error', reject);
    if (method === 'GET') sent.end();
    else sent.flushHeaders();
  });
}
