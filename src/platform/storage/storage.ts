import type { Readable } from 'node:stream';
import type { Logger } from '../observability/logger.ts';
import { folderStorage } from './folder.ts';
import { s3Storage } from './s3.ts';
import type { StorageConfig } from './storage-config.ts';

/** Where uploaded bytes live. Keys are ours: `imports/<organization>/<id>`. Nothing is held in memory whole. */
export interface Storage {
  /**
   * Streams bytes in; returns how many. A cut or too large upload leaves nothing behind.
   * @throws DomainError 413 past `maxBytes`, 503 while the storage is away.
   */
  put(key: string, bytes: Readable, maxBytes: number): Promise<number>;
  get(key: string): Promise<Readable>;
  /** Removes bytes; that there are none is no mistake. */
  remove(key: string): Promise<void>;
  /** Removes every key below this one: `logos/<organization>`. */
  removeBelow(key: string): Promise<void>;
  /** Tries what it is needed for. @throws StartError that says what to mend. */
  start(): Promise<void>;
  /** Rejects while it does not answer. */
  check(): Promise<void>;
}

export function openStorage(config: StorageConfig, log: Logger): Storage {
  return config.kind === 's3' ? s3Storage(config, log) : folderStorage(config.folder);
}
