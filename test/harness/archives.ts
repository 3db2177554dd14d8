import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { extract, pack } from 'tar-stream';
import { endFrame } from '#platform/backup/archive-format.ts';
import type { ArchiveSource } from '#platform/backup/read-archive.ts';

export interface TarEntry {
  readonly name: string;
  readonly content: Buffer;
  readonly type?: 'file' | 'symlink' | 'link' | 'directory';
}

/** The entries of an archive that is not encrypted. */
export async function unpack(archive: Buffer): Promise<TarEntry[]> {
  const tar = extract();
  const entries: TarEntry[] = [];
  tar.end(zstdDecompressSync(archive));
  for await (const entry of tar) entries.push({ name: entry.header.name, content: await buffer(entry) });
  return entries;
}

/** An archive of these entries, as somebody could forge it. */
export async function forge(entries: readonly TarEntry[]): Promise<Buffer> {
  const tar = pack();
  for (const { name, content, type = 'file' } of entries) {
    if (type === 'file') tar.entry({ name }, content);
    else tar.entry({ name, type, linkname: '/etc/passwd' });
  }
  tar.finalize();
  return Buffer.concat([zstdCompressSync(await buffer(tar)), endFrame]);
}

/** An archive in memory. */
export function sourceOf(archive: Buffer, identities: readonly string[] = []): ArchiveSource {
  return { name: 'archive', identities, open: async () => Readable.from(pieces(archive), { objectMode: false }) };
}

function* pieces(archive: Buffer): Generator<Buffer> {
  for (let at = 0; at < archive.length; at += 65_536) yield archive.subarray(at, at + 65_536);
}
