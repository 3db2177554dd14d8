import { createHash, type Hash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';
import { DomainError, fileMissing, storageAway } from '../errors.ts';
import type { Logger } from '../observability/logger.ts';
import { exitCodes, StartError } from '../startup/start-error.ts';
import { checkKey, isKey } from './key.ts';
import { type Draft, removeStaleDrafts, withDraft } from './drafts.ts';
import type { Storage } from './storage.ts';
import type { S3Config } from '../startup/storage-config.ts';

const attempts = 3;
const firstDelayMs = 200;
/**
 * A connection may be silent for this long until a response begins; longer while bytes are uploaded, or read by a slow
 * client.
 */
const silenceMs = 10_000;
const silenceOfBytesMs = 60_000;

interface Body extends Draft {
  /** SHA-256 in hex: the service refuses bytes that changed in transit. */
  readonly digest: string;
}

interface Call {
  readonly method: 'PUT' | 'GET' | 'HEAD' | 'DELETE';
  /** Absent: the bucket itself. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Body;
}

export interface S3Storage extends Storage {
  /** Every object below the prefix, also those of other programs. */
  listAll(): AsyncIterable<{ readonly key: string; readonly bytes: number }>;
}

/**
 * Stores bytes in a bucket of S3 or of a compatible service (AWS Signature Version 4). S3 needs the size before the
 * bytes, so an upload is first written to a file.
 */
export function s3Storage(config: S3Config, log: Logger): S3Storage {
  const ask = (call: Call) => sendWithRetries(config, call);

  async function put(key: string, bytes: AsyncIterable<Buffer>, maxBytes: number): Promise<number> {
    const hash = createHash('sha256');
    return withDraft(config.draftFolder, hashed(bytes, hash), maxBytes, async (draft) => {
      await settle(await ask({ method: 'PUT', key, body: { ...draft, digest: hash.digest('hex') } }));
      return draft.size;
    });
  }

  async function get(key: string, bytes?: number): Promise<Readable> {
    const response = await ask({ method: 'GET', key });
    if (response.statusCode === 404) throw fileMissing(await refusalOf(response));
    if (response.statusCode !== 200) throw await refusalOf(response);
    const size = Number(response.headers['content-length']);
    if (bytes === undefined || bytes === size) return response;
    response.destroy();
    throw fileMissing(new Error(`${key} has ${size} bytes instead of ${bytes}`));
  }

  async function remove(key: string): Promise<void> {
    const response = await ask({ method: 'DELETE', key });
    if (response.statusCode === 404) response.resume();
    else await settle(response);
  }

  async function listBelow(key: string): Promise<string[]> {
    const below = `${config.prefix}${checkKey(key)}/`;
    const response = await ask({ method: 'GET', query: { 'list-type': '2', prefix: below } });
    if (response.statusCode !== 200) throw await refusalOf(response);
    // Our keys contain no characters that XML escapes.
    const matches = (await text(response)).matchAll(/<Key>([^<]+)<\/Key>/g);
    return [...matches].map(([, name = '']) => name.slice(config.prefix.length));
  }

  async function removeBelow(key: string): Promise<void> {
    for (let keys = await listBelow(key); keys.length > 0; keys = await listBelow(key)) {
      for (const one of keys) await remove(one);
    }
  }

  async function* listAll() {
    for (let after = ''; ;) {
      const query = { 'list-type': '2', prefix: config.prefix, ...(after && { 'start-after': after }) };
      const response = await ask({ method: 'GET', query });
      if (response.statusCode !== 200) throw await refusalOf(response);
      const page = await text(response);
      for (const [, content = ''] of page.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
        after = /<Key>([^<]+)<\/Key>/.exec(content)?.[1] ?? after;
        yield { key: after.slice(config.prefix.length), bytes: Number(/<Size>(\d+)<\/Size>/.exec(content)?.[1]) };
      }
      if (!/<IsTruncated>true</.test(page)) return;
    }
  }

  async function* list() {
    for await (const file of listAll()) {
      // Other programs may keep files in the bucket, and another instance may be running its check.
      if (isKey(file.key) && !file.key.startsWith('checks/')) yield file;
    }
  }

  return {
    list,
    listAll,
    put,
    get,
    remove,
    removeBelow,
    async start() {
      await removeStaleDrafts(config.draftFolder);
      // A unique key: another instance may run its check at the same time.
      const key = `checks/${randomUUID()}`;
      try {
        await put(`${key}/file`, Readable.from([Buffer.from('TaskUno')]), 100);
        await text(await get(`${key}/file`));
        await removeBelow(key);
      } catch (error) {
        if (!(error instanceof DomainError)) throw startError(config, error);
        log.warn(
          { err: error.details.cause },
          'the storage is unavailable: files can’t be read or added until it is available again',
        );
      }
    },
    sweep: () => removeStaleDrafts(config.draftFolder),
    async check() {
      const call: Call = { method: 'HEAD', key: 'checks/health' };
      const response = await sendOnce(config, addressOf(config, call), call);
      if (isBusy(response)) throw await refusalOf(response);
      response.resume();
    },
  };
}

/** A refusal by the service, with one of the codes that S3 documents. */
class S3Refusal extends Error {
  readonly code: string;
  constructor(status: number, code: string) {
    super(`the storage responded with ${status} ${code}`);
    this.code = code;
  }
}

async function settle(response: http.IncomingMessage): Promise<void> {
  if (response.statusCode !== 200 && response.statusCode !== 204) throw await refusalOf(response);
  response.resume();
}

async function refusalOf(response: http.IncomingMessage): Promise<S3Refusal> {
  const code = /<Code>(\w+)<\/Code>/.exec(await text(response))?.[1];
  return new S3Refusal(response.statusCode ?? 0, code ?? 'Unknown');
}

function isBusy({ statusCode = 0 }: http.IncomingMessage): boolean {
  return statusCode >= 500 || statusCode === 429;
}

/**
 * Sends a request and retries if the service is busy or unreachable.
 * @throws DomainError 503 if retries do not help.
 */
async function sendWithRetries(config: S3Config, call: Call): Promise<http.IncomingMessage> {
  const url = addressOf(config, call);
  for (let attempt = 1; ; attempt += 1) {
    const last = attempt === attempts;
    try {
      const response = await sendOnce(config, url, call);
      if (!isBusy(response)) return response;
      if (last) throw await refusalOf(response);
      response.resume();
    } catch (cause) {
      if (last) throw storageAway(cause);
    }
    await sleep(Math.random() * firstDelayMs * 2 ** attempt);
  }
}

async function sendOnce(config: S3Config, address: string, { method, body }: Call): Promise<http.IncomingMessage> {
  const { url, headers } = await new AwsV4Signer({
    method,
    url: address,
    headers: { 'x-amz-content-sha256': body?.digest ?? emptyDigest },
    accessKeyId: config.accessKeyId,
    secretAccessKey: config.secretAccessKey,
    service: 's3',
    region: config.region,
  }).sign();
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const size = body && { 'content-length': body.size };
    const outgoing = request(url, { method, headers: { ...Object.fromEntries(headers), ...size } });
    outgoing.setTimeout(body ? silenceOfBytesMs : silenceMs, () => outgoing.destroy(new Error('timed out')));
    outgoing.once('response', (response) => {
      outgoing.setTimeout(silenceOfBytesMs);
      resolve(response);
    });
    // Attached for the whole request: it can fail more than once.
    outgoing.on('error', reject);
    // Not with fetch, which reads the whole file into memory.
    if (body) pipeline(createReadStream(body.path), outgoing).catch(reject);
    else outgoing.end();
  });
}

