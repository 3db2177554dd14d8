import type { Readable } from 'node:stream';

/** Where uploaded bytes live. Keys are ours: `imports/<organization>/<id>`. Nothing is held in memory whole. */
export interface Storage {
  /**
   * Streams bytes in; returns how many. A cut or too large upload leaves nothing behind.
   * @throws DomainError 413 past `maxBytes`, 503 while the storage is away.
   */
  put(key: string, bytes: AsyncIterable<Buffer>, maxBytes: number): Promise<number>;
  /**
   * Streams bytes out, `bytes` of them where that many were put. Whoever asks reads to the end, or destroys the stream.
   * @throws DomainError `file-missing` where they are not there or not whole, 503 while the storage is away.
   */
  get(key: string, bytes?: number): Promise<Readable>;
  /** Removes bytes; that there are none is no mistake. */
  remove(key: string): Promise<void>;
  /** Removes every key below this one: `logos/<organization>`. */
  removeBelow(key: string): Promise<void>;
  /** Tries what it is needed for. @throws StartError that says what to mend. */
  start(): Promise<void>;
  /** Removes what uploads left behind whose process ended in the middle. */
  sweep(): Promise<void>;
  /** Rejects while it does not answer. */
  check(): Promise<void>;
}
