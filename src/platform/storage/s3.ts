import { createHash, type Hash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { DomainError, fileMissing } from '../errors.ts';
import type { Logger } from '../observability/logger.ts';
import type { S3Config } from '../startup/storage-config.ts';
import { removeStaleDrafts, withDraft } from './drafts.ts';
import { checkKey, isKey } from './key.ts';
import { openObject } from './s3-download.ts';
import { bucketProblem, type BucketVariables } from './s3-problem.ts';
import { type S3Call, S3Refusal, sendOnce, sendWithRetries, settle, textOf } from './s3-request.ts';
import { abortAbandonedUploads, uploadInParts } from './s3-upload.ts';
import type { Storage } from './storage.ts';

const variables: BucketVariables = {
  url: 'STORAGE_URL',
  accessKeyId: 'S3_ACCESS_KEY_ID',
  secretAccessKey: 'S3_SECRET_ACCESS_KEY',
};

export interface S3Storage extends Storage {
  /** Every object below the prefix, also those of other programs. */
  listAll(): AsyncIterable<{ readonly key: string; readonly bytes: number }>;
  /** Stores a stream of any size without a file in between. If it fails, nothing is left. */
  upload(key: string, bytes: AsyncIterable<Buffer>): Promise<void>;
  /** Removes what interrupted calls of `upload` left, for keys that `isOwn` accepts. */
  abortAbandonedUploads(isOwn: (key: string) => boolean): Promise<void>;
}

/**
 * Stores bytes in a bucket of S3 or of a compatible service (AWS Signature Version 4). S3 needs the size before the
 * bytes, so an upload is first written to a file.
 */
export function s3Storage(config: S3Config, log: Logger): S3Storage {
  const ask = (call: S3Call) => sendWithRetries(config, call);

  async function put(key: string, bytes: AsyncIterable<Buffer>, maxBytes: number): Promise<number> {
    const hash = createHash('sha256');
    return withDraft(config.draftFolder, hashed(bytes, hash), maxBytes, async (draft) => {
      await settle(await ask({ method: 'PUT', key, body: { ...draft, digest: hash.digest('hex') } }));
      return draft.size;
    });
  }

  async function get(key: string, bytes?: number): Promise<Readable> {
    const object = await openObject(config, key);
    if (bytes === undefined || bytes === object.size) return object.bytes;
    object.bytes.destroy();
    throw fileMissing(new Error(`${key} has ${object.size} bytes instead of ${bytes}`));
  }

  async function remove(key: string): Promise<void> {
    const response = await ask({ method: 'DELETE', key });
    if (response.statusCode === 404) response.resume();
    else await settle(response);
  }

  async function listBelow(key: string): Promise<string[]> {
    const below = `${config.prefix}${checkKey(key)}/`;
    const response = await ask({ method: 'GET', query: { 'list-type': '2', prefix: below } });
    // Our keys contain no characters that XML escapes.
    const matches = (await textOf(response)).matchAll(/<Key>([^<]+)<\/Key>/g);
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
      const page = await textOf(response);
      for (const [, content = ''] of page.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
        after = /<Key>([^<]+)<\/Key>/.exec(content)?.[1] ?? after;
        yield { key: after.slice(config.prefix.length), bytes: Number(/<Size>(\d+)<\/Size>/.exec(content)?.[1]) };
      }
      if (!/<IsTruncated>true</.test(page)) return;
    }
  }

  async function* list() {
    try {
      for await (const file of listAll()) {
        // Other programs may keep files in the bucket, and another instance may be running its check.
        if (isKey(file.key) && !file.key.startsWith('checks/')) yield file;
      }
    } catch (error) {
      throw error instanceof S3Refusal ? bucketProblem(config, error, variables) : error;
    }
  }

  return {
    list,
    listAll,
    put,
    get,
    remove,
    removeBelow,
    upload: (key, bytes) => uploadInParts(config, key, bytes),
    abortAbandonedUploads: (isOwn) => abortAbandonedUploads(config, isOwn, new Date()),
    async start() {
      await removeStaleDrafts(config.draftFolder);
      // A unique key: another instance may run its check at the same time.
      const key = `checks/${randomUUID()}`;
      try {
        await put(`${key}/file`, Readable.from([Buffer.from('TaskUno')]), 100);
        await text(await get(`${key}/file`));
        await removeBelow(key);
      } catch (error) {
        if (!(error instanceof DomainError)) throw bucketProblem(config, error, variables);
        log.warn(
          { err: error.details.cause },
          'the storage is unavailable: files can’t be read or added until it is available again',
        );
      }
    },
    sweep: () => removeStaleDrafts(config.draftFolder),
    async check() {
      (await sendOnce(config, { method: 'HEAD', key: 'checks/health' })).resume();
    },
  };
}

async function* hashed(bytes: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    hash.update(chunk);
    yield chunk;
  }
}
