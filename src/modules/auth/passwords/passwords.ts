import { Argon2id, Bcrypt } from 'oslo/password';

// The one file that touches oslo's password hashing: a successor replaces it.

const memoryKibibytes = 19_456;
/** OWASP Password Storage: Argon2id, 19 MiB, two passes, one lane. */
const argon2id = new Argon2id({ memorySize: memoryKibibytes, iterations: 2, parallelism: 1 });
const bcrypt = new Bcrypt();

export function hashPassword(password: string): Promise<string> {
  return argon2id.hash(password);
}

/** Whether the password is the digest's; a digest that an import brought may be bcrypt's. */
export async function verifyPassword(digest: string, password: string): Promise<boolean> {
  try {
    return await (digest.startsWith('$2') ? bcrypt : argon2id).verify(digest, password);
  } catch {
    return false;
  }
}

let decoy: Promise<string> | undefined;

/** Takes as long as a real check, for an address that nobody has: its time must not tell. */
export async function verifyDecoy(password: string): Promise<false> {
  decoy ??= hashPassword('a password that nobody has');
  await verifyPassword(await decoy, password);
  return false;
}
