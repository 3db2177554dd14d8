import { base32 } from 'oslo/encoding';
import { createTOTPKeyURI, generateHOTP } from 'oslo/otp';
import { Argon2id, Bcrypt } from 'oslo/password';

// The only file that uses oslo, so that it can be replaced. Queues, policies and time windows are our own code.

/** What one password hash costs: memory in KiB, and passes over it. */
export interface PasswordCost {
  readonly memorySize: number;
  readonly iterations: number;
}

/** OWASP Password Storage: Argon2id, 19 MiB, two passes, one lane. */
export const defaultPasswordCost: PasswordCost = { memorySize: 19_456, iterations: 2 };

const argon2id = new Argon2id();
const bcrypt = new Bcrypt();

export function argon2idDigest(password: string, cost: PasswordCost): Promise<string> {
  return new Argon2id({ ...cost, parallelism: 1 }).hash(password);
}

export function isBcrypt(digest: string): boolean {
  return digest.startsWith('$2');
}

/** Whether the password matches the digest, which names its cost; false for an invalid digest. */
export function matchesDigest(digest: string, password: string): Promise<boolean> {
  return (isBcrypt(digest) ? bcrypt : argon2id).verify(digest, password).catch(() => false);
}

/** The code of a counter (HOTP, RFC 4226): SHA-1, six digits. */
export function codeOf(secret: Buffer, counter: number): Promise<string> {
  return generateHOTP(secret, counter, 6);
}

/** Base32 without padding (RFC 4648), for typing into an authenticator. */
export function base32Text(secret: Buffer): string {
  return base32.encode(secret, { includePadding: false });
}

/** The `otpauth:` URI for an authenticator's QR code. */
export function authenticatorUri(issuer: string, account: string, secret: Buffer): string {
  return createTOTPKeyURI(issuer, account, secret);
}
