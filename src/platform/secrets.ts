import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.ts';

/** The keys of this installation. The previous one verifies what was signed before a rotation. */
export interface Secrets {
  readonly secretKey: string;
  readonly previousKey: string | undefined;
  readonly serviceKey: string;
}

/** Takes the keys from the configuration, else from `DATA_DIR/secrets`, where the first start makes them (mode 600). */
export function loadSecrets(
  config: Pick<Config, 'SECRET_KEY' | 'SECRET_KEY_PREVIOUS' | 'SERVICE_KEY' | 'dataDir'>,
): Secrets {
  return {
    secretKey: config.SECRET_KEY ?? keptKey(config.dataDir, 'secret-key'),
    previousKey: config.SECRET_KEY_PREVIOUS,
    serviceKey: config.SERVICE_KEY ?? keptKey(config.dataDir, 'service-key'),
  };
}

/** A key for one purpose, from the installation's own (HKDF, RFC 5869), so that no two purposes share one. */
export function derivedKey(secretKey: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secretKey, '', `taskuno:${purpose}`, 32));
}

/** A keyed digest in one piece of `[A-Za-z0-9_-]` (HMAC-SHA-256, RFC 2104). */
export function keyedDigest(key: Buffer, ...parts: readonly string[]): string {
  return createHmac('sha256', key).update(parts.join('\0')).digest('base64url');
}

/** Compares without telling by its time where two texts differ. */
export function equalSecrets(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

function keptKey(dataDir: string, name: string): string {
  const folder = join(dataDir, 'secrets');
  const file = join(folder, name);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, randomBytes(33).toString('base64'), { mode: 0o600 });
    // Linked, not written in place: two first starts at once must agree on one whole key.
    if (!existsSync(file)) linkSync(draft, file);
    unlinkSync(draft);
  }
  return readFileSync(file, 'utf8').trim();
}

/**
 * A token for an id, in one piece of `[A-Za-z0-9_-]`: the id and a keyed digest of it and `parts`. It is kept nowhere:
 * whoever holds the key can make it again, and a changed part (a version) makes every earlier one worthless.
 */
export function sealedId(key: Buffer, id: string, ...parts: readonly string[]): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url') + keyedDigest(key, id, ...parts);
}

/** The id inside a sealed one, not yet checked: compare the token with `sealedId` of what is known of that id. */
export function idOfSeal(token: string): string | null {
  if (!/^[\w-]{65}$/.test(token)) return null;
  const hex = Buffer.from(token.slice(0, 22), 'base64url').toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
