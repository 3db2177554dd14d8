import type { Readable } from 'node:stream';

/**
 * Storage of uploaded bytes. Keys are chosen by the app: `imports/<organization>/<id>`. A file is never completely in
 * memory.
 */
export interface Storage {
  /**
   * Stores a stream and returns its length in bytes. An interrupted or too large upload leaves nothing behind.
   * @throws DomainError 413 above `maxBytes`, 503 while the storage is unavailable.
   */
  put(key: string, bytes: AsyncIterable<Buffer>, maxBytes: number): Promise<number>;
  /**
   * Opens a stored file as a stream, and checks its size if `bytes` is given. The caller must read to the end or
   * destroy the stream.
   * @throws DomainError `file-missing` if it is missing or incomplete, 503 while the storage is unavailable.
   */
  get(key: string, bytes?: number): Promise<Readable>;
  /** Removes a file. Idempotent. */
  remove(key: string): Promise<void>;
  /** Removes every key below this one: `logos/<organization>`. */
  removeBelow(key: string): Promise<void>;
  /** Every stored file with its size, in any order. @throws StartError that says what to fix. */
  list(): AsyncIterable<{ readonly key: string; readonly bytes: number }>;
  /** Tests reading and writing. @throws StartError that says what to fix. */
  start(): Promise<void>;
  /** Removes files of uploads whose process was killed. */
  sweep(): Promise<void>;
  /** Rejects while the storage does not answer. */
  check(): Promise<void>;
}
