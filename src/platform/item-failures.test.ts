import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { PermanentError, TemporaryError } from './failures.ts';
import { forEachCollectingFailures, reportFailures } from './item-failures.ts';

const ctx = { log: pino({ level: 'silent' }) };
const nameOf = (item: number) => `item ${item}`;

describe('items that are handled apart', () => {
  it('are all handled, and those that failed are returned', async () => {
    const handled: number[] = [];
    const failures = await forEachCollectingFailures(ctx, [1, 2, 3, 4], nameOf, async (item) => {
      if (item % 2 === 0) throw new Error(`odd only, not ${item}`);
      handled.push(item);
    });
    expect(handled).toEqual([1, 3]);
    expect(failures).toEqual([
      { item: 2, name: 'item 2', error: 'odd only, not 2' },
      { item: 4, name: 'item 4', error: 'odd only, not 4' },
    ]);
  });

  it('wait where something that all of them need is away', async () => {
    const tried: number[] = [];
    const work = async (item: number) => {
      tried.push(item);
      throw new TemporaryError('the database is away');
    };
    await expect(forEachCollectingFailures(ctx, [1, 2], nameOf, work)).rejects.toThrow('the database is away');
    expect(tried).toEqual([1]);
  });
});

describe('failures', () => {
  it('fail their job, with the first ten by name', () => {
    reportFailures([]);
    const failures = Array.from({ length: 12 }, (_, item) => ({ item, name: nameOf(item), error: 'no' }));
    expect(() => reportFailures(failures)).toThrow(PermanentError);
    expect(() => reportFailures(failures)).toThrow(/^Failed: 12\.\nitem 0: no\n(item \d: no\n){9}and 2 more$/);
  });
});
