import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Encrypts a short secret that must be readable later (AES-256-GCM, NIST SP 800-38D). */
export function encrypt(key: Buffer, secret: Buffer): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** Decrypts with the key that fits; null if none does. */
export function decrypt(keys: readonly Buffer[], text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url');
  for (const key of keys) {
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
    } catch {
      // The text may be encrypted with the next key, from before a rotation.
    }
  }
  return null;
}

/**
 * Encrypts again with the current key what was encrypted with a previous one.
 * @param keys The first is the current one.
 * @returns null if the current key fits already, or none does.
 */
export function renewEncryption(keys: readonly [Buffer, ...Buffer[]], text: string): string | null {
  const [current, ...previous] = keys;
  if (previous.length === 0 || decrypt([current], text) !== null) return null;
  const secret = decrypt(previous, text);
  return secret === null ? null : encrypt(current, secret);
}
