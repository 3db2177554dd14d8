import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileMissing, storageAway } from '../errors.ts';
import type { S3Config } from '../startup/storage-config.ts';
import { attempts, refusalOf, sendWithRetries } from './s3-request.ts';

const retryMs = 500;

/**
 * Opens an object. If the connection breaks while it is read, the rest is asked for.
 * @returns its size and its bytes, which fail with DomainError 503 if several connections in a row bring nothing.
 * @throws DomainError `file-missing`, S3Refusal, or DomainError 503.
 */
export async function openObject(
  config: S3Config,
  key: string,
): Promise<{ readonly size: number; readonly bytes: Readable }> {
  const response = await sendWithRetries(config, { method: 'GET', key });
  if (response.statusCode === 404) throw fileMissing(await refusalOf(response));
  if (response.statusCode !== 200) throw await refusalOf(response);
  const bytes = Readable.from(wholeObject(config, key, response), { objectMode: false });
  // Without a reader the generator does not start, and would not close its connection.
  bytes.once('close', () => response.destroy());
  return { size: Number(response.headers['content-length']), bytes };
}

async function* wholeObject(config: S3Config, key: string, first: IncomingMessage): AsyncGenerator<Buffer> {
  const etag = first.headers.etag ?? '';
  let response = first;
  let position = 0;
  for (let attempt = 1; ; attempt += 1) {
    try {
      for await (const chunk of response as AsyncIterable<Buffer>) {
        position += chunk.length;
        attempt = 0;
        yield chunk;
      }
      return;
    } catch (cause) {
      if (attempt >= attempts) throw storageAway(cause);
    } finally {
      response.destroy();
    }
    await sleep(retryMs);
    // It must still be the object whose beginning was read.
    const headers = { range: `bytes=${position}-`, ...(etag && { 'if-match': etag }) };
    response = await sendWithRetries(config, { method: 'GET', key, headers });
    if (response.statusCode !== 206) throw storageAway(await refusalOf(response));
  }
}
