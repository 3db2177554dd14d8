import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DomainError } from '../errors.ts';

/** Where uploaded bytes live. Keys are ours: `imports/<organization>/<id>`. */
export interface Storage {
  /** Streams bytes in; returns how many. A cut or too large upload leaves nothing behind. */
  put(key: string, bytes: Readable, maxBytes: number): Promise<number>;
  get(key: string): Promise<Readable>;
  size(key: string): Promise<number>;
  remove(key: string): Promise<void>;
  /** Removes every key below this one: `logos/<organization>`. */
  removeBelow(key: string): Promise<void>;
}

/** Keeps bytes in files below a folder. */
export function folderStorage(folder: string): Storage {
  const pathOf = (key: string) => {
    if (!/^[\w-]+(?:\/[\w-]+)*$/.test(key)) throw new Error(`not a storage key: ${key}`);
    return join(folder, key);
  };
  return {
    async put(key, bytes, maxBytes) {
      const path = pathOf(key);
      const draft = `${path}.part`;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const counter = limited(maxBytes);
      try {
        await pipeline(bytes, counter.stream, createWriteStream(draft, { mode: 0o600 }));
        await rename(draft, path);
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
      return counter.count();
    },
    get: async (key) => createReadStream(pathOf(key)),
    size: async (key) => (await stat(pathOf(key))).size,
    remove: async (key) => rm(pathOf(key), { force: true }),
    removeBelow: async (key) => rm(pathOf(key), { force: true, recursive: true }),
  };
}

function limited(maxBytes: number) {
  let count = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      count += chunk.length;
      if (count > maxBytes) done(tooLarge(maxBytes));
      else done(null, chunk);
    },
  });
  return { stream, count: () => count };
}

function tooLarge(maxBytes: number): DomainError {
  const mebibytes = Math.floor(maxBytes / 1024 / 1024);
  return new DomainError('too-large', 'too-large', `The file is larger than ${mebibytes} MiB.`);
}
