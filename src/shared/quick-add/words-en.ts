import type { Words } from './slots.ts';

const cardinals =
  'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty';
const ordinals =
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth';

const tens = { twenty: 20, thirty: 30, forty: 40, fifty: 50, sixty: 60, seventy: 70, eighty: 80, ninety: 90 };
const join = (ten: string, one: string) => `${ten} ${one}|${ten}-${one}`;

/** Numbers the words of a text from 1 on. */
export function numbered(words: string): Record<string, number> {
  return Object.fromEntries(words.split(' ').map((word, index) => [word, index + 1]));
}

/** 21 to 29, 31 to 39 and so on, by the words for the tens and for 1 to 9. */
export function compounds(
  tenWords: Readonly<Record<string, number>>,
  oneWords: Readonly<Record<string, number>>,
  joined: (ten: string, one: string) => string,
): Record<string, number> {
  const ones = Object.entries(oneWords).filter(([, value]) => value < 10);
  return Object.fromEntries(
    Object.entries(tenWords).flatMap(([ten, value]) => ones.map(([one, add]) => [joined(ten, one), value + add])),
  );
}

const numbers = { ...numbered(cardinals), ...tens, ...compounds(tens, numbered(cardinals), join) };

/** The minutes that are said after an hour, in words, such as "thirty" in "nine thirty". */
export function minutesIn(words: Readonly<Record<string, number>>, from: number): [words: string, value: number][] {
  return Object.entries(words).filter(([, value]) => value >= from && value < 60);
}

export const english: Words = {
  lead: { 'on|for|starting|starting on|from': 0, 'by|due|due on|due by|due at|before|until|no later than': 1 },
  the: { the: 0 },
  of: { of: 0 },
  and: { 'and|&|+': 0 },
  this: { 'this|this coming|coming': 0 },
  next: { next: 0 },
  in: { 'in|within': 0 },
  later: { 'from now|from today|later|hence': 0 },
  every: { 'every|each|every single': 0 },
  other: { 'other|second': 0 },
  day: {
    'today|tod': 0,
    'tomorrow|tmrw|tmr|tomorow|tommorow|tommorrow': 1,
    'day after tomorrow|the day after tomorrow|overmorrow': 2,
  },
  tonight: { 'tonight|tonite': 0 },
  weekday: {
    'monday|mon': 1,
    'tuesday|tue|tues': 2,
    'wednesday|wed|weds': 3,
    'thursday|thu|thur|thurs': 4,
    'friday|fri': 5,
    saturday: 6,
    sunday: 7,
  },
  shortWeekday: { sat: 6, sun: 7 },
  weekdays: { mondays: 1, tuesdays: 2, wednesdays: 3, thursdays: 4, fridays: 5, saturdays: 6, sundays: 7 },
  workday: { 'weekday|workday|work day|working day|business day': 0 },
  workdays: { 'weekdays|workdays|work days|working days|business days': 0 },
  weekend: { 'weekend|the weekend': 0 },
  month: {
    'january|jan': 1,
    'february|feb': 2,
    'march|mar': 3,
    'april|apr': 4,
    may: 5,
    'june|jun': 6,
    'july|jul': 7,
    'august|aug': 8,
    'september|sep|sept': 9,
    'october|oct': 10,
    'november|nov': 11,
    'december|dec': 12,
    'farvardin|farwardin': 101,
    ordibehesht: 102,
    khordad: 103,
    tir: 104,
    'mordad|amordad': 105,
    shahrivar: 106,
    mehr: 107,
    aban: 108,
    azar: 109,
    'dey|dei': 110,
    bahman: 111,
    'esfand|esfaand': 112,
  },
  dayWord: { day: 0 },
  monthEnd: {
    'end of month|end of the month|the end of the month|the end of month|end of this month|eom': 0,
    'last day of the month|last day of this month': 0,
    'end of next month|end of the next month|last day of next month': 1,
  },
  everyMonthEnd: {
    'end of every month|end of each month|last day of every month|last day of each month|every month end|the end of every month': 0,
  },
  everyMonth: { 'every month|each month': 0 },
  ofMonth: { 'of the month|of every month|of each month|of month': 0 },
  unit: {
    'minute|minutes|min|mins': 0,
    'hour|hours|hr|hrs': 1,
    'day|days': 2,
    'week|weeks|wk|wks': 3,
    'month|months': 4,
    'year|years': 5,
    'fortnight|fortnights': 6,
    'quarter|quarters': 7,
  },
  often: {
    daily: 2,
    weekly: 3,
    monthly: 4,
    'yearly|annually': 5,
    'fortnightly|biweekly': 6,
    quarterly: 7,
  },
  number: {
    ...numbers,
    'half an': 0.5,
    'a couple of': 2,
  },
  article: { 'a|an': 0 },
  ordinal: {
    ...numbered(ordinals),
    thirtieth: 30,
    ...compounds({ twenty: 20, thirty: 30 }, numbered(ordinals), join),
    last: -1,
    'the last': -1,
  },
  counted: { 'chapter|page|room|lesson|episode|volume|section|exercise|question|version': 0 },
  at: { 'at|@|around': 0 },
  namedTime: { 'noon|midday': 720, midnight: 1_440 },
  part: {
    'morning|in the morning': 540,
    'noon|midday': 720,
    'afternoon|in the afternoon': 900,
    'evening|in the evening': 1_080,
    'night|at night': 1_200,
  },
  dayPart: { 'am|a.m': 0, 'pm|p.m': 2 },
  inPart: { 'in the morning': 0, 'noon|midday': 1, 'in the afternoon|in the evening': 2, 'at night|midnight': 3 },
  past: { 'half past': 30, 'quarter past|a quarter past': 15, 'quarter to|a quarter to': -15 },
  andMinutes: Object.fromEntries(minutesIn(numbers, 10)),
  oClock: { "o'clock|oclock": 0 },
};
