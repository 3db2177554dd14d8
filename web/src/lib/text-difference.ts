import { diff3Merge, diffComm } from 'node-diff3';

/** A part of a text; a changed one is not in the other text. */
export interface TextPart {
  readonly text: string;
  readonly isChanged: boolean;
}

/** With more words than this, lines are compared: words would take too long. */
const maxWords = 4_000;

const wordsOf = (text: string): string[] => text.match(/\s+|[^\s]+/g) ?? [];
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** What differs between two texts: the parts of each, in order. */
export function textDifference(one: string, other: string): { readonly one: TextPart[]; readonly other: TextPart[] } {
  const words = [wordsOf(one), wordsOf(other)] as const;
  const isLong = words.some(({ length }) => length > maxWords);
  const [oneTokens, otherTokens] = isLong ? [linesOf(one), linesOf(other)] : words;
  const parts: { one: TextPart[]; other: TextPart[] } = { one: [], other: [] };
  const add = (side: 'one' | 'other', tokens: readonly string[], isChanged: boolean) => {
    if (tokens.length > 0) parts[side].push({ text: tokens.join(''), isChanged });
  };
  for (const part of diffComm(oneTokens, otherTokens)) {
    if ('common' in part) for (const side of ['one', 'other'] as const) add(side, part.common, false);
    else {
      add('one', part.buffer1, true);
      add('other', part.buffer2, true);
    }
  }
  return parts;
}

/**
 * Both changes of a text in one. Where both have changed the same words of a single line, or the same lines, theirs
 * come first, then mine: for a person to decide.
 */
export function mergeTexts(before: string, mine: string, theirs: string): string {
  const isOneLine = [before, mine, theirs].every((text) => !text.includes('\n'));
  // The last line is the same line if another one follows it.
  const tokensOf = isOneLine ? wordsOf : (text: string) => linesOf(text.endsWith('\n') ? text : `${text}\n`);
  const regions = diff3Merge(tokensOf(mine), tokensOf(before), tokensOf(theirs), { excludeFalseConflicts: true });
  const texts = regions.map((region) => {
    if (region.ok) return region.ok.join('');
    const { a: own = [], b: other = [] } = region.conflict ?? {};
    return [other.join(''), own.join('')].filter((text) => text !== '').join(isOneLine ? ' ' : '');
  });
  const merged = texts.join('');
  return isOneLine || mine.endsWith('\n') ? merged : merged.replace(/\n$/, '');
}
