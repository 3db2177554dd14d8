import { availableParallelism } from 'node:os';
import { unavailable } from '#platform/errors.ts';
import { argon2idDigest, isBcrypt, matchesDigest, type PasswordCost } from '../oslo.ts';
import { createBoundedQueue } from './bounded-queue.ts';

/** Hashes and checks passwords, few at a time. Each function throws DomainError 503 `sign-in-busy` if many wait. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** Whether the password matches the digest. Imported digests may be bcrypt. */
  verify(digest: string, password: string): Promise<boolean>;
  /** Takes as long as a real check, for an unknown address, so that the duration reveals nothing. */
  verifyDecoy(password: string): Promise<false>;
  /** Runs a check with the work around it. Most of a flood is refused here, before it costs a query. */
  bounded<Result>(check: () => Promise<Result>): Promise<Result>;
}

/** Whether the digest is replaced at the next sign-in. */
export const isOldDigest: (digest: string) => boolean = isBcrypt;

// A hash occupies a core for about 100 ms, on its own thread. One core stays free for everything else, and requests
// that would wait for seconds are refused: a flood of sign-ins must not block the rest.
const cores = availableParallelism();
const maxHashing = Math.max(1, cores - 1);
const maxWaiting = 16;
const busy = () => unavailable('sign-in-busy', 'Too many people are signing in right now. Try again in a moment.', 2);

export function createPasswords(cost: PasswordCost): Passwords {
  const hashing = createBoundedQueue({
    maxRunning: maxHashing,
    maxWaiting,
    // PostgreSQL needs a core as well.
    restsBetween: cores <= 2,
  });
  /** As many as can be hashed soon. The work around a hash (counting, queries) is done only for these. */
  const checks = createBoundedQueue({ maxRunning: maxHashing + maxWaiting, maxWaiting: 0 });
  const decoy = decoyDigest(cost);

  const verify = (digest: string, password: string) => hashing.run(() => matchesDigest(digest, password), busy);
  return {
    hash: (password) => hashing.run(() => argon2idDigest(password, cost), busy),
    verify,
    async verifyDecoy(password) {
      await verify(decoy, password);
      return false;
    },
    async bounded(check) {
      if (hashing.isFull()) throw busy();
      return checks.run(check, busy);
    },
  };
}

/** A digest of this cost that no password matches: the hash of discarded random bytes. */
function decoyDigest({ memorySize, iterations }: PasswordCost): string {
  const parameters = `m=${memorySize},t=${iterations},p=1`;
  return `$argon2id$v=19$${parameters}$RZgDbrKRub9pU/McpdjItg$pplnooJ0wjtnORo+i/RTzYtsixLGqHp1fYJmiW1HIVg`;
}
