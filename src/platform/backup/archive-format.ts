import { z } from 'zod';
import { exitCodes, StartError } from '../startup/start-error.ts';

/**
 * An archive is a tar file, compressed with zstd and, by choice, encrypted with age. Its entries, in this order:
 * `header.json`, `tables/<schema>.<table>/<part>`, `files/<key>`, `keys/<name>`, `manifest.json`.
 */
const formatVersion = 1;

const name = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/);
const count = z.int().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const keyNames = ['secret-key', 'service-key'] as const;
export type KeyName = (typeof keyNames)[number];

/** What an archive says of itself before its data. */
export const Header = z.strictObject({
  format: z.literal('taskuno-backup'),
  formatVersion: z.literal(formatVersion, 'was made by a newer release'),
  /** The release that made it. */
  app: z.string(),
  createdAt: z.iso.datetime(),
  postgres: z.string(),
  /** The applied migrations of each schema, by file name and SHA-256. */
  migrations: z.record(name, z.array(z.strictObject({ name: z.string(), hash: sha256 }))),
  hasFiles: z.boolean(),
  hasKeys: z.boolean(),
  /** A digest of the secret key: tells whether an installation has the same key. */
  keyFingerprint: z.string(),
});
export type Header = z.infer<typeof Header>;

const TableSummary = z.strictObject({
  schema: name,
  table: name,
  columns: z.array(z.string().min(1).max(63)).min(1),
  rows: count,
  bytes: count,
  /** Of the rows in the text format of COPY. */
  sha256,
});
export type TableSummary = z.infer<typeof TableSummary>;

/** What an archive contains: the last entry, so that a cut-off archive has none. */
export const Manifest = z.strictObject({
  /** Each database was read in one snapshot. */
  snapshots: z.array(z.strictObject({ schemas: z.array(name), at: z.iso.datetime() })),
  tables: z.array(TableSummary),
  sequences: z.array(z.strictObject({ schema: name, name, value: z.int() })),
  /** `sha256` covers the key, the size and the content of each file, in order. */
  files: z.strictObject({ count, bytes: count, missing: count, sha256 }),
  keys: z.array(z.strictObject({ name: z.enum(keyNames), sha256 })),
});
export type Manifest = z.infer<typeof Manifest>;

export const newHeader = (values: Omit<Header, 'format' | 'formatVersion'>): Header => ({
  format: 'taskuno-backup',
  formatVersion,
  ...values,
});

/** A name of an entry, taken apart. */
export type EntryName =
  | { readonly kind: 'header' | 'manifest' }
  | { readonly kind: 'table'; readonly schema: string; readonly table: string }
  | { readonly kind: 'file'; readonly key: string }
  | { readonly kind: 'key'; readonly name: KeyName };

/** Rows are cut into entries of about this size, because tar names the size before the bytes. */
export const partBytes = 1024 * 1024;

/** The largest entry of each kind. */
export const maxEntryBytes: Readonly<Record<EntryName['kind'], number>> = {
  header: 1024 * 1024,
  // A row can have a gigabyte.
  table: 2 * 1024 * 1024 * 1024,
  file: 1024 * 1024 * 1024,
  key: 64 * 1024,
  manifest: 16 * 1024 * 1024,
};

/** @throws ArchiveError for a name that no archive of ours contains. */
export function parseEntryName(entry: string): EntryName {
  if (entry === 'header.json') return { kind: 'header' };
  if (entry === 'manifest.json') return { kind: 'manifest' };
  const table = /^tables\/([a-z_][a-z0-9_]*)\.([a-z_][a-z0-9_]*)\/\d{1,9}$/.exec(entry);
  if (table) return { kind: 'table', schema: table[1] ?? '', table: table[2] ?? '' };
  const file = /^files\/([\w-]+(?:\/[\w-]+)*)$/.exec(entry);
  if (file) return { kind: 'file', key: file[1] ?? '' };
  const key = keyNames.find((one) => entry === `keys/${one}`);
  if (key) return { kind: 'key', name: key };
  throw new ArchiveError(`contains the unexpected entry ${JSON.stringify(entry.slice(0, 100))}`);
}

/**
 * A skippable frame of zstd (RFC 8878, 3.1.2), which ends every archive: zstd alone does not notice that the last bytes
 * are missing.
 */
export const endFrame = Buffer.concat([Buffer.from([0x50, 0x2a, 0x4d, 0x18, 11, 0, 0, 0]), Buffer.from('taskuno-end')]);

/** Something is wrong with an archive. The message continues a sentence that begins with the archive's name. */
export class ArchiveError extends Error {}

/** @returns the error for the operator. */
export function archiveFailure(source: string, error: unknown): unknown {
  if (!(error instanceof ArchiveError)) return error;
  return new StartError(exitCodes.unexpected, `The archive ${source} ${error.message}.`, error);
}
