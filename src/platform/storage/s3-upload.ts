import { text } from 'node:stream/consumers';
import type { S3Config } from '../startup/storage-config.ts';
import { bytesBody, refusalOf, type S3Call, S3Refusal, sendWithRetries, settle, textOf } from './s3-request.ts';

/** S3 accepts at most 10,000 parts, each of at least 5 MiB but the last: an object may have 156 GiB. */
const partBytes = 16 * 1024 * 1024;
/** No upload takes this long. */
const abandonedAfterMs = 12 * 3_600_000;

/**
 * Stores a stream of unknown size as one object, in parts (S3, multipart upload). The object appears with the last
 * byte. Two parts are in memory: one is sent while the next one is filled.
 * @throws what the stream throws, S3Refusal, or DomainError 503; nothing is left of the object.
 */
export async function uploadInParts(config: S3Config, key: string, bytes: AsyncIterable<Buffer>): Promise<void> {
  const ask = (call: Pick<S3Call, 'method' | 'query' | 'body'>) => sendWithRetries(config, { ...call, key });
  const uploadId = idIn(await textOf(await ask({ method: 'POST', query: { uploads: '' } })));
  const etags: string[] = [];
  const sendPart = async (part: Buffer) => {
    const query = { partNumber: String(etags.length + 1), uploadId };
    const response = await ask({ method: 'PUT', query, body: bytesBody(part) });
    await settle(response);
    etags.push(response.headers.etag ?? '');
  };
  let sending: Promise<void> = Promise.resolve();
  try {
    for await (const part of partsOf(bytes)) {
      await sending;
      sending = sendPart(part);
      // It is awaited before the next part, or at the end.
      sending.catch(() => undefined);
    }
    await sending;
    const body = bytesBody(Buffer.from(completion(etags)));
    await complete(await ask({ method: 'POST', query: { uploadId }, body }));
  } catch (error) {
    await sending.catch(() => undefined);
    await ask({ method: 'DELETE', query: { uploadId } }).then(
      (response) => response.resume(),
      () => undefined,
    );
    throw error;
  }
}

/** Removes parts that interrupted uploads left. They cost space and are visible to nobody. */
export async function abortAbandonedUploads(
  config: S3Config,
  isOwn: (key: string) => boolean,
  now: Date,
): Promise<void> {
  const response = await sendWithRetries(config, { method: 'GET', query: { uploads: '', prefix: config.prefix } });
  // A service without this request cleans up by itself, or by a rule of the bucket.
  if (response.statusCode === 501) return void response.resume();
  for (const [, upload = ''] of (await textOf(response)).matchAll(/<Upload>(.*?)<\/Upload>/gs)) {
    const key = valueOf(upload, 'Key').slice(config.prefix.length);
    const startedAt = Date.parse(valueOf(upload, 'Initiated'));
    if (!isOwn(key) || !(startedAt < now.getTime() - abandonedAfterMs)) continue;
    const query = { uploadId: valueOf(upload, 'UploadId') };
    (await sendWithRetries(config, { method: 'DELETE', key, query })).resume();
  }
}

/** Equal parts, the last one shorter. An empty stream is one empty part. */
async function* partsOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let part = Buffer.allocUnsafe(partBytes);
  let size = 0;
  let isEmpty = true;
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length;) {
      const copied = chunk.copy(part, size, at);
      at += copied;
      size += copied;
      if (size < partBytes) continue;
      yield part;
      isEmpty = false;
      part = Buffer.allocUnsafe(partBytes);
      size = 0;
    }
  }
  if (size > 0 || isEmpty) yield part.subarray(0, size);
}

/** S3 may answer 200 and put a failure into the text. A repeat after a lost reply finds the upload completed. */
async function complete(response: Awaited<ReturnType<typeof sendWithRetries>>): Promise<void> {
  if (response.statusCode !== 200) {
    const refusal = await refusalOf(response);
    if (refusal.code === 'NoSuchUpload') return;
    throw refusal;
  }
  const code = /<Error>.*?<Code>(\w+)<\/Code>/s.exec(await text(response))?.[1];
  if (code !== undefined) throw new S3Refusal(200, code);
}

function completion(etags: readonly string[]): string {
  const parts = etags.map((etag, i) => `<Part><PartNumber>${i + 1}</PartNumber><ETag>${etag}</ETag></Part>`);
  return `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.join('')}</CompleteMultipartUpload>`;
}

function idIn(page: string): string {
  const id = valueOf(page, 'UploadId');
  if (id === '') throw new Error('the storage gave no upload id');
  return id;
}

/** The text of an element. Keys of archives and upload ids contain nothing that XML escapes. */
function valueOf(page: string, element: string): string {
  return new RegExp(`<${element}>([^<]*)</${element}>`).exec(page)?.[1] ?? '';
}
