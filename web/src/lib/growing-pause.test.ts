import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { growingPause } from './growing-pause.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

it('doubles while work goes on, up to a limit, and is short again after calm', () => {
  const nextPause = growingPause(700, 4_000);
  const pauses = Array.from({ length: 5 }, () => {
    const pause = nextPause();
    vi.advanceTimersByTime(pause + 500);
    return pause;
  });
  expect(pauses).toEqual([700, 1_400, 2_800, 4_000, 4_000]);
  vi.advanceTimersByTime(1_000);
  expect(nextPause()).toBe(700);
});
