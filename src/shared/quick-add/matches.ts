import type { Token } from './tokens.ts';
import type { Slot } from './slots.ts';
import { type Meaning, maxWords, meaningsOf, meaningsOfDigits } from './words.ts';

/** The values of a phrase by slot; a list has several. */
export type Values = Readonly<Partial<Record<Slot, readonly number[]>>>;

export interface Pattern {
  readonly slots: readonly PatternSlot[];
}

interface PatternSlot {
  readonly slot: Slot;
  readonly isOptional: boolean;
  /** "Monday, Wednesday and Friday". */
  readonly isList: boolean;
}

export interface Match {
  /** The token after its last one. */
  readonly end: number;
  readonly values: Values;
}

/** A meaning of the words from a token on. */
interface Entry extends Meaning {
  readonly end: number;
}

/** Reads `lead? weekday* part?`: slots in order, `?` for optional ones and `*` for lists. */
export function patternOf(text: string): Pattern {
  const slots = text.split(' ').map((name) => ({
    slot: name.replace(/[?*]$/, '') as Slot,
    isOptional: name.endsWith('?'),
    isList: name.endsWith('*'),
  }));
  return { slots };
}

const longestList = 7;

/** What the words from each token on mean. A phrase does not go on after the end of a sentence or into opaque text. */
export function entriesOf(tokens: readonly Token[]): readonly (readonly Entry[])[] {
  return tokens.map((token, start) => {
    const entries: Entry[] = [];
    let text = '';
    for (let end = start + 1; end <= Math.min(tokens.length, start + maxWords); end += 1) {
      const word = tokens[end - 1];
      if (!word || word.isOpaque || (end > start + 1 && isCut(tokens[end - 2]))) break;
      text = text === '' ? word.text : `${text} ${word.text}`;
      for (const meaning of meaningsOf(text)) entries.push({ ...meaning, end });
    }
    if (!token.isOpaque) {
      for (const meaning of meaningsOfDigits(token.text)) entries.push({ ...meaning, end: start + 1 });
    }
    return entries.toSorted((a, b) => b.end - a.end);
  });
}

function isCut(token: Token | undefined): boolean {
  return token === undefined || token.endsSentence;
}

/** The longest reading of a pattern from a token on. */
export function matchAt(
  { slots }: Pattern,
  start: number,
  { tokens, entries }: { readonly tokens: readonly Token[]; readonly entries: readonly (readonly Entry[])[] },
): Match | null {
  return from(0, start, {});

  function from(index: number, at: number, values: Values): Match | null {
    const part = slots[index];
    if (!part) return at > start ? { end: at, values } : null;
    if (at === start || !isCut(tokens[at - 1])) {
      for (const entry of entries[at] ?? []) {
        if (entry.slot !== part.slot) continue;
        const { end, list } = part.isList ? listFrom(entry, part.slot) : { end: entry.end, list: [entry.value] };
        const match = from(index + 1, end, { ...values, [part.slot]: list });
        if (match) return match;
      }
    }
    return part.isOptional ? from(index + 1, at, values) : null;
  }

  function listFrom(first: Entry, slot: Slot): { end: number; list: readonly number[] } {
    const list = [first.value];
    let { end } = first;
    while (list.length < longestList && !isCut(tokens[end - 1])) {
      const and = (entries[end] ?? []).find((entry) => entry.slot === 'and');
      const isJoined = and !== undefined || tokens[end - 1]?.hasComma === true;
      const next = (entries[and?.end ?? end] ?? []).find((entry) => entry.slot === slot);
      if (!isJoined || !next) break;
      list.push(next.value);
      end = next.end;
    }
    return { end, list };
  }
}
