import { DomainError } from '../../../platform/errors.ts';

/** A value of a large JSON document: an element of a top-level array, or a member that is not an array. */
export interface StreamedValue {
  readonly key: string;
  /** The index in the array; null for a member that is not an array. */
  readonly index: number | null;
  /** The value, or why it cannot be read; reading continues after it. */
  readonly value: unknown;
  readonly problem: string | null;
}

export interface JsonStreamOptions {
  /** Members to read; all others are skipped without parsing. */
  readonly keys: readonly string[];
  /** The largest value allowed: one value at a time is held in memory. */
  readonly maxValueBytes?: number;
}

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket, comma, colon] = [...'"\\{}[],:'].map((c) =>
  c.charCodeAt(0),
);
const isSpace = (byte: number) => byte === 32 || byte === 10 || byte === 13 || byte === 9;
const utf8 = new TextDecoder('utf-8', { fatal: true });
const western = new TextDecoder('windows-1252');

/**
 * Reads a JSON object too large for memory. This code only finds where each value ends, byte by byte and without
 * recursion, so that no nesting is too deep; the value itself goes to JSON.parse.
 * @throws DomainError 422 `not-json` if it is not a JSON object, `cut-off` if it ends early.
 */
export async function* streamJson(
  bytes: AsyncIterable<Buffer>,
  { keys, maxValueBytes = 8 * 1024 * 1024 }: JsonStreamOptions,
): AsyncGenerator<StreamedValue> {
  const scan = new Scan(new Set(keys), maxValueBytes);
  for await (const chunk of bytes) {
    scan.feed(chunk);
    yield* scan.take();
  }
  scan.end();
  yield* scan.take();
}

type ParserState =
  | 'start'
  | 'before-key'
  | 'in-key'
  | 'before-colon'
  | 'before-value'
  | 'before-element'
  | 'in-value'
  | 'behind-value'
  | 'end';

/** The state of the reader, across chunks. */
class Scan {
  readonly #keys: ReadonlySet<string>;
  readonly #maxValueBytes: number;
  #state: ParserState = 'start';
  #key = '';
  #index: number | null = null;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #parts: Buffer[] = [];
  #length = 0;
  #values: StreamedValue[] = [];

  constructor(keys: ReadonlySet<string>, maxValueBytes: number) {
    this.#keys = keys;
    this.#maxValueBytes = maxValueBytes;
  }

  take(): StreamedValue[] {
    const values = this.#values;
    this.#values = [];
    return values;
  }

