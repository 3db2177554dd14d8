import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';
import { storageAway } from '../errors.ts';
import type { S3Config } from '../startup/storage-config.ts';
import type { Draft } from './drafts.ts';
import { checkKey } from './key.ts';

/** How often a request is sent while the service is busy or unreachable. */
export const attempts = 3;
const firstDelayMs = 200;
/**
 * A connection may be silent for this long until a response begins; longer while bytes are uploaded, or read by a slow
 * client.
 */
const silenceMs = 10_000;
const silenceOfBytesMs = 60_000;

export interface S3Call {
  readonly method: 'PUT' | 'GET' | 'HEAD' | 'DELETE' | 'POST';
  /** Absent: the bucket itself. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: S3Body;
}

/** A file, or bytes in memory. */
export type S3Body = (Draft | { readonly bytes: Buffer }) & {
  /** SHA-256 in hex: the service refuses bytes that changed in transit. */
  readonly digest: string;
};

/** A refusal by the service, with one of the codes that S3 documents. */
export class S3Refusal extends Error {
  readonly code: string;
  constructor(status: number, code: string) {
    super(`the storage responded with ${status} ${code}`);
    this.code = code;
  }
}

export function bytesBody(bytes: Buffer): S3Body {
  return { bytes, digest: createHash('sha256').update(bytes).digest('hex') };
}

/** Reads a response without content to its end. @throws S3Refusal if the service did not do what was asked. */
export async function settle(response: http.IncomingMessage): Promise<void> {
  if (response.statusCode !== 200 && response.statusCode !== 204) throw await refusalOf(response);
  response.resume();
}

/** Reads the text of a response. @throws S3Refusal if the service did not do what was asked. */
export async function textOf(response: http.IncomingMessage): Promise<string> {
  if (response.statusCode !== 200) throw await refusalOf(response);
  return text(response);
}

export async function refusalOf(response: http.IncomingMessage): Promise<S3Refusal> {
  const code = /<Code>(\w+)<\/Code>/.exec(await text(response))?.[1];
  return new S3Refusal(response.statusCode ?? 0, code ?? 'Unknown');
}

/** Not implemented (501) and full (507) are final. */
function isBusy({ statusCode = 0 }: http.IncomingMessage): boolean {
  return statusCode === 429 || (statusCode >= 500 && statusCode !== 501 && statusCode !== 507);
}

/**
 * Sends a request and retries if the service is busy or unreachable.
 * @throws DomainError 503 if retries do not help.
 */
export async function sendWithRetries(config: S3Config, call: S3Call): Promise<http.IncomingMessage> {
  const url = addressOf(config, call);
  for (let attempt = 1; ; attempt += 1) {
    const last = attempt === attempts;
    try {
      const response = await send(config, url, call);
      if (!isBusy(response)) return response;
      if (last) throw await refusalOf(response);
      response.resume();
    } catch (cause) {
      if (last) throw storageAway(cause);
    }
    await sleep(Math.random() * firstDelayMs * 2 ** attempt);
  }
}

/** Sends a request once. @throws S3Refusal if the service is busy. */
export async function sendOnce(config: S3Config, call: S3Call): Promise<http.IncomingMessage> {
  const response = await send(config, addressOf(config, call), call);
  if (isBusy(response)) throw await refusalOf(response);
  return response;
}

async function send(config: S3Config, address: string, call: S3Call): Promise<http.IncomingMessage> {
  const { method, body } = call;
  const { url, headers } = await new AwsV4Signer({
    method,
    url: address,
    headers: { ...call.headers, 'x-amz-content-sha256': body?.digest ?? emptyDigest },
    accessKeyId: config.accessKeyId,
    secretAccessKey: config.secretAccessKey,
    service: 's3',
    region: config.region,
  }).sign();
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const size = body && { 'content-length': 'bytes' in body ? body.bytes.length : body.size };
    const outgoing = request(url, { method, headers: { ...Object.fromEntries(headers), ...size } });
    outgoing.setTimeout(body ? silenceOfBytesMs : silenceMs, () => outgoing.destroy(new Error('timed out')));
    outgoing.once('response', (response) => {
      outgoing.setTimeout(silenceOfBytesMs);
      resolve(response);
    });
    // Attached for the whole request: it can fail more than once.
    outgoing.on('error', reject);
    // Not with fetch, which reads the whole file into memory.
    if (body)
      pipeline('bytes' in body ? Readable.from([body.bytes]) : createReadStream(body.path), outgoing).catch(reject);
    else outgoing.end();
  });
}

const emptyDigest = createHash('sha256').digest('hex');

function addressOf({ endpoint, bucket, prefix, pathStyle }: S3Config, { key, query = {} }: S3Call): string {
  const url = new URL(endpoint);
  if (!pathStyle) url.host = `${bucket}.${url.host}`;
  const path = key === undefined ? [] : [prefix + checkKey(key)];
  url.pathname = [...(pathStyle ? [bucket] : []), ...path].join('/');
  url.search = new URLSearchParams(query).toString();
  return url.href;
}
