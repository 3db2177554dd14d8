import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import type { Logger } from '../observability/logger.ts';
import type { Config } from '../startup/config.ts';
import { openStorage } from '../storage/open-storage.ts';
import { failure, type Finding, ok, warning } from './finding.ts';

const id = 'storage';

/** Writes a small file to the storage, reads it back and deletes it. */
export async function storageFinding({ storage: config, dataDir }: Config, log: Logger): Promise<Finding> {
  const where = config.kind === 's3' ? `the bucket ${config.bucket} at ${config.endpoint}` : config.folder;
  if (config.kind === 'folder' && !existsSync(config.folder) && config.folder.startsWith(dataDir)) {
    return warning(id, `${config.folder} does not exist yet.`, 'Start the server once: taskuno serve');
  }
  const storage = openStorage(config, log);
  const key = `doctor/${randomUUID()}`;
  const written = Buffer.from(key);
  try {
    await storage.put(key, chunksOf(written), written.length);
    const read = await buffer(await storage.get(key, written.length));
    if (!read.equals(written)) throw new Error('what was read is not what was written');
    await storage.remove(key);
    return ok(id, `A file was written to ${where}, read and deleted.`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const fix =
      config.kind === 's3'
        ? 'Check STORAGE_URL, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY: the key must read, write and delete in the bucket.'
        : `Make ${config.folder} writable for the user that runs TaskUno, or set STORAGE_URL.`;
    return failure(id, `Files can't be stored in ${where}: ${reason}`, fix);
  }
}

async function* chunksOf(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
