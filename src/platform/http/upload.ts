import { basename, extname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { DomainError, fileTooLarge, invalid } from '../errors.ts';
import type { HttpRequest } from './route.ts';

const longestName = 255;

/**
 * Cleans a file name: decodes quotation marks as browsers encode them (HTML, multipart form data), removes the path,
 * control characters and Unicode bidi controls.
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

/** The source of an upload: the connection if there is one, else the request. */
export type UploadRequest = Pick<HttpRequest, 'raw' | 'incoming'>;

export interface UploadOptions<Stored> {
  /** The maximum size of the file. */
  readonly maxBytes: number;
  /** The field of the file. Default: `file`. */
  readonly field?: string;
  /** Names of further allowed fields. */
  readonly fields?: readonly string[];
  /** Stores the file's bytes. Its promise settles when it has finished with them, also if the stream breaks. */
  readonly store: (bytes: Readable) => Promise<Stored>;
}

export interface Upload<Stored> {
  readonly filename: string;
  readonly fields: Readonly<Record<string, string>>;
  /** The result of `store`. */
  readonly stored: Stored;
}

/**
 * Reads a `multipart/form-data` request (RFC 7578) with one file in the field `file`, as a stream. At most 20 fields of
 * 1 KiB each may precede or follow it. When it throws, nothing of it is still running.
 * @throws DomainError 415 for another content type, 413, 422 if the file is missing or an unexpected part is present,
 * 400 for a truncated or malformed body, and the errors of `store`.
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

/** Bytes allowed for fields, boundaries and part headers, in addition to the file. */
const maxOverheadBytes = 256 * 1024;
const maxFields = 20;
const maxFieldBytes = 1024;

interface Form<Stored> {
  readonly parser: BusboyInstance;
  /** Aborted at the first refusal. */
  readonly signal: AbortSignal;
  readonly fields: Record<string, string>;
  readonly parts: Readable[];
  refusal: unknown;
  file: { readonly filename: string; readonly stored: Promise<Stored> } | undefined;
}

/** Handles what the parser finds. Any error of the parser or of a part refuses the upload. */
function readForm<Stored>(
  parser: BusboyInstance,
  { field = 'file', fields: expected = [], store }: UploadOptions<Stored>,
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
  // Against its types, busboy takes a part of bytes for a file without a name too.
  parser.on('file', (name, part, filename: string | undefined) => {
    form.parts.push(part);
    // A part may fail at any time, even before `store` listens to it. If `store` rejected, its error is used.
    part.on('error', (cause) => {
      if (!part.destroyed) refuse(cutOff(cause));
    });
    if (name !== field) refuse(unexpectedField(name));
    else if (form.file) refuse(invalid('file', 'Send one file at a time.'));
    else form.file = { filename: filename ?? '', stored: store(part) };
    form.file?.stored.catch(refuse);
  });
  for (const limit of ['filesLimit', 'fieldsLimit', 'partsLimit'] as const) {
    parser.on(limit, () => refuse(invalid('', `Send one file and at most ${maxFields} fields.`)));
  }
  return form;
}

/** Does not destroy the request: the rest of its body is discarded, so that the reply reaches the client. */
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
