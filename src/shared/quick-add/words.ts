import { folded } from '../folded.ts';
import type { Slot } from './slots.ts';
import { english } from './words-en.ts';
import { persian } from './words-fa.ts';

export interface Unit {
  readonly of: 'minute' | 'day' | 'week' | 'month' | 'year';
  readonly count: number;
}

export const units: readonly Unit[] = [
  { of: 'minute', count: 1 },
  { of: 'minute', count: 60 },
  { of: 'day', count: 1 },
  { of: 'week', count: 1 },
  { of: 'month', count: 1 },
  { of: 'year', count: 1 },
  { of: 'week', count: 2 },
  { of: 'month', count: 3 },
];

export interface Meaning {
  readonly slot: Slot;
  readonly value: number;
}

/** How many words an entry of the tables has at most. */
export const maxWords = 5;

/** Every word of both languages: people mix them. */
const meanings = new Map<string, Meaning[]>();
for (const words of [english, persian]) {
  for (const [slot, entries] of Object.entries(words) as [Slot, Readonly<Record<string, number>>][]) {
    for (const [names, value] of Object.entries(entries)) {
      for (const name of names.split('|')) {
        const key = folded(name);
        meanings.set(key, [...(meanings.get(key) ?? []), { slot, value }]);
      }
    }
  }
}

/** What words mean together, separated by a space, in the form of `folded`. */
export function meaningsOf(text: string): readonly Meaning[] {
  return meanings.get(text) ?? [];
}

const minutesPerHour = 60;

/** What a word of digits means. */
export function meaningsOfDigits(text: string): readonly Meaning[] {
  if (!/^\d/.test(text) || text.length > 12) return [];
  return [...numberMeanings(text), ...ordinalMeanings(text), ...timeMeanings(text), ...dateMeanings(text)];
}

function numberMeanings(text: string): Meaning[] {
  if (!/^\d{1,4}$/.test(text)) return [];
  const value = Number(text);
  const isYear = (value >= 1300 && value < 1600) || (value >= 1900 && value < 2300);
  return isYear ? [{ slot: 'year', value }] : text.length < 4 ? [{ slot: 'number', value }] : [];
}

function ordinalMeanings(text: string): Meaning[] {
  const [, digits] = /^(\d{1,2})-?(?:st|nd|rd|th|ام|م)$/.exec(text) ?? [];
  const value = Number(digits);
  return digits === undefined
    ? []
    : [
        { slot: 'nth', value },
        { slot: 'ordinal', value },
      ];
}

function timeMeanings(text: string): Meaning[] {
  const [, hourText, minuteText, half] = /^(\d{1,2})(?:[:.](\d\d))?(am|pm|a\.m|p\.m)$/.exec(text) ?? [];
  if (hourText !== undefined) {
    const time = timeIn12(Number(hourText), Number(minuteText ?? 0), half?.startsWith('p') ?? false);
    return time === null ? [] : [{ slot: 'time', value: time }];
  }
  const [, hours, minutes] = /^(\d{1,2}):(\d\d)$/.exec(text) ?? [];
  const [hour, minute] = [Number(hours), Number(minutes)];
  return hours !== undefined && hour < 24 && minute < 60
    ? [{ slot: 'time', value: hour * minutesPerHour + minute }]
    : [];
}

/** Minutes since midnight; null if a clock of twelve hours does not show it. */
export function timeIn12(hour: number, minute: number, isAfternoon: boolean): number | null {
  if (hour < 1 || hour > 12 || minute > 59) return null;
  return ((hour % 12) + (isAfternoon ? 12 : 0)) * minutesPerHour + minute;
}

/** `2026-12-03`, `1405/9/12`, `3/12/2026`, `3.12.2026`: the day before the month. */
function dateMeanings(text: string): Meaning[] {
  const [, a = '', , b = '', c = ''] = /^(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})$/.exec(text) ?? [];
  const [year, day] = a.length === 4 ? [a, c] : [c, a];
  if (year.length !== 4 || day.length > 2 || day === '') return [];
  return [{ slot: 'date', value: Number(year) * 10_000 + Number(b) * 100 + Number(day) }];
}
