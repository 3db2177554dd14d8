import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.ts';
import { createSecretFile, isLongEnough, minKeyBytes, readSecretFile, SecretFileError } from './secret-file.ts';
import { exitCodes, StartError } from './start-error.ts';

/** The keys of this installation. The previous key still verifies what was signed before a rotation. */
export interface Secrets {
  readonly secretKey: string;
  readonly previousKey: string | undefined;
  readonly serviceKey: string;
}

export type KeyConfig = Pick<Config, 'SECRET_KEY' | 'SECRET_KEY_PREVIOUS' | 'SERVICE_KEY' | 'dataDir'>;

/** The existing keys; null for one that is not created yet. */
interface KnownKeys {
  readonly secretKey: string | null;
  readonly serviceKey: string | null;
}

/**
 * Reads the keys from the configuration, else from `DATA_DIR/secrets`. Creates nothing.
 * @throws StartError if a key's file is invalid.
 */
export function readKeys(config: KeyConfig): KnownKeys {
  return {
    secretKey: config.SECRET_KEY ?? readKey(config.dataDir, 'secret-key'),
    serviceKey: config.SERVICE_KEY ?? readKey(config.dataDir, 'service-key'),
  };
}

/**
 * Reads the keys, and creates the missing ones at the first start.
 * @throws StartError if the secret key is missing although accounts exist, because they depend on it.
 */
export async function openSecrets(config: KeyConfig, hasAccounts: () => Promise<boolean>): Promise<Secrets> {
  const { secretKey, serviceKey } = readKeys(config);
  if (secretKey === null && (await hasAccounts())) {
    throw new StartError(
      exitCodes.dataFolder,
      `The key ${keyFile(config.dataDir, 'secret-key')} is missing, but the database contains accounts. Restore it from a backup. ${withoutBackup}`,
    );
  }
  return {
    secretKey: secretKey ?? createKey(config.dataDir, 'secret-key'),
    previousKey: config.SECRET_KEY_PREVIOUS,
    serviceKey: serviceKey ?? createKey(config.dataDir, 'service-key'),
  };
}

/**
 * Creates a new secret key in place of a lost one.
 * @returns the path of its file.
 * @throws StartError if a key exists, in a file or in the configuration.
 */
export function replaceLostKey(config: KeyConfig): string {
  const file = keyFile(config.dataDir, 'secret-key');
  if (config.SECRET_KEY !== undefined)
    throw new StartError(exitCodes.refused, 'SECRET_KEY is set in the environment. Change it there.');
  if (lstatSync(file, { throwIfNoEntry: false })) {
    throw new StartError(exitCodes.refused, `${file} exists. Move it away first if it is no longer valid.`);
  }
  createKey(config.dataDir, 'secret-key');
  return file;
}

export type InstalledKeys = Readonly<Partial<Record<KeyName, string>>>;

/** Writes keys of a backup to `DATA_DIR/secrets`, where the configuration and the folder have none. */
export function installKeys(config: KeyConfig, keys: InstalledKeys): void {
  const known = readKeys(config);
  for (const [name, existing] of [
    ['secret-key', known.secretKey],
    ['service-key', known.serviceKey],
  ] as const) {
    const key = keys[name];
    if (existing !== null || key === undefined) continue;
    withReason(keyFile(config.dataDir, name), name, 'written', () =>
      createSecretFile(keyFile(config.dataDir, name), key),
    );
  }
}

/** A key for one purpose, derived from the installation's key (HKDF, RFC 5869), so that no two purposes share a key. */
export function derivedKey(secretKey: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secretKey, '', `taskuno:${purpose}`, 32));
}

/** A keyed digest (HMAC-SHA-256, RFC 2104) in characters of `[A-Za-z0-9_-]`. */
export function keyedDigest(key: Buffer, ...parts: readonly string[]): string {
  return createHmac('sha256', key).update(parts.join('\0')).digest('base64url');
}

/** Compares two texts in constant time. */
export function equalSecrets(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

type KeyName = 'secret-key' | 'service-key';

const withoutBackup = 'Without a backup, "taskuno secret-key new" creates a new key and prints what stops working.';
const advice: Readonly<Record<KeyName, string>> = {
  'secret-key': `Move it away, then restore it from a backup. ${withoutBackup}`,
  'service-key': 'Move it away. The next start creates a new key; give it to the services that call this app.',
};

function keyFile(dataDir: string, name: KeyName): string {
  return join(dataDir, 'secrets', name);
}

function readKey(dataDir: string, name: KeyName): string | null {
  const file = keyFile(dataDir, name);
  const text = withReason(file, name, 'read', () => readSecretFile(file));
  if (text === null) return null;
  const key = text.trim();
  if (isLongEnough(key)) return key;
  throw notAKey(file, name, `contains fewer than ${minKeyBytes} bytes`);
}

function createKey(dataDir: string, name: KeyName): string {
  const file = keyFile(dataDir, name);
  return withReason(file, name, 'written', () => createSecretFile(file, randomBytes(33).toString('base64'))).trim();
}

function withReason<Result>(file: string, name: KeyName, action: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof SecretFileError) throw notAKey(file, name, error.message, error);
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new StartError(exitCodes.dataFolder, `The key ${file} can't be ${action} (${reason}).`, error);
  }
}

function notAKey(file: string, name: KeyName, what: string, cause?: unknown): StartError {
  return new StartError(exitCodes.dataFolder, `The key ${file} ${what}. ${advice[name]}`, cause);
}

/**
 * A signed token for an id, in characters of `[A-Za-z0-9_-]`: the id and a keyed digest of it and `parts`. It is not
 * stored: it can be computed again with the key, and a changed part (such as a version) invalidates all earlier tokens.
 */
export function signedId(key: Buffer, id: string, ...parts: readonly string[]): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url') + keyedDigest(key, id, ...parts);
}

/** The id in a signed token, not yet verified: compare the token with `signedId` of that id. */
export function unverifiedId(token: string): string | null {
  if (!/^[\w-]{65}$/.test(token)) return null;
  const hex = Buffer.from(token.slice(0, 22), 'base64url').toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
