import { describe, expect, it } from 'vitest';
import { type ChartPerson, layOut, reportsOf } from './layout.ts';
import { nextByLetter, stepFor } from './walk.ts';

const person = (userId: string, managerId: string | null, reports = 0): ChartPerson => ({
  userId,
  managerId,
  name: userId,
  username: userId,
  avatarUrl: null,
  role: 'member',
  position: 'other',
  title: '',
  depth: 0,
  reports,
  teams: [],
});
const reports = reportsOf([
  person('ada', null, 2),
  person('bob', 'ada', 1),
  person('dan', 'bob'),
  person('cat', 'ada'),
]);
const { entries } = layOut(reports, new Set(['ada']));

describe('the keys of the chart', () => {
  it.each([
    { key: 'ArrowDown', at: 'ada', step: { to: 'bob' } },
    { key: 'ArrowUp', at: 'bob', step: { to: 'ada' } },
    { key: 'ArrowRight', at: 'ada', step: { to: 'bob' } },
    { key: 'ArrowRight', at: 'bob', step: { open: 'bob' } },
    { key: 'ArrowRight', at: 'cat', step: null },
    { key: 'ArrowLeft', at: 'cat', step: { to: 'ada' } },
    { key: 'ArrowLeft', at: 'ada', step: { close: 'ada' } },
    { key: 'Home', at: 'cat', step: { to: 'ada' } },
    { key: 'End', at: 'ada', step: { to: 'cat' } },
    { key: 'ArrowDown', at: 'cat', step: null },
  ])('$key at $at', ({ key, at, step }) => {
    expect(stepFor(key, entries, at, false)).toEqual(step);
  });

  it('change sides where the page begins at the right', () => {
    expect(stepFor('ArrowLeft', entries, 'bob', true)).toEqual({ open: 'bob' });
    expect(stepFor('ArrowRight', entries, 'cat', true)).toEqual({ to: 'ada' });
  });

  it('find the next name by its letter', () => {
    expect(nextByLetter(entries, 'ada', 'C')).toBe('cat');
    expect(nextByLetter(entries, 'cat', 'b')).toBe('bob');
    expect(nextByLetter(entries, 'ada', 'x')).toBeNull();
  });
});
