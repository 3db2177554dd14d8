import { basename, extname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { DomainError, fileTooLarge, invalid } from '../errors.ts';
import type { HttpRequest } from './route.ts';

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

/** What an upload is read from: the connection where there is one, else the request itself. */
export type UploadRequest = Pick<HttpRequest, 'raw' | 'incoming'>;

export interface UploadOptions<Stored> {
  /** The file may be no larger. */
  readonly maxBytes: number;
  /** Fields that may come beside the file. */
  readonly fields?: readonly string[];
  /** Takes the file's bytes. Its promise settles once it is done with them, also where they break off. */
  readonly store: (bytes: Readable) => Promise<Stored>;
}

export interface Upload<Stored> {
  readonly filename: string;
  readonly fields: Readonly<Record<string, string>>;
  /** What `store` made of the file's bytes. */
  readonly stored: Stored;
}

/**
 * Reads a `multipart/form-data` request (RFC 7578) with one file in the field `file`, as a stream. Fields may stand
 * before or after it, 20 at most, 1 KiB each. When it throws, nothing of it is at work any more.
 * @throws DomainError 415 for another content type, 413, 422 where the file is missing or something is there that is
 * not expected, 400 for what is cut off or malformed, and what `store` throws.
 */
export async function readUpload<Stored>(
  request: UploadRequest,
  options: UploadOptions<Stored>,
): Promise<Upload<Stored>> {
  const { headers } = request.raw;
  const contentType = headers.get('content-type') ?? '';
  if (!/^multipart\/form-data\s*(?:;|$)/i.test(contentType)) {
    throw new DomainError(
      'unsupported-type',
      'unsupported-type',
      'Send the file as multipart/form-data, in the field "file".',
    );
  }
  if (Number(headers.get('content-length')) > options.maxBytes + maxOverheadBytes) throw fileTooLarge(options.maxBytes);
  const form = readForm(openParser(contentType), options);
  try {
    await pipeline(bodyOf(request), form.parser, { signal: form.signal });
    if (!form.file) throw invalid('file', 'Choose a file and send it in the field "file".');
    return { filename: form.file.filename, fields: form.fields, stored: await form.file.stored };
  } catch (error) {
    const refusal = error instanceof DomainError ? error : (form.refusal ?? cutOff(error));
    for (const part of form.parts) part.destroy(cutOff(error));
    await form.file?.stored.catch(() => undefined);
    throw refusal;
  }
}

/** Fields, boundaries and headers of parts, beside the file itself. */
const maxOverheadBytes = 256 * 1024;
const maxFields = 20;
const maxFieldBytes = 1024;

interface Form<Stored> {
  readonly parser: BusboyInstance;
  /** Aborted with the first refusal. */
  readonly signal: AbortSignal;
  readonly fields: Record<string, string>;
  readonly parts: Readable[];
  refusal: unknown;
  file: { readonly filename: string; readonly stored: Promise<Stored> } | undefined;
}

/** Takes what the parser finds. Whatever it or a part meets at any time becomes the refusal of this upload. */
function readForm<Stored>(
  parser: BusboyInstance,
  { fields: expected = [], store }: UploadOptions<Stored>,
): Form<Stored> {
  const controller = new AbortController();
  const form: Form<Stored> = {
    parser,
    signal: controller.signal,
    fields: Object.create(null) as Record<string, string>,
    parts: [],
    refusal: undefined,
    file: undefined,
  };
  const refuse = (reason: unknown) => {
    form.refusal ??= reason;
    controller.abort();
  };
  parser.on('error', (cause) => refuse(cutOff(cause)));
  parser.on('field', (name, value, _isNameCut, isCut) => {
    if (!expected.includes(name)) refuse(unexpectedField(name));
    else if (name in form.fields) refuse(invalid(name, 'Given twice.'));
    else if (isCut) refuse(invalid(name, `must have at most ${maxFieldBytes} bytes`));
    else form.fields[name] = value;
  });
  parser.on('file', (name, part, filename) => {
    form.parts.push(part);
    // A part may break off at any time, also before anybody listens to it. One that `store` gave up says why itself.
    part.on('error', (cause) => {
      if (!part.destroyed) refuse(cutOff(cause));
    });
    if (name !== 'file') refuse(unexpectedField(name));
    else if (form.file) refuse(invalid('file', 'Send one file at a time.'));
    else form.file = { filename, stored: store(part) };
    form.file?.stored.catch(refuse);
  });
  for (const limit of ['filesLimit', 'fieldsLimit', 'partsLimit'] as const) {
    parser.on(limit, () => refuse(invalid('', `Send one file and at most ${maxFields} fields.`)));
  }
  return form;
}

/** Without destroying the request: what is left of its body is read past, so that the reply reaches its sender. */
function bodyOf({ incoming, raw }: UploadRequest): AsyncIterable<Uint8Array> {
  return (
    incoming?.iterator({ destroyOnReturn: false }) ?? raw.body?.values({ preventCancel: true }) ?? Readable.from([])
  );
}

function openParser(contentType: string): BusboyInstance {
  const limits = { files: 2, fields: maxFields, fieldSize: maxFieldBytes, headerPairs: 20, headerSize: 8 * 1024 };
  try {
    return new Busboy({ headers: { 'content-type': contentType }, limits: { ...limits, parts: maxFields + 2 } });
  } catch (cause) {
    throw cutOff(cause);
  }
}

function unexpectedField(name: string | undefined): DomainError {
  return invalid((name ?? '').slice(0, 100), 'This field is unknown.');
}

function cutOff(cause: unknown): DomainError {
  return new DomainError('unreadable', 'malformed-upload', 'The upload is incomplete or malformed. Send it again.', {
    cause,
  });
}
