import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Seals a short secret that has to be read again (AES-256-GCM, NIST SP 800-38D). */
export function encrypt(key: Buffer, secret: Buffer): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** Opens it with whichever of the keys sealed it; null where none did. */
export function decrypt(keys: readonly Buffer[], text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url');
  for (const key of keys) {
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]);
    } catch {
      // The next key may be the one: this may have been sealed before a rotation.
    }
  }
  return null;
}
