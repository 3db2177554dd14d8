/** What a word can be in a phrase. `phrases.ts` combines them. */
export type Slot =
  /** A word before a date that belongs to it; 1 if it names a deadline. */
  | 'lead'
  | 'the'
  | 'of'
  | 'and'
  | 'this'
  | 'next'
  /** "Next" as Persian says it, after its noun. */
  | 'after'
  | 'in'
  | 'later'
  | 'every'
  | 'other'
  /** Days from today. */
  | 'day'
  /** This evening. */
  | 'tonight'
  /** 1 is Monday, 7 Sunday. */
  | 'weekday'
  /** A weekday whose short name is also another word, so it needs a word before it. */
  | 'shortWeekday'
  | 'weekdays'
  | 'workday'
  | 'workdays'
  | 'weekend'
  | 'weekendDay'
  /** 1–12 Gregorian, 101–112 Persian. */
  | 'month'
  | 'monthWord'
  | 'yearWord'
  | 'dayWord'
  /** 0 of this month, 1 of the next one. */
  | 'monthEnd'
  | 'everyMonthEnd'
  | 'everyMonth'
  | 'ofMonth'
  /** An index of `units`. */
  | 'unit'
  | 'alternate'
  | 'often'
  | 'number'
  /** One of something, but neither an hour nor a day of a month. */
  | 'article'
  /** What has a number: "chapter 2". */
  | 'counted'
  | 'ordinal'
  /** An ordinal in digits: `5th`. */
  | 'nth'
  | 'year'
  /** `20261125`. */
  | 'date'
  | 'at'
  /** Minutes since midnight. */
  | 'time'
  | 'namedTime'
  /** A part of a day: its usual time in minutes. */
  | 'part'
  /** A part of a day after an hour: 0 morning, 1 noon, 2 afternoon or evening, 3 night. */
  | 'dayPart'
  /** The same, for an hour after "at" or a date; it can also come before "at". */
  | 'inPart'
  /** Minutes after an hour: "and a half". */
  | 'andMinutes'
  /** Minutes before an hour: "half past". */
  | 'past'
  | 'oClock'
  /** What makes a part of the day a greeting. */
  | 'greeting';

/** Words of a slot: several words for one value are separated by `|`. */
export type Words = Readonly<Partial<Record<Slot, Readonly<Record<string, number>>>>>;
