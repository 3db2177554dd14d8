import { describe, expect, it } from 'vitest';
import { addDays, startOfWeek } from './dates.ts';

describe('the first day of a week', () => {
  it.each([1, 2, 3, 4, 5, 6, 7])('starting on day %i is that weekday, at most six days earlier', (weekStart) => {
    for (let offset = 0; offset < 14; offset += 1) {
      const day = addDays('2026-12-25', offset);
      const first = startOfWeek(day, weekStart);
      expect(new Date(`${first}T00:00:00Z`).getUTCDay() || 7).toBe(weekStart);
      expect(first <= day && day <= addDays(first, 6)).toBe(true);
    }
  });
});
