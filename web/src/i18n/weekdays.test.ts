import { describe, expect, it } from 'vitest';
import { weekFrom } from './weekdays.ts';

describe('a week', () => {
  it.each([
    { start: 1, days: [1, 2, 3, 4, 5, 6, 7] },
    { start: 6, days: [6, 7, 1, 2, 3, 4, 5] },
    { start: 7, days: [7, 1, 2, 3, 4, 5, 6] },
  ])('that begins on day $start has every day once, in order', ({ start, days }) => {
    expect(weekFrom(start)).toEqual(days);
  });
});
