import { createHash } from 'node:crypto';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress } from 'node:zlib';
import { pack } from 'tar-stream';
import { StartError } from '../startup/start-error.ts';
import { endFrame } from './archive-format.ts';
import { encryptStream } from './encryption.ts';

/** The archive while it is written. Only one entry is open at a time. */
export interface ArchiveWriter {
  add(name: string, bytes: Buffer): Promise<void>;
  /** @throws Error if the stream has another size. */
  addStream(name: string, size: number, bytes: AsyncIterable<Buffer>): Promise<void>;
}

/** Written archive: its size and the SHA-256 of its bytes. */
export interface Written {
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Streams an archive to `sink`. If `work` fails, the stream is destroyed, so that the sink sees no end.
 * @param recipients age recipients; empty for an archive that is not encrypted.
 */
export async function writeArchive(
  recipients: readonly string[],
  sink: (bytes: Readable) => Promise<void>,
  work: (writer: ArchiveWriter) => Promise<void>,
): Promise<Written> {
  const tar = pack();
  const compressed = createZstdCompress({
    // Each chunk is a task of the thread pool: with 16 KiB, the default, they take longer than the compression.
    chunkSize: 256 * 1024,
    params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 },
  });
  const hash = createHash('sha256');
  let size = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      size += chunk.length;
      done(null, chunk);
    },
  });
  const ended = new Transform({
    transform: (chunk: Buffer, _encoding, done) => done(null, chunk),
    flush: (done) => done(null, endFrame),
  });
  const packing = pipeline(tar, compressed, ended);
  const sending = pipeline(await encryptStream(ended, recipients), counted);
  const writer: ArchiveWriter = {
    async add(name, bytes) {
      await this.addStream(name, bytes.length, Readable.from([bytes]));
    },
    async addStream(name, bytes, content) {
      const entry = tar.entry({ name, size: bytes, mode: 0o600, mtime: new Date(0) });
      await writeTo(entry, content);
    },
  };
  const working = work(writer).then(
    () => tar.finalize(),
    (error: unknown) => {
      tar.destroy(error instanceof Error ? error : new Error(String(error)));
      throw error;
    },
  );
  const storing = sink(counted).catch((error: unknown) => {
    // Otherwise the streams before it would wait for a reader.
    counted.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  });
  const outcomes = await Promise.allSettled([storing, working, packing, sending]);
  const failures: unknown[] = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  if (failures.length > 0) throw failures.find((error) => !isConsequence(error)) ?? failures[0];
  return { bytes: size, sha256: hash.digest('hex') };
}

/** Writes an entry to its end. */
async function writeTo(
  entry: ReturnType<ReturnType<typeof pack>['entry']>,
  content: AsyncIterable<Buffer>,
): Promise<void> {
  const closed = Promise.withResolvers<void>();
  entry.once('close', () => closed.resolve());
  entry.once('error', (error: unknown) => closed.reject(error));
  // Whoever waits for it gets the error.
  closed.promise.catch(() => undefined);
  try {
    for await (const chunk of content) {
      if (entry.destroyed) break;
      if (entry.write(chunk)) continue;
      const drained = new Promise<void>((resolve) => entry.once('drain', resolve));
      await Promise.race([drained, closed.promise]);
    }
    entry.end(null);
  } catch (error) {
    entry.destroy();
    throw error;
  }
  await closed.promise;
}

/** When one stream fails, the streams before and after it end with an error of their own. */
function isConsequence(error: unknown): boolean {
  return (
    error instanceof Error &&
    !(error instanceof StartError) &&
    /premature|already finalized|destroyed|aborted/i.test(error.message)
  );
}
