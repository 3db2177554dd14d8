import { access, constants, mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { Readable } from 'node:stream';
import { fileMissing, storageAway } from '../errors.ts';
import { exitCodes, StartError } from '../startup/start-error.ts';
import { removeStaleDrafts, withDraft } from './drafts.ts';
import { checkKey, isKey } from './key.ts';
import type { Storage } from './storage.ts';

/** Stores bytes as files below a folder. */
export function folderStorage(folder: string): Storage {
  const pathOf = (key: string) => join(folder, checkKey(key));
  // In the same file system as the stored files, so that a rename suffices. No key begins with a dot.
  const draftFolder = join(folder, '.uploads');
  const check = () => access(folder, constants.R_OK | constants.W_OK | constants.X_OK);

  async function put(key: string, bytes: AsyncIterable<Buffer>, maxBytes: number): Promise<number> {
    const path = pathOf(key);
    return withDraft(draftFolder, bytes, maxBytes, async (draft) => {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await rename(draft.path, path);
      return draft.size;
    });
  }

  async function get(key: string, bytes?: number): Promise<Readable> {
    const file = await open(pathOf(key));
    const { size } = await file.stat();
    if (bytes === undefined || bytes === size) return file.createReadStream();
    await file.close();
    throw fileMissing(new Error(`${key} has ${size} bytes instead of ${bytes}`));
  }

  async function* list() {
    const entries = await opendir(folder, { recursive: true }).catch(noFolder);
    for await (const entry of entries ?? []) {
      const path = join(entry.parentPath, entry.name);
      const key = relative(folder, path);
      if (!entry.isFile() || !isKey(key)) continue;
      const status = await stat(path).catch(noFolder);
      if (status) yield { key, bytes: status.size };
    }
  }

  return {
    list,
    put: (key, bytes, maxBytes) => put(key, bytes, maxBytes).catch(explain),
    get: (key, bytes) => get(key, bytes).catch(explain),
    remove: async (key) => rm(pathOf(key), { force: true }),
    removeBelow: async (key) => rm(pathOf(key), { force: true, recursive: true }),
    async start() {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await check();
        await removeStaleDrafts(draftFolder);
      } catch (cause) {
        const message = `The folder ${folder} can't be written. Make it writable for the user that runs TaskUno, or set STORAGE_URL.`;
        throw new StartError(exitCodes.dataFolder, message, cause);
      }
    },
    sweep: () => removeStaleDrafts(folder),
    check,
  };
}

/** System error codes (errno) of a file system that is missing, broken or not permitted. */
const faults = new Set(['EACCES', 'EPERM', 'EROFS', 'EIO', 'ENXIO', 'ENODEV', 'ESTALE', 'ENOTCONN']);

/** Null for what does not exist, or was removed meanwhile. */
function noFolder(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

function explain(error: NodeJS.ErrnoException): never {
  if (error.code === 'ENOENT') throw fileMissing(error);
  if (faults.has(error.code ?? '')) throw storageAway(error);
  throw error;
}
