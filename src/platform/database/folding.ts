import { type Placeholder, type SqlFragment, sql } from './drizzle.ts';

/** A search uses at most this many words. */
const maxWords = 8;

/** The words of a search, as arguments of a query that contains `hasWords`. */
export interface SearchWords {
  /** The longest word, which the trigram index looks up. */
  readonly word: string;
  readonly otherWords: readonly string[];
}

/** The words of a search, longest first. A zero-width non-joiner separates words like a space. */
export function searchWords(text: string): SearchWords {
  const [word = '', ...otherWords] = text
    .split(/[\s\u200c]+/u)
    .filter((each) => each !== '')
    .toSorted((a, b) => b.length - a.length)
    .slice(0, maxWords);
  return { word, otherWords };
}

/**
 * SQL that folds a text for comparison. The browser app has the same folding (migrations/platform/0003_language.sql).
 */
export function folded(text: SqlFragment): SqlFragment {
  return sql`language.fold(${text})`;
}

/** SQL condition: every word occurs in an already folded text. The words are folded once, and not for each row. */
export function hasWords(
  foldedText: SqlFragment,
  { word, otherWords }: { word: Placeholder; otherWords: Placeholder | null },
): SqlFragment {
  const hasLongest = sql`${foldedText} like (select language.containing(${word}::text))`;
  if (otherWords === null) return hasLongest;
  return sql`(${hasLongest}
    and ${foldedText} like all ((select language.containing(${otherWords}::text[]))::text[]))`;
}
