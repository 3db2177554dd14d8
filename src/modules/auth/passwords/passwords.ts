import { availableParallelism } from 'node:os';
import { unavailable } from '#platform/errors.ts';
import { argon2idDigest, isBcrypt, matchesDigest } from '../oslo.ts';
import { createBoundedQueue } from './bounded-queue.ts';

// A hash occupies a core for about 100 ms, on its own thread. One core stays free for everything else, and requests
// that would wait for seconds are refused: a flood of sign-ins must not block the rest.
const cores = availableParallelism();
const maxHashing = Math.max(1, cores - 1);
const maxWaiting = 16;
const hashing = createBoundedQueue({
  maxRunning: maxHashing,
  maxWaiting: maxWaiting,
  // PostgreSQL needs a core as well.
  restsBetween: cores <= 2,
});
const busy = () => unavailable('sign-in-busy', 'Too many people are signing in right now. Try again in a moment.', 2);

/** As many as can be hashed soon. The work around a hash (counting, queries) is done only for these. */
const checks = createBoundedQueue({ maxRunning: maxHashing + maxWaiting, maxWaiting: 0 });

/**
 * Runs a password check with the work around it. Most of a flood is refused here, before it costs a query.
 * @throws DomainError 503 `sign-in-busy`.
 */
export async function boundedCheck<Result>(check: () => Promise<Result>): Promise<Result> {
  if (hashing.isFull()) throw busy();
  return checks.run(check, busy);
}

export function hashPassword(password: string): Promise<string> {
  return hashing.run(() => argon2idDigest(password), busy);
}

/** Whether the password matches the digest. Imported digests may be bcrypt. */
export function verifyPassword(digest: string, password: string): Promise<boolean> {
  return hashing.run(() => matchesDigest(digest, password), busy);
}

/** Whether the digest is replaced at the next sign-in. */
export const isOldDigest: (digest: string) => boolean = isBcrypt;

/** The digest of discarded random bytes: no password matches it. */
const decoy = '$argon2id$v=19$m=19456,t=2,p=1$RZgDbrKRub9pU/McpdjItg$pplnooJ0wjtnORo+i/RTzYtsixLGqHp1fYJmiW1HIVg';

/** Takes as long as a real check, for an unknown address, so that the duration reveals nothing. */
export async function verifyDecoy(password: string): Promise<false> {
  await verifyPassword(decoy, password);
  return false;
}
