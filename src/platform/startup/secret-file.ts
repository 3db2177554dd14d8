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

/** Fewer bytes than this could be guessed. */
export const minKeyBytes = 32;
const maxFileBytes = 64 * 1024;

export function isLongEnough(key: string): boolean {
  return Buffer.byteLength(key) >= minKeyBytes;
}

/** What is wrong with a secret's file; the message goes on after the file's name. */
export class SecretFileError extends Error {}

/**
 * Reads a file that holds one secret, a line of text; null where there is no such file.
 * @throws SecretFileError where there is something else, or the file is empty, no text or longer than a line.
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
 * Writes a secret for good before its name appears: a power cut leaves the whole file or none (mode 600). Returns what
 * the file holds, which another process may have written first.
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

/** A new name is durable once its folder is. */
function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  fsyncSync(folder);
  closeSync(folder);
}
