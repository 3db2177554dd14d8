import { createHash, type Hash } from 'node:crypto';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdDecompress } from 'node:zlib';
import { extract, type Header as TarHeader } from 'tar-stream';
import {
  ArchiveError,
  endFrame,
  type EntryName,
  Header,
  type KeyName,
  Manifest,
  maxEntryBytes,
  parseEntryName,
  type TableSummary,
} from './archive-format.ts';
import { ageMagic, decryptStream } from './encryption.ts';

const zstdMagic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
/** We compress with windows of 2 MiB. A hostile archive must not make us keep one of 2 GiB. */
const maxWindowLog = 24;
/** Enough for the header of an age file. */
const startBytes = 64 * 1024;

/** Where the archive's bytes come from. It may be opened several times. */
export interface ArchiveSource {
  readonly name: string;
  readonly open: () => Promise<Readable>;
  readonly identities: readonly string[];
}

/** Receives an archive in the order of its entries. A content that it does not read is read for the checksums. */
export interface ArchiveVisitor {
  header?(header: Header): Promise<void> | void;
  /** All rows of a table, in the text format of COPY. */
  table?(table: { readonly schema: string; readonly table: string }, rows: AsyncIterable<Buffer>): Promise<void>;
  file?(key: string, size: number, bytes: AsyncIterable<Buffer>): Promise<void>;
  key?(name: KeyName, text: string): Promise<void> | void;
  /** Called with the number of bytes read from the tables and files so far. */
  progress?(bytes: number): void;
}

export interface ArchiveContent {
  readonly header: Header;
  readonly manifest: Manifest;
}

/**
 * Reads an archive once, in bounded memory, and checks every checksum.
 * @throws ArchiveError if it is cut off, changed, or not one of ours.
 */
export async function readArchive(source: ArchiveSource, visitor: ArchiveVisitor = {}): Promise<ArchiveContent> {
  const tar = extract();
  const raw = await source.open();
  const reading = (async () => {
    const { start, bytes } = await peek(raw);
    const isEncrypted = start.subarray(0, ageMagic.length).equals(ageMagic);
    const plain = isEncrypted ? await decryptStream(bytes, start, source.identities) : bytes;
    if (!isEncrypted && !start.subarray(0, zstdMagic.length).equals(zstdMagic)) {
      throw new ArchiveError('is not a backup of TaskUno');
    }
    const decompress = createZstdDecompress({
      // Each chunk is a task of the thread pool: few large ones are faster than many small ones.
      chunkSize: 512 * 1024,
      params: { [constants.ZSTD_d_windowLogMax]: maxWindowLog },
    });
    await pipeline(plain, endChecked(), decompress, tar);
  })();
  reading.catch((error: unknown) => tar.destroy(error instanceof Error ? error : new Error(String(error))));
  try {
    const content = await visit(tar, visitor);
    await reading;
    return content;
  } catch (error) {
    tar.destroy();
    // The cause of a broken stream is the failure of the stream before it.
    const cause: unknown = await reading.then(
      () => error,
      (first: unknown) => (isFollowUp(error) ? first : error),
    );
    throw explain(cause);
  } finally {
    raw.destroy();
  }
}

function isFollowUp(error: unknown): boolean {
  return !(error instanceof ArchiveError) && error instanceof Error && !('severity' in error);
}

/** Errors of zlib, tar-stream and age, which mean that the bytes are not those that were written. */
function explain(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof ArchiveError) return error;
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'Z_BUF_ERROR' || /unexpected end|premature close/i.test(error.message)) {
    return new ArchiveError('is incomplete: its end is missing', { cause: error });
  }
  if (
    /^(?:Z_|ZSTD_|ERR_ZSTD|ERR_ZLIB)/.test(code) ||
    /invalid tag|invalid tar|header|final chunk|stream closed|readable stream/i.test(error.message)
  ) {
    return new ArchiveError('is damaged', { cause: error });
  }
  return error;
}

