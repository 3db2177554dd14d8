import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { DomainError } from '../errors.ts';
import type { Logger } from '../observability/logger.ts';
import { exitCodes, StartError } from '../startup/start-error.ts';
import { readStorage, type StorageVariables } from '../startup/storage-config.ts';
import { removeStaleDrafts, withDraft } from '../storage/drafts.ts';
import { bucketProblem, type BucketVariables } from '../storage/s3-problem.ts';
import { S3Refusal } from '../storage/s3-request.ts';
import { s3Storage } from '../storage/s3.ts';

/** An archive in a folder or bucket. */
export interface StoredArchive {
  readonly name: string;
  readonly bytes: number;
}

/** An archive as people see it. */
export interface KeptBackup {
  /** The full name, for `restore`. */
  readonly file: string;
  readonly createdAt: string;
  readonly bytes: number;
  readonly isEncrypted: boolean;
}

/** A folder or bucket for archives. A name appears only with the complete file. */
export interface ArchiveLocation {
  /** The full name of an archive, for people and for `restore`. */
  nameOf(name: string): string;
  /** Removes what interrupted backups left. @throws StartError if archives can't be stored here. */
  prepare(): Promise<void>;
  write(name: string, bytes: Readable): Promise<void>;
  open(name: string): Promise<Readable>;
  /** The archives that we named, oldest first. */
  list(): Promise<StoredArchive[]>;
  remove(name: string): Promise<void>;
}

export interface LocationContext {
  readonly storage: StorageVariables;
  readonly dataDir: string;
  readonly log: Logger;
}

/** `taskuno-20261128-173005.tar.zst`, with `.age` if it is encrypted. Sorts by time. */
export function archiveName(now: Date, isEncrypted: boolean): string {
  const time = now
    .toISOString()
    .replace(/[-:]|\..*/g, '')
    .replace('T', '-');
  return `taskuno-${time}.tar.zst${isEncrypted ? '.age' : ''}`;
}

const ownName = /^taskuno-(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)\.tar\.zst(?:\.age)?$/;

/** When an archive was made, by its name; null for other files. */
export function timeOfArchive(name: string): Date | null {
  const [, year, month, day, hour, minute, second] = ownName.exec(name) ?? [];
  return year === undefined ? null : new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** Where a new archive goes: a file, a folder (an existing one, or a name that ends with a slash), or `s3://…`. */
export async function locateTarget(
  target: string,
  newName: string,
  context: LocationContext,
): Promise<{ readonly location: ArchiveLocation; readonly name: string }> {
  if (target.startsWith('s3://')) return { location: bucketLocation(target, context), name: newName };
  const path = resolve(target);
  const isFolder = target.endsWith('/') || (await stat(path).catch(() => null))?.isDirectory() === true;
  if (isFolder) return { location: folderLocation(path), name: newName };
  const [name = ''] = path.split('/').slice(-1);
  return { location: folderLocation(dirname(path)), name };
}

/** The folder or bucket that keeps the archives of a schedule. */
export function locateFolder(target: string, context: LocationContext): ArchiveLocation {
  return target.startsWith('s3://') ? bucketLocation(target, context) : folderLocation(resolve(target));
}

/** An existing archive: a file, or `s3://bucket/prefix/name?…`. */
export function locateArchive(
  source: string,
  context: LocationContext,
): { readonly location: ArchiveLocation; readonly name: string } {
  if (!source.startsWith('s3://')) {
    const path = resolve(source);
    const [name = ''] = path.split('/').slice(-1);
    return { location: folderLocation(dirname(path)), name };
  }
  const url = new URL(source);
  const [name = ''] = url.pathname.split('/').slice(-1);
  url.pathname = url.pathname.slice(0, -name.length);
  return { location: bucketLocation(url.href, context), name };
}

function folderLocation(folder: string): ArchiveLocation {
  const prepare = async () => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await removeStaleDrafts(folder, { recursive: false });
  };
  return {
    nameOf: (name) => join(folder, name),
    prepare: () => prepare().catch((error: unknown) => refuseFolder(folder, error)),
    async write(name, bytes) {
      await withDraft(folder, bytes, Infinity, async (draft) => {
        await rename(draft.path, join(folder, name));
        await syncFolder(folder);
      }).catch((error: unknown) => refuseFolder(folder, error));
    },
    async open(name) {
      const path = join(folder, name);
      const status = await stat(path).catch(() => null);
      if (!status?.isFile()) throw noArchive(path);
      return createReadStream(path, { highWaterMark: 1024 * 1024 });
    },
    async list() {
      const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return [];
        throw error;
      });
      const own = names.filter((name) => timeOfArchive(name) !== null).toSorted();
      return Promise.all(own.map(async (name) => ({ name, bytes: (await stat(join(folder, name))).size })));
    },
    remove: (name) => rm(join(folder, name), { force: true }),
  };
}

