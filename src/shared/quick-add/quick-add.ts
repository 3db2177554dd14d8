import { folded } from '../folded.ts';
import { addDays } from './days.ts';
import { entriesOf, matchAt } from './matches.ts';
import { type Candidate, type Names, type Priority, priorityOf, tagAt } from './names.ts';
import { type Phrase, phrasesFrom } from './phrases.ts';
import { minutesPerDay, type Reading, type RecurrenceReading, timeBeside, type Today } from './readings.ts';
import { titleWithout } from './title.ts';
import { type Token, tokensOf } from './tokens.ts';

export interface QuickAddContext extends Today, Names {
  /** Words that stay in the title although they are understood, as `wordsOf` returns them. */
  readonly kept?: readonly string[];
  /** What an ambiguous tag means, by its words: an id of its candidates. */
  readonly chosen?: Readonly<Record<string, string>>;
}

interface Words {
  readonly start: number;
  readonly end: number;
  /** The words as they were typed. */
  readonly text: string;
  /** The same in one form: its identity in `kept` and `chosen`. */
  readonly words: string;
}

/** A part of the line that was understood. */
export type Chip = Words &
  (
    | { readonly kind: 'date' | 'time' | 'recurrence' }
    | { readonly kind: 'priority'; readonly priority: Priority }
    /** More than one candidate: the reader has to choose. */
    | { readonly kind: 'tag'; readonly candidates: readonly Candidate[] }
  );

export interface QuickAddResult {
  readonly title: string;
  /** In the order of the line. */
  readonly chips: readonly Chip[];
  /** The due day, also the first one of a recurrence. */
  readonly day: string | null;
  /** The due time, `09:30`. */
  readonly time: string | null;
  /** An RFC 5545 rule. */
  readonly rule: string | null;
  readonly priority: Priority | null;
  readonly assigneeId: string | null;
  readonly projectId: string | null;
  readonly labelIds: readonly string[];
}

/** A phrase of the line, with its meaning. */
interface PhraseInLine extends Words {
  readonly reading: Reading;
  /** The end of the line, a tag or another phrase follows. */
  readonly isLast: boolean;
}

/** A title has at most 255 characters: whatever comes after so many words is title anyway. */
const maxTokens = 300;
/** Each look-up of a name goes through all names, so a line has only so many. */
const maxTags = 30;

/**
 * Understands one line in English or Persian: "call Sara tomorrow 9am #site !high @sara every Monday". What is not
 * understood is the title. Pure; takes time in proportion to the length of the line.
 */
export function readLine(line: string, context: QuickAddContext): QuickAddResult {
  const tokens = tokensOf(line).slice(0, maxTokens);
  const tags = readTags(line, tokens, context);
  const tagTokens = new Set(tags.flatMap(({ from, to }) => range(from, to)));
  const phrases = choosePhrases(findPhrases(line, tokens, tagTokens, context));
  const time = dueTime(phrases);
  const chips = [
    ...tags.map(({ chip }) => chip),
    ...[phrases.date, phrases.time, phrases.recurrence].flatMap((one) =>
      one ? { kind: one.reading.kind, start: one.start, end: one.end, text: one.text, words: one.words } : [],
    ),
  ].toSorted((a, b) => a.start - b.start);
  const named = tags.flatMap(({ chip }) =>
    chip.kind === 'tag' && chip.candidates.length === 1 ? chip.candidates : [],
  );
  const idsOf = (kind: Candidate['kind']) => named.filter((one) => one.kind === kind).map(({ id }) => id);
  return {
    title: titleWithout(line, chips),
    chips,
    day: dueDay(phrases, time, context),
    time: time === undefined ? null : clockTime(time % minutesPerDay),
    rule: recurrenceFrom(phrases, time)?.rule ?? null,
    priority: tags.flatMap(({ chip }) => (chip.kind === 'priority' ? chip.priority : []))[0] ?? null,
    assigneeId: idsOf('person')[0] ?? null,
    projectId: idsOf('project')[0] ?? null,
    labelIds: [...new Set(idsOf('label'))],
  };
}

/** Words in the form in which `kept` and `chosen` compare them. */
function wordsOf(line: string, start: number, end: number): string {
  return folded(line.slice(start, end)).replaceAll(/\s+/g, ' ');
}

interface TagInLine {
  readonly chip: Chip;
  readonly from: number;
  readonly to: number;
}

