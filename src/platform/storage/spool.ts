import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { limited } from './limited.ts';

export interface Spooled {
  readonly path: string;
  readonly size: number;
  /** SHA-256 in hex. */
  readonly digest: string;
}

/** Lets bytes rest in a file while `work` needs them. The file is gone afterwards, also where the bytes are cut off. */
export async function withSpool<Result>(
  folder: string,
  bytes: Readable,
  maxBytes: number,
  work: (spooled: Spooled) => Promise<Result>,
): Promise<Result> {
  const path = join(folder, randomUUID());
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const counter = limited(maxBytes);
  const hash = createHash('sha256');
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  try {
    await pipeline(bytes, counter.stream, hashing, createWriteStream(path, { mode: 0o600 }));
    return await work({ path, size: counter.count(), digest: hash.digest('hex') });
  } finally {
    await rm(path, { force: true });
  }
}

const oldAfterMs = 86_400_000;

/** Removes what a process left that was ended in the middle of an upload. */
export async function removeOldSpools(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (mtimeMs < Date.now() - oldAfterMs) await rm(path, { force: true });
  }
}
