import {
  closeSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { randomBytes } from 'node:crypto';

/** A key with fewer bytes can be guessed. */
export const minKeyBytes = 32;
const maxFileBytes = 64 * 1024;

export function isLongEnough(key: string): boolean {
  return Buffer.byteLength(key) >= minKeyBytes;
}

/** An error in a secret's file. The message continues a sentence that begins with the file's name. */
export class SecretFileError extends Error {}

/**
 * Reads a file with one secret, a line of text; null if the file does not exist.
 * @throws SecretFileError if it is not a file, is empty, is not text or has more than one line.
 */
export function readSecretFile(path: string): string | null {
  if (!lstatSync(path, { throwIfNoEntry: false })) return null;
  const bytes = readBytes(path);
  const text = decode(bytes).replace(/(?:\r?\n)+$/, '');
  if (text.trim() === '') throw new SecretFileError('is empty');
  if (/\p{Cc}/u.test(text)) throw new SecretFileError('is not a single line of text');
  return text;
}

function readBytes(path: string): Buffer {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) throw new SecretFileError('is a broken link');
  if (stats.isDirectory()) throw new SecretFileError('is a folder');
  if (!stats.isFile() && !stats.isFIFO()) throw new SecretFileError('is not a file');
  if (stats.size > maxFileBytes) throw new SecretFileError('is too large for a secret');
  return readFileSync(path);
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SecretFileError('is not text', { cause });
  }
}

/**
 * Creates the file with mode 600. The content is synced to disk before the name appears: a power failure leaves the
 * complete file or none.
 * @returns the content of the file, which another process may have written first.
 */
export function createSecretFile(path: string, secret: string): string {
  const folder = dirname(path);
  if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined) syncFolder(dirname(folder));
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    const file = openSync(draft, 'wx', 0o600);
    writeSync(file, secret);
    fsyncSync(file);
    closeSync(file);
    linkSync(draft, path);
    syncFolder(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readSecretFile(path) ?? secret;
}

/** Makes a new file name durable. */
function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  fsyncSync(folder);
  closeSync(folder);
}
