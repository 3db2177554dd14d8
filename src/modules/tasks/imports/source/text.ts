import { createHash } from 'node:crypto';
import type { z } from 'zod';

// Every text of a file passes one gate: readers get none but `CleanText` out of it, and what is written takes no other.

/** A text that can be kept. */
export type CleanText = string & z.core.$brand<'CleanText'>;
/** The id that something has in the other tool. */
export type ExternalId = string & z.core.$brand<'ExternalId'>;

/** Control characters, but for the tab and line breaks. PostgreSQL keeps no NUL, and no screen shows the others. */
const unkeepable = /[^\P{Cc}\t\n\r]/u;
const allUnkeepable = new RegExp(unkeepable, 'gu');

/** The gate: well-formed Unicode without control characters, its line breaks as `\n`. */
export function cleanText(raw: string): CleanText {
  return raw.toWellFormed().replaceAll(allUnkeepable, '').replaceAll(/\r\n?/g, '\n') as CleanText;
}

function isClean(raw: string): boolean {
  return raw.isWellFormed() && !unkeepable.test(raw);
}

/** Whether all texts within a parsed value are clean, however deep they lie. */
export function isCleanThroughout(value: unknown): boolean {
  const waiting = [value];
  while (waiting.length > 0) {
    const part = waiting.pop();
    if (typeof part === 'string' && !isClean(part)) return false;
    if (typeof part === 'object' && part !== null) for (const inner of Object.values(part)) waiting.push(inner);
  }
  return true;
}

/** On one line: names and titles. */
export function oneLine(text: CleanText): CleanText {
  return text.replaceAll(/[\t\n\u2028\u2029]+/g, ' ').trim() as CleanText;
}

/** Nothing that can be seen, such as spaces and joiners alone. */
export function isBlank(text: string): boolean {
  return /^[\s\p{Cf}]*$/u.test(text);
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** At most so long (UTF-16 units, as fields are measured), cut between two letters as people see them, never in one. */
export function cut(text: CleanText, longest: number): CleanText {
  if (text.length <= longest) return text;
  const last = longest - 1;
  // What follows decides whether a letter ends here.
  const start = graphemes.segment(text.slice(0, longest + 100)).containing(last)?.index ?? last;
  // One letter may be made of hundreds of code points; then it is cut between two of these.
  const end = start > longest / 2 ? start : last - (isHighSurrogate(text.charCodeAt(last - 1)) ? 1 : 0);
  return `${text.slice(0, end).trimEnd()}…` as CleanText;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

const longestId = 100;

/** An id as it is where it is a plain word; else its digest, so that two odd ones stay two. */
export function externalId(raw: string): ExternalId {
  const isPlain = raw !== '' && raw.length <= longestId && isClean(raw);
  return (isPlain ? raw : `sha256:${createHash('sha256').update(raw, 'utf16le').digest('hex')}`) as ExternalId;
}

/** A whole report or the like, each text in it cleaned. */
export function cleanThroughout<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value), (_key, part: unknown) =>
    typeof part === 'string' ? cleanText(part) : part,
  ) as Value;
}
