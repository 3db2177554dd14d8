import { basename, extname } from 'node:path';
import { Readable } from 'node:stream';
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import { DomainError, invalid } from '../errors.ts';

const longestName = 255;

/**
 * A file's own name: quotation marks read back as browsers write them (HTML, multipart form data), without its path,
 * control characters and what turns the text around it (Unicode bidi controls).
 */
export function cleanFilename(raw: string): string {
  const name = basename(raw.replaceAll('%22', '"').replaceAll('\\', '/'))
    .replaceAll(/[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, '')
    .toWellFormed()
    .trim();
  if (name === '' || /^\.+$/.test(name)) return 'file';
  if (name.length <= longestName) return name;
  const ending = extname(name).slice(0, 20);
  return name.slice(0, longestName - ending.length).toWellFormed() + ending;
}

export interface Upload<Kept> {
  readonly filename: string;
  readonly fields: Readonly<Record<string, string>>;
  /** What `keep` made of the file's bytes. */
  readonly kept: Kept;
}

/**
 * Reads a `multipart/form-data` request (RFC 7578) with one file in the field `file`, as a stream: `keep` gets the bytes
 * as they come. Fields must stand before or after it, 20 at most, 1 KiB each.
 * @throws DomainError 415 for another content type, 422 where the file is missing, 400 for what is cut off.
 */
export async function readUpload<Kept>(
  request: Request,
  keep: (bytes: Readable) => Promise<Kept>,
): Promise<Upload<Kept>> {
  const contentType = request.headers.get('content-type') ?? '';
  if (!contentType.startsWith('multipart/form-data') || request.body === null) {
    throw new DomainError(
      'unsupported-type',
      'unsupported-type',
      'Send the file as multipart/form-data, in the field "file".',
    );
  }
  const fields: Record<string, string> = {};
  let file: { filename: string; kept: Promise<Kept> } | undefined;
  await new Promise<void>((resolve, reject) => {
    const parser = openParser({ 'content-type': contentType });
    parser.on('field', (name: string, value: string) => {
      fields[name] = value;
    });
    parser.on('file', (name: string, stream, filename: string) => {
      if (name !== 'file' || file) {
        stream.resume();
        return;
      }
      const kept = keep(stream);
      kept.catch((error: unknown) => {
        stream.resume();
        reject(error);
      });
      file = { filename, kept };
    });
    parser.on('finish', resolve);
    parser.on('error', (cause: unknown) => reject(cutOff(cause)));
    const source = Readable.fromWeb(request.body as import('node:stream/web').ReadableStream);
    source.on('error', (cause: unknown) => reject(cutOff(cause)));
    source.pipe(parser);
  });
  if (!file) throw invalid('file', 'Choose a file: it goes into the field "file".');
  return { filename: file.filename, fields, kept: await file.kept };
}

function openParser(headers: BusboyHeaders): BusboyInstance {
  try {
    return new Busboy({ headers, limits: { files: 2, fields: 20, fieldSize: 1024, fieldNameSize: 100 } });
  } catch (cause) {
    throw cutOff(cause);
  }
}

function cutOff(cause: unknown): DomainError {
  return new DomainError('unreadable', 'malformed-upload', 'The upload is cut off or not well formed. Send it again.', {
    cause,
  });
}
