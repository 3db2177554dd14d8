import { readText, searchReader } from '../../lib/search.ts';
import { filterReaders } from '../../data/tasks/filter-names.ts';

/** The filters of a calendar, and which days it shows. */
export type CalendarSearch = ReturnType<typeof calendarSearch>;

export const calendarSearch = searchReader({
  ...filterReaders,
  /** The saved view that this started from. */
  view: readText,
  by: (value) => (value === 'week' ? 'week' : undefined),
  /** A day of the shown month or week; today without it. */
  day: readDay,
});

/** A day of the years that both calendars can show and people plan in. */
function readDay(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^(19|20|21)\d\d-\d\d-\d\d$/.test(value)) return undefined;
  const at = Date.parse(value);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(value) ? value : undefined;
}
