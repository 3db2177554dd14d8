import { type Pattern, patternOf } from './matches.ts';
import * as readings from './readings.ts';
import type { Read } from './readings.ts';
import * as recurrences from './recurrences.ts';
import type { Slot } from './slots.ts';

export interface Phrase {
  readonly pattern: Pattern;
  readonly read: Read;
  /**
   * Words such as "weekly" also describe what follows: they count only at the end or before another phrase (`last`). "9
   * in the morning" counts only after another phrase (`next`): before, "9" may belong to what is done.
   */
  readonly position?: 'last' | 'next' | undefined;
}

const table: readonly (readonly [pattern: string, read: Read, position?: Phrase['position']])[] = [
  ['lead? day part?', readings.readDay],
  ['lead? part of? day', readings.readDay],
  ['lead? tonight', readings.readTonight],
  ['this part', readings.readThisPart],
  ['lead? this? weekday part?', readings.readWeekday],
  ['lead? part lead? weekday', readings.readWeekday],
  ['lead shortWeekday part?', readings.readWeekday, 'last'],
  ['lead? this shortWeekday part?', readings.readWeekday],
  ['lead? next weekday part?', readings.readNextWeekday],
  ['lead? next shortWeekday part?', readings.readNextWeekday],
  ['lead? weekday after part?', readings.readNextWeekday],
  ['lead? weekday unit after part?', readings.readNextWeekday],
  ['lead? weekday next unit', readings.readNextWeekday],
  ['lead? next unit lead? weekday', readings.readNextWeekday],
  ['lead? unit after weekday', readings.readNextWeekday],
  ['lead? next unit', readings.readNextUnit],
  ['lead? unit after', readings.readNextUnit],
  ['in number unit', readings.readLater],
  ['in article unit', readings.readLater],
  ['lead? number unit later', readings.readLater],
  ['lead? article unit later', readings.readLater],
  ['lead? number unit after', readings.readLater],
  ['lead? article unit after', readings.readLater],
  ['lead? weekday? the? number month monthWord? yearWord? year? part?', readings.readMonthDay],
  ['lead? part of? lead? weekday? the? number month monthWord? yearWord? year?', readings.readMonthDay],
  ['lead? weekday? the? ordinal of? month monthWord? yearWord? year? part?', readings.readMonthDay],
  ['lead? part of? lead? weekday? the? ordinal of? month monthWord? yearWord? year?', readings.readMonthDay],
  ['lead? weekday? month the? number year? part?', readings.readMonthDay],
  ['lead? weekday? month the? ordinal year? part?', readings.readMonthDay],
  ['lead the? nth', readings.readDayOfMonth],
  ['lead? the? ordinal of the? this? next? unit', readings.readDayOfMonth],
  ['lead? next unit lead? the? nth', readings.readDayOfMonth],
  ['lead? ordinal this? monthWord after?', readings.readDayOfMonth],
  ['lead? number this monthWord', readings.readDayOfMonth],
  ['lead? weekday? date', readings.readDigits],
  ['lead? at? the? monthEnd', readings.readMonthEnd],
  ['lead weekend', readings.readWeekend],
  ['lead? this weekend', readings.readWeekend],
  ['lead? next weekend', readings.readWeekend],
  ['lead? this? weekendDay after?', readings.readWeekend],

  ['lead? at? time dayPart? inPart?', readings.readTime],
  ['lead? at? namedTime', readings.readTime],
  ['namedTime greeting', readings.readNothing],
  ['lead? number dayPart', readings.readBareHour],
  ['number inPart', readings.readBareHour, 'next'],
  ['lead? at? number andMinutes dayPart', readings.readHour],
  ['lead? at number andMinutes? dayPart? inPart?', readings.readHour],
  ['lead? at? past number dayPart? inPart?', readings.readHour],
  ['lead? at? number oClock dayPart? inPart?', readings.readHour],
  ['number dayPart and number unit', readings.readNothing],
  ['number unit and number dayPart', readings.readNothing],
  ['counted number', readings.readNothing],
  ['lead? inPart at? time', readings.readTime],
  ['lead? inPart at number andMinutes?', readings.readHour],

  ['every number? unit part?', recurrences.readEveryUnit],
  ['every other unit part?', recurrences.readEveryUnit],
  ['every? number unit alternate part?', recurrences.readEveryUnit],
  ['every? article? unit alternate part?', recurrences.readEveryUnit],
  ['often', recurrences.readEveryUnit, 'last'],
  ['every part', recurrences.readEveryPart],
  ['every weekday* part?', recurrences.readEveryWeekday],
  ['every shortWeekday*', recurrences.readEveryWeekday],
  ['every other weekday* part?', recurrences.readEveryWeekday],
  ['lead? weekdays* part?', recurrences.readEveryWeekday],
  ['every workday part?', recurrences.readWorkdays],
  ['lead workdays', recurrences.readWorkdays],
  ['every? workdays part?', recurrences.readWorkdays, 'last'],
  ['every weekend', recurrences.readWeekends],
  ['every nth ofMonth?', recurrences.readEveryDayOfMonth],
  ['every ordinal ofMonth', recurrences.readEveryDayOfMonth],
  ['every unit lead? the? nth', recurrences.readEveryDayOfMonth],
  ['every unit dayWord number', recurrences.readEveryDayOfMonth],
  ['everyMonth lead the ordinal', recurrences.readEveryDayOfMonth, 'last'],
  ['lead? the? ordinal dayWord? of every unit', recurrences.readEveryDayOfMonth],
  ['lead? dayWord number of every unit', recurrences.readEveryDayOfMonth],
  // Several days of a month: one of them would be wrong.
  ['every nth* ofMonth?', readings.readNothing],
  ['lead? the? ordinal* of? every unit', readings.readNothing],
  ['lead? the? ordinal and lead? the? ordinal of? every unit', readings.readNothing],
  ['lead? dayWord? ordinal every unit', recurrences.readEveryDayOfMonth],
  ['lead? dayWord number every unit', recurrences.readEveryDayOfMonth],
  ['lead? at? everyMonthEnd', recurrences.readEveryMonthEnd],
  ['every ordinal weekday ofMonth?', recurrences.readEveryNthWeekday],
  ['lead? the? ordinal weekday of? every unit', recurrences.readEveryNthWeekday],
  ['every unit lead the? ordinal weekday', recurrences.readEveryNthWeekday],
  ['every number month', recurrences.readEveryMonthDay],
  ['every ordinal of? month', recurrences.readEveryMonthDay],
  ['every month number', recurrences.readEveryMonthDay],
  ['every month ordinal', recurrences.readEveryMonthDay],
  ['every unit lead? the? number month', recurrences.readEveryMonthDay],
  ['every unit lead? the? ordinal of? month', recurrences.readEveryMonthDay],
];

const phrases: readonly Phrase[] = table.map(([pattern, read, position]) => ({
  pattern: patternOf(pattern),
  read,
  position,
}));

/** The phrases that can begin with each slot. */
export const phrasesFrom: ReadonlyMap<Slot, readonly Phrase[]> = bySlot();

function bySlot(): ReadonlyMap<Slot, readonly Phrase[]> {
  const result = new Map<Slot, Phrase[]>();
  for (const phrase of phrases) {
    const { slots } = phrase.pattern;
    const needed = slots.findIndex(({ isOptional }) => !isOptional);
    for (const slot of new Set(slots.slice(0, needed + 1).map((part) => part.slot))) {
      result.set(slot, [...(result.get(slot) ?? []), phrase]);
    }
  }
  return result;
}
