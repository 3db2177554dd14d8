import { availableParallelism } from 'node:os';
import { createBoundedQueue } from '#platform/bounded-queue.ts';
import { unavailable } from '#platform/errors.ts';
import { argon2idDigest, isBcrypt, matchesDigest } from '../oslo.ts';

// A hash takes a core for a tenth of a second, on a thread of its own. One core is left to everything else, and whoever
// would wait for seconds is told to come back: a flood of sign-ins must not starve the rest.
const cores = availableParallelism();
const hashing = createBoundedQueue({
  atOnce: Math.max(1, cores - 1),
  mostWaiting: 16,
  // PostgreSQL wants a core as well.
  restsBetween: cores <= 2,
});
const busy = () => unavailable('sign-in-busy', 'Very many are signing in just now. Try again in a moment.', 2);

/**
 * Refuses before anything is looked up: most of a flood ends here.
 * @throws DomainError 503 `sign-in-busy`.
 */
export function refuseBusy(): void {
  if (hashing.isFull()) throw busy();
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
