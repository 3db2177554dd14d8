import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import type { Logger } from '../observability/logger.ts';
import type { Config } from '../startup/config.ts';
import { openStorage } from '../storage/open-storage.ts';
import { failure, type Finding, ok, reasonOf, warning } from './finding.ts';

/** Writes a small file to the storage, reads it back and deletes it. */
export async function storageFinding({ storage: config, dataDir }: Config, log: Logger): Promise<Finding> {
  const place = config.kind === 's3' ? `${config.endpoint}/${config.bucket}` : config.folder;
  if (config.kind === 'folder' && !existsSync(config.folder) && config.folder.startsWith(dataDir)) {
    return warning('storage', 'missing', { place }, 'taskuno serve');
  }
  const storage = openStorage(config, log);
  const key = `doctor/${randomUUID()}`;
  const written = Buffer.from(key);
  try {
    await storage.put(key, chunksOf(written), written.length);
    const read = await buffer(await storage.get(key, written.length));
    if (!read.equals(written)) throw new Error('what was read is not what was written');
    await storage.remove(key);
    return ok('storage', 'ok', { place });
  } catch (error) {
    const outcome = config.kind === 's3' ? 'bucket-failed' : 'folder-failed';
    return failure('storage', outcome, { place, reason: reasonOf(error) });
  }
}

async function* chunksOf(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
