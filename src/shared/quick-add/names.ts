import { folded } from '../folded.ts';
import type { Token } from './tokens.ts';

export const priorities = ['none', 'low', 'medium', 'high', 'urgent'] as const;
export type Priority = (typeof priorities)[number];

/** Something that a line can name. */
export interface Named {
  readonly id: string;
  readonly name: string;
  /** A second name, such as a username. */
  readonly also?: string;
}

export interface Names {
  readonly people: readonly Named[];
  readonly labels: readonly Named[];
  readonly projects: readonly Named[];
  /** The reader's own id, for `@me`. */
  readonly me: string;
}

export interface Candidate extends Named {
  readonly kind: 'person' | 'label' | 'project';
}

export interface Tag {
  /** The token after its last one. */
  readonly end: number;
  readonly candidates: readonly Candidate[];
}

const ownNames = new Set(['me', 'myself', 'من', 'خودم'].map(folded));
const maxCandidates = 12;
/** How many words a name may have after its sign. */
const maxNameWords = 5;

const priorityWords = new Map(
  (
    [
      ['urgent', 'urgent critical asap 1 فوری'],
      ['high', 'high important 2 زیاد بالا مهم'],
      ['medium', 'medium normal 3 متوسط عادی معمولی'],
      ['low', 'low 4 کم پایین'],
      ['none', 'none هیچ'],
    ] as const
  ).flatMap(([priority, words]) => words.split(' ').map((word) => [folded(word), priority] as const)),
);

/** `!high`; null for anything else. */
export function priorityOf({ text }: Token): Priority | null {
  return text.startsWith('!') ? (priorityWords.get(text.slice(1)) ?? null) : null;
}

interface Indexed {
  readonly candidate: Candidate;
  /** The name and the second name without spaces, and the words of the name. */
  readonly whole: readonly string[];
  readonly words: readonly string[];
}

interface Index {
  readonly '@': readonly Indexed[];
  readonly '#': readonly Indexed[];
}

/** The index of the names that were looked up last: the next keystroke has the same. */
let last: { readonly of: Names; readonly index: Index } | undefined;

/** Names are compared without spaces, hyphens and underscores: `#site-relaunch` is "Site relaunch". */
const compact = (text: string) => text.replaceAll(/[\s_-]+/g, '');

const indexed = (kind: Candidate['kind']) => (named: Named) => ({
  candidate: { ...named, kind },
  whole: [named.name, named.also ?? ''].map((text) => compact(folded(text))).filter((text) => text !== ''),
  words: folded(named.name).split(/[\s_-]+/),
});

function indexOf(names: Names): Index {
  const isSame = (['people', 'labels', 'projects'] as const).every((kind) => last?.of[kind] === names[kind]);
  if (last && isSame) return last.index;
  const index = {
    '@': names.people.map(indexed('person')),
    '#': [...names.projects.map(indexed('project')), ...names.labels.map(indexed('label'))],
  };
  last = { of: names, index };
  return index;
}

/** What `#site` or `@sara` can mean: the longest whole name, else those that begin so. Null for no such name. */
export function tagAt(tokens: readonly Token[], start: number, names: Names): Tag | null {
  const token = tokens[start];
  const sign = token?.text[0];
  if (!token || token.isOpaque || token.text.length < 2 || (sign !== '@' && sign !== '#')) return null;
  const index = indexOf(names)[sign];
  const first = compact(token.text.slice(1));
  if (sign === '@' && ownNames.has(first)) {
    const own = index.filter(({ candidate }) => candidate.id === names.me);
    return own.length === 0 ? null : tag(start + 1, own);
  }
  for (let end = Math.min(tokens.length, start + maxNameWords); end > start; end -= 1) {
    const words = tokens.slice(start, end);
    if (words.slice(0, -1).some(({ endsSentence, hasComma }) => endsSentence || hasComma)) continue;
    const text = compact(
      words
        .map((word) => word.text)
        .join('')
        .slice(1),
    );
    const whole = index.filter((entry) => entry.whole.includes(text));
    if (whole.length > 0) return tag(end, whole);
  }
  const byWord = index.filter(({ words }) => words.includes(first));
  const matches = byWord.length > 0 ? byWord : index.filter((entry) => begins(entry, first));
  return matches.length === 0 ? null : tag(start + 1, matches);
}

function begins({ whole, words }: Indexed, text: string): boolean {
  return [...whole, ...words].some((word) => word.startsWith(text));
}

function tag(end: number, matches: readonly Indexed[]): Tag {
  return { end, candidates: matches.slice(0, maxCandidates).map(({ candidate }) => candidate) };
}
