import { describe, expect, it } from 'vitest';
import { dayOnPage, pageOf, shownDays } from './pages.ts';

const monday = { calendar: 'gregorian', weekStart: 1 } as const;
const saturday = { calendar: 'persian', weekStart: 6 } as const;

describe('a month', () => {
  it.each([
    // Gregorian: a leap day, no leap day, four whole weeks, six weeks, Sunday first, the end of a year.
    ['2024-02-10', { ...monday }, '2024-02-01', '2024-02-29', '2024-01-29', 5],
    ['2100-02-10', { ...monday }, '2100-02-01', '2100-02-28', '2100-02-01', 4],
    ['2026-11-29', { ...monday }, '2026-11-01', '2026-11-30', '2026-10-26', 6],
    ['2026-11-29', { ...monday, weekStart: 7 }, '2026-11-01', '2026-11-30', '2026-11-01', 5],
    ['2026-12-31', { ...monday }, '2026-12-01', '2026-12-31', '2026-11-30', 5],
    // Persian: Azar 1405, Farvardin of 31 days, Esfand of a leap year (1403) and of another (1404).
    ['2026-11-29', { ...saturday }, '2026-11-22', '2026-12-21', '2026-11-21', 5],
    ['2026-04-01', { ...saturday }, '2026-03-21', '2026-04-20', '2026-03-21', 5],
    ['2025-03-20', { ...saturday }, '2025-02-19', '2025-03-20', '2025-02-15', 5],
    ['2026-03-20', { ...saturday }, '2026-02-20', '2026-03-20', '2026-02-14', 5],
  ])('with %s in %j has its days and whole weeks', (day, manner, first, last, start, count) => {
    const page = pageOf(day, 'month', manner);
    expect([page.first, page.last, shownDays(page).first, page.weeks.length]).toEqual([first, last, start, count]);
    expect(page.weeks.every((week) => week.length === 7)).toBe(true);
    const days = page.weeks.flat();
    expect(days).toEqual([...new Set(days)].toSorted());
    expect(days).toContain(first);
    expect(days).toContain(last);
  });
});

describe('a week', () => {
  it.each([
    ['2026-11-29', 1, '2026-11-23'],
    ['2026-11-29', 7, '2026-11-29'],
    ['2026-11-29', 6, '2026-11-28'],
    ['2026-11-28', 6, '2026-11-28'],
    ['2026-11-27', 6, '2026-11-21'],
  ])('of %s, if weeks begin on day %i, begins on %s', (day, weekStart, first) => {
    const page = pageOf(day, 'week', { calendar: 'gregorian', weekStart });
    expect([page.first, page.weeks.length, page.weeks[0]?.[0]]).toEqual([first, 1, first]);
  });
});

describe('another page', () => {
  it.each([
    ['2026-01-31', 'month', 1, 'gregorian', '2026-02-28'],
    ['2024-01-31', 'month', 1, 'gregorian', '2024-02-29'],
    ['2026-01-15', 'month', -1, 'gregorian', '2025-12-15'],
    // 31 Shahrivar → 30 Mehr; 30 Bahman → 29 Esfand of a common year.
    ['2026-09-22', 'month', 1, 'persian', '2026-10-22'],
    ['2026-02-19', 'month', 1, 'persian', '2026-03-20'],
    ['2026-11-29', 'week', 1, 'persian', '2026-12-06'],
    ['2026-11-29', 'week', -1, 'gregorian', '2026-11-22'],
  ] as const)('from %s by a %s (%i, %s) has the day %s', (day, unit, count, calendar, expected) => {
    expect(dayOnPage(day, unit, count, calendar)).toBe(expected);
  });
});
