import { DomainError } from '../errors.ts';
import { readOutline } from './json-outline.ts';
import type { HeaderReader } from './header-reader.ts';

const maxBytes = 1024 * 1024;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/**
 * Reads a JSON body of at most 1 MiB. Without a body, or with an empty one, gives undefined.
 * @throws DomainError 413, 415, or 400 for what is no clean JSON: bad UTF-8, a key twice, `__proto__`.
 */
export async function readJson(request: Request, header: HeaderReader): Promise<unknown> {
  const declared = header('content-length');
  const isJson = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(header('content-type') ?? '');
  // Not read first: who sends something else may send it slowly.
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
 * Parses JSON. What would be long in work is refused by its outline, before anything is made of it: a mebibyte of zeros
 * or of keys holds everybody up.
 * @throws DomainError 400 for what is no JSON, is too deep, or has a key twice or one that would reach a prototype; 413
 * for too many values.
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

/** Whether a text may be kept: PostgreSQL refuses NUL, and a lone surrogate can't be written as UTF-8. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

async function readText(request: Request, declared: string | null): Promise<string> {
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

/** A chunked body says no length: it is cut off where it grows too large. */
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
