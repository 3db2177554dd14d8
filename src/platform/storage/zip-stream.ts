import { PassThrough, type Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

export interface ZipWriter {
  /**
   * Adds a file and resolves when all of it is in the archive.
   * @param path Its path there.
   * @param isCompressed Whether to compress it: not worth it for pictures and the like.
   */
  add(path: string, content: Readable, isCompressed: boolean): Promise<void>;
}

/**
 * A ZIP archive as a stream, with one file in memory at most in part. If writing fails, the stream ends with its error;
 * if the reader leaves, the file that is being added is closed.
 * @param write Adds the files, one after another.
 */
export function zipStream(modifiedAt: Date, write: (zip: ZipWriter) => Promise<void>): Readable {
  const zip = new ZipFile();
  const out = new PassThrough();
  let current: Readable | undefined;
  zip.on('error', (error: Error) => out.destroy(error));
  out.once('close', () => current?.destroy());
  const add: ZipWriter['add'] = async (path, content, isCompressed) => {
    current = content;
    if (out.destroyed) content.destroy();
    const whole = finished(content, { writable: false });
    zip.addReadStream(content, path, { mtime: modifiedAt, compress: isCompressed });
    await whole;
  };
  const writeAll = async () => {
    await write({ add });
    zip.end();
  };
  writeAll().catch((error: unknown) => out.destroy(error instanceof Error ? error : new Error(String(error))));
  // The error of either is the error of `out`, which its reader gets.
  pipeline(zip.outputStream, out).catch(() => undefined);
  return out;
}