/** Passes the bytes on, and fails if they do not end as an archive ends. */
function endChecked(): Transform {
  let tail = Buffer.alloc(0);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      tail = Buffer.concat([tail, chunk.subarray(-endFrame.length)]).subarray(-endFrame.length);
      done(null, chunk);
    },
    flush: (done) => done(tail.equals(endFrame) ? null : new ArchiveError('is incomplete: its end is missing')),
  });
}

/** The first bytes, and the whole stream again. */
async function peek(raw: Readable): Promise<{ start: Buffer; bytes: Readable }> {
  const first: Buffer[] = [];
  let size = 0;
  const iterator = raw.iterator({ destroyOnReturn: false });
  while (size < startBytes) {
    const next = await iterator.next();
    if (next.done === true) break;
    const chunk: Buffer = next.value;
    first.push(chunk);
    size += chunk.length;
  }
  async function* all() {
    yield* first;
    yield* iterator;
  }
  return { start: Buffer.concat(first), bytes: Readable.from(all(), { objectMode: false }) };
}

/** What is read so far of the tables, files and keys, to be compared with the manifest. */
interface Tally {
  readonly tables: Map<string, { rows: number; bytes: number; hash: Hash }>;
  readonly files: { count: number; bytes: number; readonly hash: Hash };
  readonly keys: Map<KeyName, string>;
}

const order: readonly EntryName['kind'][] = ['header', 'table', 'file', 'key', 'manifest'];

async function visit(tar: ReturnType<typeof extract>, visitor: ArchiveVisitor): Promise<ArchiveContent> {
  const entries = new Entries(tar);
  const tally: Tally = {
    tables: new Map(),
    files: { count: 0, bytes: 0, hash: createHash('sha256') },
    keys: new Map(),
  };
  let read = 0;
  const counted = async function* (entry: Entry, hash: Hash) {
    for await (const chunk of entry) {
      hash.update(chunk);
      read += chunk.length;
      visitor.progress?.(read);
      yield chunk;
    }
  };
  const first = await entries.next();
  if (first?.name.kind !== 'header') throw new ArchiveError('is not a backup of TaskUno');
  const header = parseJson(Header, await wholeText(first.entry));
  await visitor.header?.(header);
  for (let next = await entries.next(); next; next = await entries.next()) {
    const { name, entry, size } = next;
    if (name.kind === 'manifest') {
      const manifest = parseJson(Manifest, await wholeText(entry));
      if (await entries.next()) throw new ArchiveError('is damaged: something follows its manifest');
      compare(tally, manifest);
      return { header, manifest };
    }
    if (name.kind === 'table') {
      const key = `${name.schema}.${name.table}`;
      if (tally.tables.has(key)) throw new ArchiveError(`is damaged: the table ${key} occurs twice`);
      const table = { rows: 0, bytes: 0, hash: createHash('sha256') };
      tally.tables.set(key, table);
      const rows = rowsOf(entries, name, entry, table, counted);
      await visitor.table?.(name, rows);
      await readToEnd(rows);
    } else if (name.kind === 'file') {
      const { files } = tally;
      files.count += 1;
      files.bytes += size;
      files.hash.update(`${name.key}\0${size}\0`);
      const bytes = counted(entry, files.hash);
      await visitor.file?.(name.key, size, bytes);
      await readToEnd(bytes);
    } else if (name.kind === 'key') {
      const text = await wholeText(entry);
      tally.keys.set(name.name, createHash('sha256').update(text).digest('hex'));
      await visitor.key?.(name.name, text);
    }
  }
  throw new ArchiveError('is incomplete: its end is missing');
}

/** What a visitor leaves unread counts for the checksums. */
async function readToEnd(chunks: AsyncIterable<Buffer>): Promise<void> {
  for await (const chunk of chunks) void chunk;
}

/** All parts of one table, which follow each other. */
async function* rowsOf(
  entries: Entries,
  { schema, table }: { schema: string; table: string },
  first: Entry,
  tally: { rows: number; bytes: number; readonly hash: Hash },
  counted: (entry: Entry, hash: Hash) => AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  for (let entry: Entry | null = first; entry;) {
    for await (const chunk of counted(entry, tally.hash)) {
      tally.bytes += chunk.length;
      tally.rows += countLines(chunk);
      yield chunk;
    }
    const next = await entries.peek();
    const isSame = next?.name.kind === 'table' && next.name.schema === schema && next.name.table === table;
    entry = isSame ? ((await entries.next())?.entry ?? null) : null;
  }
}

