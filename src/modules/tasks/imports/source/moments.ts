import type { Notes } from './report.ts';

/** A time (RFC 3339, UTC), or null if it is missing or unreadable. */
export function momentOf(raw: string | null, notes: Notes): string | null {
  const date = dateOf(raw, notes);
  return date && date.toISOString();
}

/** Converts times to dates in a time zone; a date without a time stays the same. */
export function dayReader(timezone: string): (raw: string | null, notes: Notes) => string | null {
  // Swedish writes dates as in ISO 8601. One formatter is reused, because creating one is slower than using it.
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
  // Leaves a day on either side for time zones.
  if (year >= 1901 && year < 2199) return date;
  notes.problem('bad-date');
  return null;
}
