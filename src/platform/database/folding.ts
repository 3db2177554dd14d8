import { type Place, type SqlFragment, sql } from './drizzle.ts';

/** How many words of a search are looked for. */
const maxWords = 8;

/** What is searched, as the arguments of a query that `hasWords` is in. */
export interface SearchWords {
  /** The longest word: an index of trigrams is asked for it. */
  readonly word: string;
  readonly otherWords: readonly string[];
}

/** The words of a search, the longest first; a zero-width non-joiner parts them as a space does. */
export function searchWords(text: string): SearchWords {
  const [word = '', ...otherWords] = text
    .split(/[\s\u200c]+/u)
    .filter((each) => each !== '')
    .toSorted((a, b) => b.length - a.length)
    .slice(0, maxWords);
  return { word, otherWords };
}

/** A text as searches compare it, by the folding that the browser app has too (migrations/platform/0003_language.sql). */
export function folded(text: SqlFragment): SqlFragment {
  return sql`language.fold(${text})`;
}

/** Whether every word is in a text that is folded already. */
export function hasWords(
  foldedText: SqlFragment,
  { word, otherWords }: { word: Place; otherWords: Place },
): SqlFragment {
  return sql`(${foldedText} like language.containing(${word}::text)
    and ${foldedText} like all (language.containing(${otherWords}::text[])))`;
}
