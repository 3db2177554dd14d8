import { availableParallelism } from 'node:os';
import { unavailable } from '#platform/errors.ts';
import { argon2idDigest, isBcrypt, matchesDigest } from '../oslo.ts';
import { createBoundedQueue } from './bounded-queue.ts';

// A hash takes a core for a tenth of a second, on a thread of its own. One core is left to everything else, and whoever
// would wait for seconds is told to come back: a flood of sign-ins must not starve the rest.
const cores = availableParallelism();
const maxHashing = Math.max(1, cores - 1);
const maxWaiting = 16;
const hashing = createBoundedQueue({
  maxRunning: maxHashing,
  maxWaiting: maxWaiting,
  // PostgreSQL wants a core as well.
  restsBetween: cores <= 2,
});
const busy = () => unavailable('sign-in-busy', 'Too many people are signing in right now. Try again in a moment.', 2);

/** As many as can be hashed soon: what stands around a hash, counting and looking up, is for no more than these. */
const checks = createBoundedQueue({ maxRunning: maxHashing + maxWaiting, maxWaiting: 0 });

/**
 * Checks a password with all that stands around it. Most of a flood is refused here, before it costs a query.
 * @throws DomainError 503 `sign-in-busy`.
 */
export async function boundedCheck<Result>(check: () => Promise<Result>): Promise<Result> {
  if (hashing.isFull()) throw busy();
  return checks.run(check, busy);
}

export function hashPassword(password: string): Promise<string> {
  return hashing.run(() => argon2idDigest(password), busy);
}

/** Whether the password is the digest's; a digest that an import brought may be bcrypt's. */
export function verifyPassword(digest: string, password: string): Promise<boolean> {
  return hashing.run(() => matchesDigest(digest, password), busy);
}

/** Whether a digest is of a kind that is replaced at the next sign-in. */
export const isOldDigest: (digest: string) => boolean = isBcrypt;

/** The digest of random bytes that nobody kept: no password is right for it. */
const decoy = '$argon2id$v=19$m=19456,t=2,p=1$RZgDbrKRub9pU/McpdjItg$pplnooJ0wjtnORo+i/RTzYtsixLGqHp1fYJmiW1HIVg';

/** Takes as long as a real check, for an address that nobody has: its time must not tell. */
export async function verifyDecoy(password: string): Promise<false> {
  await verifyPassword(decoy, password);
  return false;
}