async function* hashed(bytes: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    hash.update(chunk);
    yield chunk;
  }
}

const emptyDigest = createHash('sha256').digest('hex');

function addressOf({ endpoint, bucket, prefix, pathStyle }: S3Config, { key, query = {} }: Call): string {
  const url = new URL(endpoint);
  if (!pathStyle) url.host = `${bucket}.${url.host}`;
  const path = key === undefined ? [] : [prefix + checkKey(key)];
  url.pathname = [...(pathStyle ? [bucket] : []), ...path].join('/');
  url.search = new URLSearchParams(query).toString();
  return url.href;
}

const remedies: Readonly<Record<string, string>> = {
  NoSuchBucket: 'Create the bucket first.',
  InvalidAccessKeyId: 'Check S3_ACCESS_KEY_ID.',
  SignatureDoesNotMatch: 'Check S3_SECRET_ACCESS_KEY and the region.',
  AuthorizationHeaderMalformed: 'The bucket is in another region. Set region= in STORAGE_URL.',
  PermanentRedirect: 'The bucket is in another region. Set region= in STORAGE_URL.',
  AccessDenied: 'The access key needs permission to put, get, delete and list objects.',
};

function startError({ endpoint, bucket }: S3Config, error: unknown): StartError {
  const remedy = (error instanceof S3Refusal && remedies[error.code]) || 'Check STORAGE_URL.';
  const reason = error instanceof Error ? error.message : String(error);
  return new StartError(
    exitCodes.configuration,
    `The bucket ${bucket} at ${endpoint} can't be used: ${reason}. ${remedy}`,
    error,
  );
}
