import { describe, expect, it } from 'vitest';
import { aTask } from '../../../test/a-task.ts';
import { pageOf } from './pages.ts';
import { plannedWithin } from './planned.ts';
import { layOutWeek, type WeekLayout } from './week-layout.ts';

const week = pageOf('2026-11-25', 'week', { calendar: 'gregorian', weekStart: 1 }).weeks[0] ?? [];
const timeZone = 'Asia/Tehran';

/** Tasks by name: `start..due`, or the due day. */
function planned(days: Readonly<Record<string, string>>) {
  const tasks = Object.entries(days).map(([id, text]) => {
    const [start, due] = text.split('..');
    return aTask(id, due === undefined ? { dueDate: start ?? null } : { startDate: start ?? null, dueDate: due });
  });
  return plannedWithin(tasks, { first: week[0] ?? '', last: week[6] ?? '', timeZone }, () => true);
}

/** Each shown task with its line, first day and number of days. */
const shownIn = ({ shown }: WeekLayout) =>
  Object.fromEntries(
    shown.flat().map(({ planned: { task }, lane, from, days }) => [task.id, [lane, from, days]] as const),
  );

describe('the tasks of a week', () => {
  it('lie in the first line that is free on all of their days, bars above', () => {
    const layout = layOutWeek(
      week,
      planned({ a: '2026-11-25', b: '2026-11-24..2026-11-26', c: '2026-11-26..2026-11-27', d: '2026-11-27' }),
      5,
    );
    expect(shownIn(layout)).toEqual({ b: [0, 1, 3], c: [1, 3, 2], a: [1, 2, 1], d: [0, 4, 1] });
    expect(layout.hiddenCounts).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  it('are cut off at its ends', () => {
    const { shown } = layOutWeek(week, planned({ a: '2026-11-01..2026-11-24', b: '2026-11-29..2026-12-20' }), 5);
    const parts = shown.flat().map(({ from, days, isStart, isEnd }) => [from, days, isStart, isEnd]);
    expect(parts).toEqual([
      [0, 2, false, true],
      [6, 1, true, false],
    ]);
  });

  it('that have no room are counted on each of their days, which keep a line for that', () => {
    const layout = layOutWeek(
      week,
      planned({ a: '2026-11-24..2026-11-26', b: '2026-11-24..2026-11-25', c: '2026-11-24', d: '2026-11-26' }),
      2,
    );
    expect(shownIn(layout)).toEqual({ a: [0, 1, 3], d: [1, 3, 1] });
    expect(layout.hiddenCounts).toEqual([0, 2, 1, 0, 0, 0, 0]);
  });

  it('show the one first that was moved by keys', () => {
    const days = { a: '2026-11-24', b: '2026-11-24', c: '2026-11-24' };
    expect(Object.keys(shownIn(layOutWeek(week, planned(days), 2)))).toEqual(['a']);
    expect(Object.keys(shownIn(layOutWeek(week, planned(days), 2, 'c')))).toEqual(['c']);
  });

  it('include those of a time zone’s days, not those before or after', () => {
    const tasks = [
      aTask('tonight', { dueAt: '2026-11-29T20:00:00Z' }),
      aTask('next day there', { dueAt: '2026-11-29T21:00:00Z' }),
      aTask('first day there', { dueAt: '2026-11-22T21:00:00Z' }),
      aTask('reversed', { startDate: '2026-12-10', dueDate: '2026-11-24' }),
      aTask('undated', { startDate: '2026-11-24' }),
    ];
    const within = plannedWithin(tasks, { first: week[0] ?? '', last: week[6] ?? '', timeZone }, () => true);
    expect(within.map(({ task, start, end }) => [task.id, start, end])).toEqual([
      ['reversed', '2026-11-24', '2026-11-24'],
      ['first day there', '2026-11-23', '2026-11-23'],
      ['tonight', '2026-11-29', '2026-11-29'],
    ]);
  });
});
