import { DomainError } from '../errors.ts';
import type { HeaderReader } from './request.ts';

const maxBytes = 1024 * 1024;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/**
 * Reads a JSON body of at most 1 MiB. Without a body, or with an empty one, gives undefined.
 * @throws DomainError 413, 415, or 400 for what is no clean JSON: bad UTF-8, a key twice, `__proto__`.
 */
export async function readJson(request: Request, header: HeaderReader): Promise<unknown> {
  const text = await readText(request, header('content-length'));
  if (text === '') return undefined;
  const contentType = header('content-type') ?? '';
  if (!/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(contentType)) {
    throw new DomainError('unsupported-type', 'unsupported-type', 'Send JSON, with Content-Type: application/json.');
  }
  return parseJson(text);
}

/** Parses JSON and refuses what JSON.parse lets pass: keys that come twice or would reach a prototype. */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new DomainError('unreadable', 'malformed-json', 'The body is not valid JSON.', { cause });
  }
  checkKeys(text);
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
  return new DomainError('too-large', 'too-large', 'The body is larger than 1 MiB. Send less at once.');
}

/** The text is valid JSON by now, so that strings, braces and colons are all there is to tell apart. */
const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs;

/** Far deeper than any body that a route takes. */
const deepest = 32;

function checkKeys(text: string): void {
  const open: (Set<string> | null)[] = [];
  let previous = '';
  for (const [token] of text.matchAll(tokens)) {
    if (token === '{' || token === '[') {
      if (open.length === deepest)
        throw new DomainError('unreadable', 'too-deep', `The body is nested deeper than ${deepest} levels.`);
      open.push(token === '{' ? new Set() : null);
    } else if (token === '}' || token === ']') open.pop();
    else if (token === ':') {
      const key: string = JSON.parse(previous);
      const keys = open.at(-1);
      if (key === '__proto__' || keys?.has(key)) {
        throw new DomainError(
          'unreadable',
          'duplicate-key',
          `The body has the key ${JSON.stringify(key)} twice or may not have it.`,
        );
      }
      keys?.add(key);
    }
    previous = token;
  }
}
