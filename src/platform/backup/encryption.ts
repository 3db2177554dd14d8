import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { exitCodes, StartError } from '../startup/start-error.ts';
import { ArchiveError } from './archive-format.ts';

/** The beginning of an age file (age-encryption.org/v1). */
export const ageMagic = Buffer.from('age-encryption.org/v1\n');
/** The header of an age file is read into memory. */
const maxAgeHeaderBytes = 64 * 1024;

/** Encrypts a stream for these age recipients (`age1…`); unchanged without recipients. */
export async function encryptStream(bytes: Readable, recipients: readonly string[]): Promise<Readable> {
  if (recipients.length === 0) return bytes;
  const encrypter = await encrypterFor(recipients);
  return Readable.fromWeb(await encrypter.encrypt(Readable.toWeb(bytes)));
}

/** @throws StartError if a recipient is not an age recipient. */
export async function checkRecipients(recipients: readonly string[]): Promise<void> {
  if (recipients.length > 0) await encrypterFor(recipients);
}

async function encrypterFor(recipients: readonly string[]) {
  const { Encrypter } = await import('age-encryption');
  const encrypter = new Encrypter();
  for (const recipient of recipients) {
    try {
      encrypter.addRecipient(recipient);
    } catch (cause) {
      throw new StartError(
        exitCodes.configuration,
        `${recipient} is not an age recipient. Create a key pair with age-keygen; the recipient begins with age1.`,
        cause,
      );
    }
  }
  return encrypter;
}

/** Reads the identities (`AGE-SECRET-KEY-…`) of a file that age-keygen wrote. */
export function readIdentities(path: string): string[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new StartError(exitCodes.configuration, `The identity file ${path} can't be read.`, cause);
  }
  const identities = text.split(/\r?\n/).filter((line) => line.startsWith('AGE-SECRET-KEY-'));
  if (identities.length > 0) return identities;
  throw new StartError(
    exitCodes.configuration,
    `The file ${path} contains no age identity, a line that begins with AGE-SECRET-KEY-.`,
  );
}

/**
 * Decrypts a stream that begins with an age header.
 * @throws ArchiveError if no identity fits.
 */
export async function decryptStream(bytes: Readable, start: Buffer, identities: readonly string[]): Promise<Readable> {
  if (identities.length === 0) throw new ArchiveError('is encrypted: name the file of your age key with --identity');
  // The last line of the header begins with three dashes.
  if (!start.subarray(0, maxAgeHeaderBytes).includes('\n--- '))
    throw new ArchiveError('is damaged: its header is too long');
  const { Decrypter } = await import('age-encryption');
  const decrypter = new Decrypter();
  try {
    for (const identity of identities) decrypter.addIdentity(identity);
  } catch (cause) {
    throw new StartError(exitCodes.configuration, 'The identity file contains an invalid age identity.', cause);
  }
  try {
    return Readable.fromWeb(await decrypter.decrypt(Readable.toWeb(bytes)));
  } catch (cause) {
    throw new ArchiveError('is encrypted for another key than that of the identity file', { cause });
  }
}
