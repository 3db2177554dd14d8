import { folded } from '../folded.ts';

/** A word of the line, with where it is. */
export interface Token {
  readonly start: number;
  readonly end: number;
  /** As it is compared: without case, accents and joiners, with digits 0–9. */
  readonly text: string;
  /** Quoted text, a link, an address, a number of an issue or the key of a task: it always stays in the title. */
  readonly isOpaque: boolean;
  /** A sentence ends after it, so no phrase goes on from here. */
  readonly endsSentence: boolean;
  /** A comma or the like follows. */
  readonly hasComma: boolean;
}

const closing: Readonly<Record<string, string>> = { '"': '"', '“': '”', '«': '»', '`': '`', '„': '“' };
const opaque =
  /^(?:[a-z][a-z\d+.-]{1,20}:\/\/|www\.|mailto:)|^[^\s@]{1,64}@[^\s@]{1,255}\.[^\s@]+$|^#\p{Nd}+$|^[a-z]{1,10}-\p{Nd}+$/iu;
/** Punctuation around a word; signs that have a meaning at the start of a word are not among it. */
const leading = /^[([{<¿¡*_،,;؛:.…–—-]{1,50}/u;
const trailing = /[)\]}>*_.,;:!?،؛؟…–—-]{1,50}$/u;
/** Its last full stop belongs to the word. */
const halfOfDay = /^(?:\p{Nd}{1,2}(?:[:.]\p{Nd}\p{Nd})?)?[ap]\.m\.$/iu;
const sentenceEnd = /[.;!?؛؟…]/u;
/** Longer than any word or name that could be looked up. */
const longestWord = 120;

/** Splits a line into words at spaces. Takes time in proportion to its length. */
export function tokensOf(line: string): Token[] {
  const lastClosing = new Map(Object.values(closing).map((sign) => [sign, line.lastIndexOf(sign)]));
  const tokens: Token[] = [];
  const space = /[\s\u2066-\u2069\u200e\u200f]/u;
  let at = 0;
  while (at < line.length) {
    if (space.test(line.charAt(at))) {
      at += 1;
      continue;
    }
    const quoteEnd = endOfQuote(line, at, lastClosing);
    let end = quoteEnd ?? at;
    while (end < line.length && !space.test(line.charAt(end))) end += 1;
    tokens.push(quoteEnd === null ? wordAt(line, at, end) : opaqueAt(at, end));
    at = end;
  }
  return tokens;
}

/** The end of a quotation that begins here, if its closing sign is in the line. */
function endOfQuote(line: string, start: number, lastClosing: ReadonlyMap<string, number>): number | null {
  const sign = closing[line.charAt(start)];
  // Without this, a line of opening signs would be searched to its end for each of them.
  if (sign === undefined || (lastClosing.get(sign) ?? -1) <= start) return null;
  const end = line.indexOf(sign, start + 1);
  return end < 0 ? null : end + 1;
}

function opaqueAt(start: number, end: number): Token {
  return { start, end, text: '', isOpaque: true, endsSentence: true, hasComma: false };
}

function wordAt(line: string, start: number, end: number): Token {
  if (end - start > longestWord) return opaqueAt(start, end);
  const whole = line.slice(start, end);
  if (halfOfDay.test(whole))
    return { start, end, text: folded(whole.slice(0, -1)), isOpaque: false, endsSentence: false, hasComma: false };
  const before = leading.exec(whole)?.[0] ?? '';
  const after = trailing.exec(whole.slice(before.length))?.[0] ?? '';
  const word = whole.slice(before.length, whole.length - after.length);
  return {
    start: start + before.length,
    end: end - after.length,
    text: folded(word),
    isOpaque: word === '' || opaque.test(word),
    endsSentence: sentenceEnd.test(after),
    hasComma: after !== '',
  };
}
