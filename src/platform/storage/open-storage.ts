import { DomainError } from '../errors.ts';
import type { Logger } from '../observability/logger.ts';
import type { StorageConfig } from '../startup/storage-config.ts';
import { folderStorage } from './folder.ts';
import { s3Storage } from './s3.ts';
import type { Storage } from './storage.ts';

/** Opens the configured storage. A missing file is logged. */
export function openStorage(config: StorageConfig, log: Logger): Storage {
  const storage = config.kind === 's3' ? s3Storage(config, log) : folderStorage(config.folder);
  return {
    ...storage,
    async get(key, bytes) {
      try {
        return await storage.get(key, bytes);
      } catch (error) {
        if (error instanceof DomainError && error.code === 'file-missing') {
          log.error({ key, err: error.details.cause }, 'a file is missing from the storage or incomplete');
        }
        throw error;
      }
    },
  };
}
