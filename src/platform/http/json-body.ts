import { DomainError } from '../errors.ts';
import { readOutline } from './json-outline.ts';
import type { HeaderReader } from './header-reader.ts';

const maxBytes = 1024 * 1024;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/**
 * Reads a JSON body of at most 1 MiB. A missing or empty body gives undefined.
 * @throws DomainError 413, 415, or 400 for invalid JSON: bad UTF-8, a duplicate key, `__proto__`.
 */
export async function readJson(request: Request, header: HeaderReader): Promise<unknown> {
  const declared = header('content-length');
  const isJson = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(header('content-type') ?? '');
  // Checked before reading: a client that sends something else may send it slowly.
  if (!isJson && Number(declared) > 0) throw notJson();
  const text = await readText(request, declared);
  if (text === '') return undefined;
  if (!isJson) throw notJson();
  return parseJson(text);
}

function notJson(): DomainError {
  return new DomainError('unsupported-type', 'unsupported-type', 'Send JSON with Content-Type: application/json.');
}

/**
 * Parses JSON. A body that would take long to process, such as a mebibyte of zeros or of keys, is refused by its
 * outline before it is parsed.
 * @throws DomainError 400 for invalid JSON, too much nesting, a duplicate key or a key that would reach a prototype;
 * 413 for too many values.
 */
export function parseJson(text: string): unknown {
  const { badKey } = readOutline(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new DomainError('unreadable', 'malformed-json', 'The body is not valid JSON.', { cause });
  }
  if (badKey !== null) {
    const key = JSON.stringify(badKey.slice(0, 100));
    const detail = `The key ${key} is not allowed or appears twice in the body.`;
    throw new DomainError('unreadable', 'duplicate-key', detail);
  }
  return value;
}

/** Whether a text can be stored: PostgreSQL refuses NUL, and a lone surrogate cannot be written as UTF-8. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/**
 * Reads a body of any content type, as text of at most 1 MiB.
 * @throws DomainError 413, or 400 for bad UTF-8.
 */
export async function readText(request: Request, declared: string | null): Promise<string> {
  if (declared !== null && Number(declared) > maxBytes) throw tooLarge();
  if (declared === '0') return '';
  const bytes = declared === null ? await readLimited(request) : new Uint8Array(await request.arrayBuffer());
  if (bytes.length > maxBytes) throw tooLarge();
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new DomainError('unreadable', 'malformed-utf8', 'The body is not valid UTF-8.', { cause });
  }
}

/** Reads at most the maximum size: a chunked body declares no length. */
async function readLimited(request: Request): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(): DomainError {
  return new DomainError('too-large', 'too-large', 'The body is larger than 1 MiB. Send a smaller request.');
}
