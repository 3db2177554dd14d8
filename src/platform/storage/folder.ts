import { createReadStream, createWriteStream } from 'node:fs';
import { access, constants, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { exitCodes, StartError } from '../start-error.ts';
import { checkKey } from './key.ts';
import { limited } from './limited.ts';
import type { Storage } from './storage.ts';

/** Keeps bytes in files below a folder. */
export function folderStorage(folder: string): Storage {
  const pathOf = (key: string) => join(folder, checkKey(key));
  const check = () => access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
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
    remove: async (key) => rm(pathOf(key), { force: true }),
    removeBelow: async (key) => rm(pathOf(key), { force: true, recursive: true }),
    async start() {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await check();
      } catch (cause) {
        const message = `The folder ${folder} can't be written. Give it to the user that runs TaskUno, or set STORAGE_URL.`;
        throw new StartError(exitCodes.dataFolder, message, cause);
      }
    },
    check,
  };
}
