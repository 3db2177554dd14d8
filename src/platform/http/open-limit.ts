import { DomainError, unavailable } from '../errors.ts';

export interface OpenLimitOptions {
  /** What is counted, for the message of the refusal: `event streams`. */
  readonly what: string;
  /** The code of the refusal. */
  readonly code: string;
  /** Null means no limit. */
  readonly perUser: number | null;
  readonly perAddress: number | null;
  readonly total: number | null;
}

export interface Opener {
  readonly userId: string;
  /** The source as rate limits use it: an IPv6 network is one source. */
  readonly source: string;
}

/** Limits how many things are open at the same time. A key is held only while something of it is open. */
export interface OpenLimit {
  /**
   * @returns a function to call on close. Idempotent.
   * @throws DomainError 429 if the person or the address has too many open, 503 if the total is reached.
   */
  enter(opener: Opener): () => void;
}

const retryAfterSeconds = 15;

export function createOpenLimit({ what, code, perUser, perAddress, total }: OpenLimitOptions): OpenLimit {
  const counts = new Map<string, number>();
  let all = 0;

  const isFull = (key: string, max: number | null) => max !== null && (counts.get(key) ?? 0) >= max;
  const add = (key: string, by: number) => {
    const count = (counts.get(key) ?? 0) + by;
    if (count === 0) counts.delete(key);
    else counts.set(key, count);
  };

  return {
    enter({ userId, source }) {
      const keys = [`user ${userId}`, `address ${source}`] as const;
      if (isFull(keys[0], perUser)) throw tooMany(`You have ${perUser} ${what} open. Close some and try again.`);
      if (isFull(keys[1], perAddress)) {
        throw tooMany(`Your network has ${perAddress} ${what} open. Try again in a moment.`);
      }
      if (total !== null && all >= total) {
        throw unavailable(code, `The server has too many ${what} open. Try again in a moment.`, retryAfterSeconds);
      }
      all += 1;
      for (const key of keys) add(key, 1);
      let isOpen = true;
      return () => {
        if (!isOpen) return;
        isOpen = false;
        all -= 1;
        for (const key of keys) add(key, -1);
      };
    },
  };

  function tooMany(message: string): DomainError {
    return new DomainError('too-many', code, message, { retryAfterSeconds });
  }
}