  feed(chunk: Buffer): void {
    let at = 0;
    if (this.#state === 'start') at = skipMark(chunk);
    while (at < chunk.length) {
      if (this.#state === 'in-value') at = this.#value(chunk, at);
      else if (this.#state === 'in-key') at = this.#keyText(chunk, at);
      else at = this.#between(chunk, at);
    }
  }

  end(): void {
    if (this.#state === 'start') throw notJson();
    if (this.#state !== 'end') throw cutOff();
  }

  /** One byte between values: structure only. */
  #between(chunk: Buffer, at: number): number {
    const byte = chunk[at] ?? 0;
    if (isSpace(byte)) return at + 1;
    switch (this.#state) {
      case 'start':
        if (byte !== openBrace) throw notJson();
        this.#state = 'before-key';
        return at + 1;
      case 'before-key':
        if (byte === closeBrace) this.#state = 'end';
        else if (byte === quote) this.#begin('in-key');
        else if (byte !== comma) throw notJson();
        return at + 1;
      case 'before-colon':
        if (byte !== colon) throw notJson();
        this.#state = 'before-value';
        return at + 1;
      case 'before-value':
        this.#index = null;
        if (byte !== openBracket) return this.#beginValue(at);
        this.#index = 0;
        this.#state = 'before-element';
        return at + 1;
      case 'before-element':
        if (byte === closeBracket) return this.#closeArray(at);
        return this.#beginValue(at);
      case 'behind-value':
        if (byte === comma) {
          this.#state = this.#index === null ? 'before-key' : 'before-element';
          if (this.#index !== null) this.#index += 1;
          return at + 1;
        }
        if (this.#index !== null && byte === closeBracket) return this.#closeArray(at);
        if (this.#index === null && byte === closeBrace) {
          this.#state = 'end';
          return at + 1;
        }
        throw notJson();
      default:
        throw notJson();
    }
  }

  #begin(state: 'in-key' | 'in-value'): void {
    this.#state = state;
    this.#parts = [];
    this.#length = 0;
    this.#depth = 0;
    this.#isInString = false;
    this.#isEscaped = false;
  }

  #beginValue(at: number): number {
    this.#begin('in-value');
    return at;
  }

  #closeArray(at: number): number {
    this.#index = null;
    this.#state = 'behind-value';
    return at + 1;
  }

  /** Bytes of a key up to its closing quote. */
  #keyText(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (this.#isEscaped) this.#isEscaped = false;
      else if (byte === backslash) this.#isEscaped = true;
      else if (byte === quote) {
        this.#keep(chunk, from, at);
        this.#key = String(parse(Buffer.concat([Buffer.from('"'), ...this.#parts, Buffer.from('"')])).value);
        this.#state = 'before-colon';
        return at + 1;
      }
    }
    this.#keep(chunk, from, chunk.length);
    return chunk.length;
  }

  /** Bytes of a value up to its end: its last brace, bracket or quote, or the byte after a number or word. */
  #value(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (this.#isInString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (byte === backslash) this.#isEscaped = true;
        else if (byte === quote) {
          this.#isInString = false;
          if (this.#depth === 0) return this.#finish(chunk, from, at + 1);
        }
      } else if (byte === quote) this.#isInString = true;
      else if (byte === openBrace || byte === openBracket) this.#depth += 1;
      else if (byte === closeBrace || byte === closeBracket) {
        if (this.#depth === 0) return this.#finish(chunk, from, at);
        this.#depth -= 1;
        if (this.#depth === 0) return this.#finish(chunk, from, at + 1);
      } else if (this.#depth === 0 && (byte === comma || isSpace(byte ?? 0))) return this.#finish(chunk, from, at);
    }
    this.#keep(chunk, from, chunk.length);
    return chunk.length;
  }

  #finish(chunk: Buffer, from: number, until: number): number {
    this.#keep(chunk, from, until);
    if (this.#isWanted()) this.#values.push({ key: this.#key, index: this.#index, ...this.#read() });
    this.#parts = [];
    this.#state = 'behind-value';
    return until;
  }

  #read(): { value: unknown; problem: string | null } {
    if (this.#length > this.#maxValueBytes) return { value: undefined, problem: 'too-large' };
    return parse(Buffer.concat(this.#parts));
  }

  #isWanted(): boolean {
    return this.#keys.has(this.#key);
  }

  #keep(chunk: Buffer, from: number, until: number): void {
    this.#length += until - from;
    const isKept = this.#state === 'in-key' || this.#isWanted();
    if (!isKept || this.#length > this.#maxValueBytes) this.#parts = [];
    // A copy: the stream may use its buffer again.
    else if (until > from) this.#parts.push(Buffer.from(chunk.subarray(from, until)));
  }
}

function parse(bytes: Buffer): { value: unknown; problem: string | null } {
  const { text, problem } = decode(bytes);
  try {
    return { value: JSON.parse(text), problem };
  } catch {
    return { value: undefined, problem: 'malformed' };
  }
}

/** Bytes that are not UTF-8 are read as Western European (Windows-1252), and this is reported. */
function decode(bytes: Buffer): { text: string; problem: string | null } {
  try {
    return { text: utf8.decode(bytes), problem: null };
  } catch {
    return { text: western.decode(bytes), problem: 'not-utf8' };
  }
}

/** Skips a UTF-8 byte-order mark. */
function skipMark(chunk: Buffer): number {
  return chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? 3 : 0;
}

function notJson(): DomainError {
  return new DomainError('invalid', 'not-json', 'This file is not a JSON object.');
}

function cutOff(): DomainError {
  return new DomainError('invalid', 'cut-off', 'This file is incomplete. Export it again and upload the whole file.');
}
