import { createHash } from 'node:crypto';
import { addAbortSignal, pipeline, Transform } from 'node:stream';
import { exitCodes, StartError } from '../startup/start-error.ts';
import { type ArchiveLocation } from './archive-location.ts';
import { type BackupOptions, createBackup, type CreatedBackup } from './create-backup.ts';
import { readArchive } from './read-archive.ts';

export interface StoreOptions extends Omit<BackupOptions, 'sink'> {
  readonly location: ArchiveLocation;
  readonly name: string;
  /** Aborts the backup; nothing of it is left. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes a backup under a temporary name, stores it under its own, and reads it again. What was stored badly is removed.
 * @throws StartError if the stored bytes are not those that were written.
 */
export async function storeBackup({ location, name, signal, ...options }: StoreOptions): Promise<CreatedBackup> {
  await location.prepare();
  const backup = await createBackup({
    ...options,
    sink: (bytes) => location.write(name, signal ? addAbortSignal(signal, bytes) : bytes),
  }).catch((error: unknown) => {
    if (!signal?.aborted) throw error;
    throw new StartError(exitCodes.unexpected, 'The backup was stopped. Nothing of it is left.', error);
  });
  try {
    const isEncrypted = options.recipients.length > 0;
    const digest = isEncrypted ? await rawDigest(location, name) : await checkedDigest(location, name);
    if (digest === backup.sha256) return backup;
  } catch (cause) {
    await location.remove(name);
    throw notAsWritten(location.nameOf(name), cause);
  }
  await location.remove(name);
  throw notAsWritten(location.nameOf(name));
}

function notAsWritten(name: string, cause?: unknown): StartError {
  return new StartError(
    exitCodes.unexpected,
    `The backup ${name} could not be read as it was written and is removed. Check the disk or the bucket, then try again.`,
    cause,
  );
}

/** Nobody but the owner of the identity can look into an encrypted archive: its bytes are compared. */
async function rawDigest(location: ArchiveLocation, name: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of await location.open(name)) hash.update(chunk);
  return hash.digest('hex');
}

async function checkedDigest(location: ArchiveLocation, name: string): Promise<string> {
  const hash = createHash('sha256');
  const open = async () => {
    const bytes = await location.open(name);
    const hashing = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        done(null, chunk);
      },
    });
    // Whoever reads the last stream gets the error.
    return pipeline(bytes, hashing, () => undefined);
  };
  await readArchive({ name, open, identities: [] });
  return hash.digest('hex');
}