function noArchive(name: string): StartError {
  return new StartError(exitCodes.configuration, `There is no archive ${name}.`);
}

/** System error codes (errno) of a folder, with what to do. */
const folderRemedies: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full. Free space, or choose another target.',
  EDQUOT: 'The quota is used up. Free space, or choose another target.',
  EROFS: 'It is read-only. Choose another target.',
  EACCES: 'Make it writable for the user that runs TaskUno.',
  EPERM: 'Make it writable for the user that runs TaskUno.',
  ENOTDIR: 'A part of this path is a file. Choose another target.',
  EIO: 'The disk has a fault.',
};

function refuseFolder(folder: string, error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const remedy = folderRemedies[code];
  if (remedy === undefined) throw error;
  throw new StartError(exitCodes.configuration, `No backup can be stored in ${folder} (${code}). ${remedy}`, error);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  await handle.sync();
  await handle.close();
}

function bucketLocation(url: string, { storage, dataDir, log }: LocationContext): ArchiveLocation {
  const config = readStorage({ ...storage, STORAGE_URL: url }, dataDir);
  if (Array.isArray(config)) {
    const problems = config.map((problem) => problem.replaceAll('STORAGE_URL', url));
    throw new StartError(exitCodes.configuration, problems.join('\n'));
  }
  if (config.kind !== 's3') throw new Error(`${url} is no bucket`);
  const bucket = s3Storage(config, log);
  const nameOf = (name: string) => {
    const { protocol, host, pathname, search } = new URL(url);
    return `${protocol}//${host}${pathname.replace(/\/$/, '')}/${name}${search}`;
  };
  const explain = (error: unknown): never => {
    if (!(error instanceof S3Refusal) && !(error instanceof DomainError)) throw error;
    throw bucketProblem(config, error, bucketVariables);
  };
  return {
    nameOf,
    prepare: () => bucket.abortAbandonedUploads((key) => timeOfArchive(key) !== null).catch(explain),
    write: (name, bytes) => bucket.upload(name, bytes).catch(explain),
    async open(name) {
      try {
        return await bucket.get(name);
      } catch (error) {
        if (error instanceof DomainError && error.code === 'file-missing') throw noArchive(nameOf(name));
        return explain(error);
      }
    },
    async list() {
      const archives: StoredArchive[] = [];
      try {
        for await (const { key, bytes } of bucket.listAll()) {
          if (timeOfArchive(key) !== null) archives.push({ name: key, bytes });
        }
      } catch (error) {
        explain(error);
      }
      return archives.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    },
    remove: (name) => bucket.remove(name).catch(explain),
  };
}

const bucketVariables: BucketVariables = {
  url: 'the target',
  accessKeyId: 'BACKUP_S3_ACCESS_KEY_ID or S3_ACCESS_KEY_ID',
  secretAccessKey: 'BACKUP_S3_SECRET_ACCESS_KEY or S3_SECRET_ACCESS_KEY',
};