/** Tags and priorities: one priority, one person and one project; of labels any number. */
function readTags(line: string, tokens: readonly Token[], context: QuickAddContext): readonly TagInLine[] {
  const tags: TagInLine[] = [];
  const single = new Set<string>();
  let lookUps = 0;
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (!token || token.isOpaque || !/^[@#!]/.test(token.text)) continue;
    const priority = priorityOf(token);
    if (priority !== null) {
      const words = wordsOf(line, token.start, token.end);
      if (single.has('priority') || context.kept?.includes(words)) continue;
      single.add('priority');
      tags.push({
        chip: {
          kind: 'priority',
          priority,
          start: token.start,
          end: token.end,
          text: line.slice(token.start, token.end),
          words,
        },
        from: at,
        to: at + 1,
      });
      continue;
    }
    if (token.text.startsWith('!') || lookUps >= maxTags) continue;
    lookUps += 1;
    const tag = tagAt(tokens, at, context);
    const { start } = token;
    const end = tokens[(tag?.end ?? 0) - 1]?.end;
    if (!tag || end === undefined) continue;
    const words = wordsOf(line, start, end);
    if (context.kept?.includes(words)) continue;
    const chosen = tag.candidates.find(({ id }) => id === context.chosen?.[words]);
    const candidates = (chosen ? [chosen] : tag.candidates).filter(({ kind }) => !single.has(kind));
    if (candidates.length === 0) continue;
    const [kind, ...otherKinds] = new Set(candidates.map((one) => one.kind));
    if (kind !== undefined && kind !== 'label' && otherKinds.length === 0) single.add(kind);
    tags.push({
      chip: { kind: 'tag', candidates, start, end, text: line.slice(start, end), words },
      from: at,
      to: tag.end,
    });
    at = tag.end - 1;
  }
  return tags;
}

function findPhrases(
  line: string,
  tokens: readonly Token[],
  tagTokens: ReadonlySet<number>,
  context: QuickAddContext,
): readonly PhraseInLine[] {
  const open = tokens.map((token, index) => (tagTokens.has(index) ? { ...token, isOpaque: true } : token));
  const entries = entriesOf(open);
  const phrases: {
    readonly phrase: Omit<PhraseInLine, 'isLast'>;
    readonly next: number;
    readonly mustBeLast: boolean;
  }[] = [];
  const starts = new Set<number>([...tagTokens, tokens.length]);
  for (let at = 0; at < tokens.length;) {
    const best = longestAt(at, phrases.at(-1)?.next === at);
    const start = tokens[at]?.start ?? 0;
    const end = tokens[(best?.end ?? 0) - 1]?.end ?? 0;
    const words = best ? wordsOf(line, start, end) : '';
    if (best?.reading && !context.kept?.includes(words)) {
      starts.add(at);
      phrases.push({
        phrase: { start, end, text: line.slice(start, end), words, reading: best.reading },
        next: best.end,
        mustBeLast: best.isLast,
      });
    }
    at = best?.end ?? at + 1;
  }
  return phrases
    .filter(({ next, mustBeLast }) => !mustBeLast || starts.has(next))
    .map(({ phrase, next }) => ({ ...phrase, isLast: starts.has(next) }));

  /** Without a reading, it is a phrase that says something impossible: a part of it must not be taken for the whole. */
  function longestAt(at: number, isNext: boolean): { end: number; reading: Reading | null; isLast: boolean } | null {
    const slots = new Set((entries[at] ?? []).map(({ slot }) => slot));
    const candidates = new Set<Phrase>([...slots].flatMap((slot) => phrasesFrom.get(slot) ?? []));
    let best: { end: number; reading: Reading | null; isLast: boolean } | null = null;
    for (const { pattern, read, position } of candidates) {
      if (position === 'next' && !isNext) continue;
      const match = matchAt(pattern, at, { tokens: open, entries });
      if (!match || (best && match.end < best.end)) continue;
      const reading = read(match.values, context);
      if (!best || match.end > best.end || (reading && !best.reading))
        best = { end: match.end, reading, isLast: position === 'last' };
    }
    return best;
  }
}

type Of<Kind extends Reading['kind']> = PhraseInLine & { readonly reading: Extract<Reading, { kind: Kind }> };

interface Chosen {
  readonly date: Of<'date'> | undefined;
  readonly time: Of<'time'> | undefined;
  readonly recurrence: Of<'recurrence'> | undefined;
}

/** Of each kind the first; of dates a deadline before others, and what ends the line before what is within it. */
function choosePhrases(phrases: readonly PhraseInLine[]): Chosen {
  const of = <Kind extends Reading['kind']>(kind: Kind) =>
    phrases.filter((one): one is Of<Kind> => one.reading.kind === kind);
  const dates = of('date');
  return {
    date: dates.find(({ reading }) => reading.isDeadline) ?? dates.findLast(({ isLast }) => isLast) ?? dates[0],
    time: of('time')[0],
    recurrence: of('recurrence')[0],
  };
}

/** A time that has passed today is tomorrow's; a time after midnight is on the day after the one that is named. */
function dueDay(phrases: Chosen, time: number | undefined, today: Today): string | null {
  if (phrases.date) return nightDay(phrases.date.reading.day, time, today);
  const isPast = time !== undefined && time % minutesPerDay <= today.minutes;
  const from = isPast ? addDays(today.day, 1) : today.day;
  const recurrence = recurrenceFrom(phrases, time);
  if (recurrence) return recurrence.first(from);
  return time === undefined ? null : from;
}

/** "Tonight at 2" is still today if it is said at 1. */
function nightDay(day: string, time: number | undefined, today: Today): string {
  if (time === undefined || time < minutesPerDay) return day;
  return day === today.day && today.minutes < time - minutesPerDay ? day : addDays(day, 1);
}

/** "Every Friday night at 1" is on Saturdays. */
function recurrenceFrom({ recurrence }: Chosen, time: number | undefined): RecurrenceReading | undefined {
  const nextDays = time !== undefined && time >= minutesPerDay ? recurrence?.reading.nextDays : undefined;
  return nextDays ? nextDays() : recurrence?.reading;
}

/** In "this evening at 7:30", the part of the day says which half the time is in. */
function dueTime({ date, time, recurrence }: Chosen): number | undefined {
  const part = date?.reading.time ?? recurrence?.reading.time;
  if (!time || part === undefined) return time?.reading.time ?? part;
  return timeBeside(part, time.reading);
}

function clockTime(minutes: number): string {
  const parts = [Math.floor(minutes / 60), minutes % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
