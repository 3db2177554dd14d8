import type { Notes } from './report.ts';

/** A moment (RFC 3339, UTC), or null where there is none or it can’t be read. */
export function momentOf(raw: string | null, notes: Notes): string | null {
  const date = dateOf(raw, notes);
  return date && date.toISOString();
}

/** Makes days of a time zone out of moments; a date without time stays the day that it is. */
export function dayReader(timezone: string): (raw: string | null, notes: Notes) => string | null {
  // Swedish writes dates as ISO 8601 does. One formatter for all: making one takes longer than using it.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short' });
  return (raw, notes) => {
    const date = dateOf(raw, notes);
    if (date === null) return null;
    return raw !== null && /^\d{4}-\d{2}-\d{2}$/.test(raw) ? raw : format.format(date);
  };
}

function dateOf(raw: string | null, notes: Notes): Date | null {
  if (raw === null || raw === '') return null;
  const date = new Date(/^\d{4}-\d{2}-\d{2}(?:[T ]|$)/.test(raw) ? raw : Number.NaN);
  const year = date.getUTCFullYear();
  // A day on either side is left for time zones.
  if (year >= 1901 && year < 2199) return date;
  notes.problem('bad-date');
  return null;
}
