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
