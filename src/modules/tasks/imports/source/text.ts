import { createHash } from 'node:crypto';
import type { z } from 'zod';

// Every text of a file is cleaned once: readers return only `CleanText`, and writers accept nothing else.

/** A text that can be stored. */
export type CleanText = string & z.core.$brand<'CleanText'>;
/** The id in the other tool. */
export type ExternalId = string & z.core.$brand<'ExternalId'>;

/** Control characters except tab and line breaks. PostgreSQL cannot store NUL, and screens show none of the others. */
const unstorable = /[^\P{Cc}\t\n\r]/u;
const allUnstorable = new RegExp(unstorable, 'gu');

/** Well-formed Unicode without control characters, with `\n` as line break. */
export function cleanText(raw: string): CleanText {
  return raw.toWellFormed().replaceAll(allUnstorable, '').replaceAll(/\r\n?/g, '\n') as CleanText;
}

function isClean(raw: string): boolean {
  return raw.isWellFormed() && !unstorable.test(raw);
}

/** Whether all texts in a parsed value are clean, at any depth. */
export function isCleanThroughout(value: unknown): boolean {
  const waiting = [value];
  while (waiting.length > 0) {
    const part = waiting.pop();
    if (typeof part === 'string' && !isClean(part)) return false;
    if (typeof part === 'object' && part !== null) for (const inner of Object.values(part)) waiting.push(inner);
  }
  return true;
}

/** Puts names and titles on one line. */
export function oneLine(text: CleanText): CleanText {
  return text.replaceAll(/[\t\n\u2028\u2029]+/g, ' ').trim() as CleanText;
}

/** Nothing visible, such as spaces and joiners only. */
export function isBlank(text: string): boolean {
  return /^[\s\p{Cf}]*$/u.test(text);
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Shortens to a length (UTF-16 units, like fields), between two letters as people see them. */
export function cut(text: CleanText, longest: number): CleanText {
  if (text.length <= longest) return text;
  const last = longest - 1;
  // The following text decides whether a letter ends here.
  const start = graphemes.segment(text.slice(0, longest + 100)).containing(last)?.index ?? last;
  // One letter may have hundreds of code points; then it is cut between two of them.
  const end = start > longest / 2 ? start : last - (isHighSurrogate(text.charCodeAt(last - 1)) ? 1 : 0);
  return `${text.slice(0, end).trimEnd()}…` as CleanText;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

const longestId = 100;

/** The id itself if it is a plain word, otherwise its digest, so that different odd ids stay different. */
export function externalId(raw: string): ExternalId {
  const isPlain = raw !== '' && raw.length <= longestId && isClean(raw);
  return (isPlain ? raw : `sha256:${createHash('sha256').update(raw, 'utf16le').digest('hex')}`) as ExternalId;
}

/** Cleans each text in a value, such as a whole report. */
export function cleanThroughout<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value), (_key, part: unknown) =>
    typeof part === 'string' ? cleanText(part) : part,
  ) as Value;
}
