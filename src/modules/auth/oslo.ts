import { base32 } from 'oslo/encoding';
import { createTOTPKeyURI, generateHOTP } from 'oslo/otp';
import { Argon2id, Bcrypt } from 'oslo/password';

// The one file that touches oslo: a successor replaces it. Queues, policies and time windows are ours.

/** OWASP Password Storage: Argon2id, 19 MiB, two passes, one lane. */
const argon2id = new Argon2id({ memorySize: 19_456, iterations: 2, parallelism: 1 });
const bcrypt = new Bcrypt();

export function argon2idDigest(password: string): Promise<string> {
  return argon2id.hash(password);
}

export function isBcrypt(digest: string): boolean {
  return digest.startsWith('$2');
}

/** Whether the password is the digest's; a digest that is none is of no password. */
export function matchesDigest(digest: string, password: string): Promise<boolean> {
  return (isBcrypt(digest) ? bcrypt : argon2id).verify(digest, password).catch(() => false);
}

/** The code of a counter (HOTP, RFC 4226): SHA-1, six digits. */
export function codeOf(secret: Buffer, counter: number): Promise<string> {
  return generateHOTP(secret, counter, 6);
}

/** Base32 without padding (RFC 4648), as people type it into an authenticator. */
export function base32Text(secret: Buffer): string {
  return base32.encode(secret, { includePadding: false });
}

/** The address that an authenticator reads from a QR code. */
export function authenticatorUri(issuer: string, account: string, secret: Buffer): string {
  return createTOTPKeyURI(issuer, account, secret);
}
