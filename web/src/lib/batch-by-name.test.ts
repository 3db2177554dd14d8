import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { batchByName } from './batch-by-name.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

it('hands on at once what came within a moment, each name once; what comes later is handed on later', () => {
  const handedOn: unknown[] = [];
  const add = batchByName<number>(30, (items) => handedOn.push(Object.fromEntries(items)), Math.max);
  for (const [name, item] of [
    ['a', 1],
    ['b', 5],
    ['a', 3],
    ['b', 4],
  ] as const)
    add(name, item);
  expect(handedOn).toEqual([]);
  vi.runAllTimers();
  add('a', 2);
  vi.runAllTimers();
  expect(handedOn).toEqual([{ a: 3, b: 5 }, { a: 2 }]);
});
