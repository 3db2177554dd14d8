import { describe, expect, it } from 'vitest';
import { arrowPath } from './arrow-path.ts';
import { dayAt, daysBetween, monthsOf, scaleOver, ticksOf, xOf } from '../../data/timeline/scale.ts';
import { movedDates, plannedSpan, resizedDates } from '../../data/timeline/spans.ts';

const scale = { zoom: 'months', first: '2026-03-14', days: 20, dayWidth: 10 } as const;
const tehran = 'Asia/Tehran';

describe('the scale', () => {
  it('has room for all its days, and knows where each is', () => {
    const wide = scaleOver(['2026-05-01', '2026-03-01'], 'weeks');
    expect(wide.first).toBe('2026-02-15');
    expect(wide.days).toBe(daysBetween('2026-02-15', '2026-06-12') + 1);
    expect(dayAt(wide, xOf(wide, '2026-04-10') + 31)).toBe('2026-04-10');
  });

  it.each([
    ['gregorian', ['2026-03-14', '2026-04-01'], [18, 2]],
    ['persian', ['2026-03-14', '2026-03-21'], [7, 13]],
  ] as const)('is divided by the months of the %s calendar', (calendar, firsts, lengths) => {
    const months = monthsOf(scale, calendar);
    expect(months.map(({ first }) => first)).toEqual(firsts);
    expect(months.map(({ days }) => days)).toEqual(lengths);
  });

  it.each([
    ['weeks', 6, 9],
    ['months', 6, 1],
    ['quarters', 6, 0],
  ] as const)('by %s, with weeks from day %i on, it numbers %i of nine days', (zoom, weekStart, count) => {
    expect(ticksOf({ first: '2026-03-15', days: 9 }, zoom, weekStart)).toHaveLength(count);
  });
});

const dated = (startDate: string | null, dueDate: string | null, more: { dueAt?: string; estimate?: number } = {}) => ({
  startDate,
  dueDate,
  dueAt: more.dueAt ?? null,
  estimate: more.estimate ?? null,
});
const row = { start: '2026-03-20', end: '2026-03-20' };

describe('a bar', () => {
  it.each([
    ['both dates', dated('2026-03-02', '2026-03-05'), ['2026-03-02', '2026-03-05']],
    ['a start and an estimate of two days', dated('2026-03-02', null, { estimate: 900 }), ['2026-03-02', '2026-03-03']],
    ['a due date and an estimate', dated(null, '2026-03-05', { estimate: 900 }), ['2026-03-04', '2026-03-05']],
    ['a due date before its start', dated('2026-03-05', '2026-03-02'), ['2026-03-05', '2026-03-05']],
    [
      'a due moment, on the day that it is there',
      dated(null, null, { dueAt: '2026-03-05T21:00:00Z' }),
      ['2026-03-06', '2026-03-06'],
    ],
    ['no dates, where the plan has it', dated(null, null), ['2026-03-20', '2026-03-20']],
  ])('of %s', (_name, task, [start, end]) => {
    expect(plannedSpan(task, row, tehran)).toEqual({ start, end });
  });

  it.each([
    [dated('2026-03-02', '2026-03-05'), { startDate: '2026-03-05', dueDate: '2026-03-08' }],
    [dated(null, '2026-03-05'), { dueDate: '2026-03-08' }],
    [dated(null, null), { startDate: '2026-03-23', dueDate: '2026-03-23' }],
  ])('%o is moved as a whole', (task, dates) => {
    expect(movedDates(task, plannedSpan(task, row, tehran), 3, tehran)).toEqual(dates);
  });

  it('keeps the time of a due moment where the clocks change', () => {
    const task = dated(null, null, { dueAt: '2026-03-27T08:00:00.000Z' });
    expect(movedDates(task, row, 3, 'Europe/Berlin')).toEqual({ dueAt: '2026-03-30T07:00:00.000Z' });
  });

  it.each([
    ['end', 2, dated('2026-03-02', '2026-03-05'), { dueDate: '2026-03-07' }],
    ['end', -9, dated('2026-03-02', '2026-03-05'), { dueDate: '2026-03-02' }],
    ['end', 2, dated(null, '2026-03-05'), { startDate: '2026-03-05', dueDate: '2026-03-07' }],
    ['start', -1, dated('2026-03-02', '2026-03-05'), { startDate: '2026-03-01' }],
    ['start', 9, dated('2026-03-02', '2026-03-05'), { startDate: '2026-03-05' }],
    ['start', -1, dated('2026-03-02', null), { startDate: '2026-03-01', dueDate: '2026-03-02' }],
  ] as const)('moves its %s by %i, and lasts a day at least', (edge, days, task, dates) => {
    expect(resizedDates(task, plannedSpan(task, row, tehran), edge, days, tehran)).toEqual(dates);
  });
});

describe('an arrow', () => {
  it('goes straight where there is room, and around where there is none', () => {
    expect(arrowPath({ x: 0, y: 18 }, { x: 50, y: 54 }, 36)).toBe('M0 18L8 18L8 54L50 54');
    expect(arrowPath({ x: 50, y: 18 }, { x: 20, y: 54 }, 36)).toBe('M50 18L58 18L58 36L12 36L12 54L20 54');
  });
});