/** COPY escapes line breaks inside values, so each line break ends a row. */
export function countLines(chunk: Buffer): number {
  let lines = 0;
  for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
  return lines;
}

/** A file in the tar stream. */
interface Entry extends AsyncIterable<Buffer> {
  readonly header: Pick<TarHeader, 'name' | 'size' | 'type'>;
}

interface NamedEntry {
  readonly name: EntryName;
  readonly entry: Entry;
  readonly size: number;
}

/** The entries one by one, checked before anything reads them. */
class Entries {
  readonly #iterator: AsyncIterator<Entry>;
  #peeked: NamedEntry | null | undefined;
  #stage = 0;

  constructor(tar: ReturnType<typeof extract>) {
    // Its declared type lacks the chunks' type.
    this.#iterator = (tar as unknown as AsyncIterable<Entry>)[Symbol.asyncIterator]();
  }

  async peek(): Promise<NamedEntry | null> {
    this.#peeked ??= await this.#read();
    return this.#peeked;
  }

  async next(): Promise<NamedEntry | null> {
    const entry = await this.peek();
    this.#peeked = undefined;
    return entry;
  }

  async #read(): Promise<NamedEntry | null> {
    const { value, done } = await this.#iterator.next();
    if (done === true || value === undefined) return null;
    const entry: Entry = value;
    const { type, name: text, size } = entry.header;
    if (type !== 'file') throw new ArchiveError(`contains an entry that is not a file: ${JSON.stringify(text)}`);
    const name = parseEntryName(text);
    if (size > maxEntryBytes[name.kind]) throw new ArchiveError(`contains an entry that is too large: ${text}`);
    const stage = order.indexOf(name.kind);
    if (stage < this.#stage) throw new ArchiveError(`is damaged: ${text} is out of order`);
    this.#stage = stage;
    return { name, entry, size };
  }
}

async function wholeText(entry: Entry): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of entry) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson<Schema extends typeof Header | typeof Manifest>(
  schema: Schema,
  text: string,
): ReturnType<Schema['parse']> {
  try {
    return schema.parse(JSON.parse(text)) as ReturnType<Schema['parse']>;
  } catch (cause) {
    throw new ArchiveError('was made by a newer release, or its description is damaged', { cause });
  }
}

function compare(tally: Tally, manifest: Manifest): void {
  const listed = new Map(manifest.tables.map((table) => [`${table.schema}.${table.table}`, table]));
  for (const name of tally.tables.keys()) {
    if (!listed.has(name)) throw new ArchiveError(`is damaged: the manifest does not list the table ${name}`);
  }
  for (const [name, expected] of listed) {
    if (!isSameTable(expected, tally.tables.get(name)))
      throw new ArchiveError(`is damaged: the table ${name} differs from its checksum`);
  }
  const { files } = tally;
  if (
    files.count !== manifest.files.count ||
    files.bytes !== manifest.files.bytes ||
    files.hash.digest('hex') !== manifest.files.sha256
  ) {
    throw new ArchiveError('is damaged: the attachments differ from their checksum');
  }
  const keys = new Map(manifest.keys.map((key) => [key.name, key.sha256]));
  const areSame = keys.size === tally.keys.size && [...keys].every(([name, digest]) => tally.keys.get(name) === digest);
  if (!areSame) throw new ArchiveError('is damaged: the keys differ from their checksum');
}

const emptySha256 = createHash('sha256').digest('hex');

function isSameTable(expected: TableSummary, actual: { rows: number; bytes: number; hash: Hash } | undefined): boolean {
  if (!actual) return expected.rows === 0 && expected.bytes === 0 && expected.sha256 === emptySha256;
  return (
    actual.rows === expected.rows && actual.bytes === expected.bytes && actual.hash.digest('hex') === expected.sha256
  );
}
