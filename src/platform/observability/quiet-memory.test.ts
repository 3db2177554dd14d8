import { expect, it } from 'vitest';
import { garbageCollector, quietCheck } from './quiet-memory.ts';

const intervalMs = 1_000;
const work = 500;
const idle = 10;

/** The checks, by their number, at which something was collected, where the process worked so long before each of them. */
function collectedAt(workMs: readonly number[], sweepMs = 0): number[] {
  const collected: number[] = [];
  let cpuMs = 0;
  let sweeping = 0;
  const check = quietCheck({
    intervalMs,
    cpuMs: () => cpuMs,
    collect: () => {
      collected.push(count);
      cpuMs += 300;
      sweeping = sweepMs;
    },
  });
  let count = 0;
  for (const ms of workMs) {
    cpuMs += ms + sweeping;
    sweeping = 0;
    check();
    count += 1;
  }
  return collected;
}

it('memory is collected twice in quiet time, and not again', () => {
  expect(collectedAt([work, ...Array.from({ length: 10 }, () => idle)])).toEqual([1, 3]);
});

it('memory is not collected under load', () => {
  expect(collectedAt(Array.from({ length: 10 }, () => work))).toEqual([]);
});

it('the work of a collection itself does not count as load', () => {
  expect(collectedAt([idle, idle, idle, idle, idle, idle, idle, idle], 400)).toEqual([0, 2]);
});

it('memory is collected again after the next load', () => {
  expect(collectedAt([idle, idle, idle, idle, idle, work, idle, idle, idle, idle])).toEqual([0, 2, 6, 8]);
});

it('load between the two collections starts anew', () => {
  expect(collectedAt([idle, idle, work, idle, idle, idle, idle])).toEqual([0, 3, 5]);
});

it('Node lets a process collect by itself', () => {
  const collect = garbageCollector();
  expect(() => collect({ type: 'major', flavor: 'last-resort' })).not.toThrow();
});
