import { DomainError } from '../errors.ts';

/** Much deeper than any body that a route accepts. */
const maxDepth = 32;
/** Twice the longest list that a route accepts. */
const maxItems = 1_000;
/** Brackets, braces, commas and colons: about two for each value. */
const maxMarks = 20_000;

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket, comma, colon] = [...'"\\{}[],:'].map((c) =>
  c.charCodeAt(0),
);

interface Level {
  /** Null in a list. */
  readonly keys: Set<string> | null;
  items: number;
}

/**
 * Scans in one pass where strings, lists and objects begin and end. The text need not be valid JSON: what passes this
 * scan is cheap to parse, and JSON.parse decides.
 * @returns The first key that is a duplicate in its object or is `__proto__`; null if there is none.
 * @throws DomainError 400 `too-deep`, 413 `too-many-values`.
 */
export function readOutline(text: string): { badKey: string | null } {
  const levels: Level[] = [];
  let markCount = 0;
  let badKey: string | null = null;
  let [start, end] = [0, 0];

  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      start = at;
      at = endOfString(text, at);
      end = at + 1;
      continue;
    }
    if (!isMark(code)) continue;
    markCount += 1;
    if (markCount > maxMarks) throw tooMany();
    const level = levels.at(-1);
    if (code === openBrace || code === openBracket) {
      if (levels.length === maxDepth) throw tooDeep();
      levels.push({ keys: code === openBrace ? new Set() : null, items: 1 });
    } else if (code === closeBrace || code === closeBracket) levels.pop();
    else if (code === comma && level) {
      level.items += 1;
      if (level.items > maxItems) throw tooMany();
    } else if (code === colon) {
      const keys = level?.keys;
      const key = keyOf(text.slice(start, end));
      if (key === '__proto__' || keys?.has(key)) badKey ??= key;
      keys?.add(key);
    }
  }
  return { badKey };
}

function isMark(code: number): boolean {
  return (
    code === comma ||
    code === colon ||
    code === openBrace ||
    code === closeBrace ||
    code === openBracket ||
    code === closeBracket
  );
}

/** The position of the closing quotation mark, or the end of the text. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) return at;
    if (code === backslash) at += 1;
  }
  return at;
}

function keyOf(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}

function tooDeep(): DomainError {
  return new DomainError('unreadable', 'too-deep', `The body is nested deeper than ${maxDepth} levels.`);
}

function tooMany(): DomainError {
  const detail = `The body has a list or an object of more than ${maxItems}, or too many of them. Send a smaller request.`;
  return new DomainError('too-large', 'too-many-values', detail);
}
