import { describe, expect, it } from 'vitest';
import { aTask } from '../../../test/a-task.ts';
import type { KnownTask } from '../tasks/store.ts';
import { createTaskSearch } from './local-search.ts';

const organizationId = 'o';

function taskOf(number: number, title: string, changes: Partial<KnownTask> = {}): KnownTask {
  return aTask(`task-${number}`, { key: `ENG-${number}`, title, ...changes });
}

function found(all: readonly KnownTask[], query: string): readonly string[] {
  return createTaskSearch(() => all)
    .find(query, organizationId, 10)
    .map(({ key }) => key);
}

describe('a search of known tasks', () => {
  const all = [
    taskOf(1, 'Fix the login page', { updatedAt: '2026-11-01T00:00:00Z' }),
    taskOf(2, 'Login of guests', { updatedAt: '2026-11-02T00:00:00Z' }),
    taskOf(3, 'Prelogin checks', { updatedAt: '2026-11-03T00:00:00Z' }),
    taskOf(4, 'Login by passkey', { updatedAt: '2026-11-04T00:00:00Z' }),
    taskOf(5, 'Login was broken', { category: 'done', updatedAt: '2026-11-05T00:00:00Z' }),
    taskOf(6, 'گزارش كيفيت ۱۲۳'),
    taskOf(7, 'Elsewhere login', { organizationId: 'another' }),
    taskOf(42, 'Something else'),
  ];

  it.each([
    ['login', ['ENG-4', 'ENG-2', 'ENG-1', 'ENG-3', 'ENG-5']],
    ['LOGIN page', ['ENG-1']],
    ['page login', ['ENG-1']],
    ['eng-42', ['ENG-42']],
    ['ENG42', ['ENG-42']],
    ['eng-4', ['ENG-4', 'ENG-42']],
    ['گزارش 123', ['ENG-6']],
    ['کیفیت', ['ENG-6']],
    ['nothing like it', []],
    ['', []],
    ['   ', []],
  ])('for “%s” finds %j', (query, keys) => {
    expect(found(all, query)).toEqual(keys);
  });
});

describe('the work of a search among 5,000 tasks', () => {
  it('reads each title once, and again only what has changed', () => {
    let reads = 0;
    const counted = (number: number, title: string) =>
      Object.defineProperty(taskOf(number, title), 'title', {
        get() {
          reads += 1;
          return title;
        },
      });
    const all = Array.from({ length: 5_000 }, (_, index) => counted(index, `Task number ${index}`));
    const search = createTaskSearch(() => all);
    for (const query of ['t', 'ta', 'tas', 'task', 'task 4999']) search.find(query, organizationId, 8);
    expect(search.find('task 4999', organizationId, 8).map(({ key }) => key)).toEqual(['ENG-4999']);
    expect(reads).toBe(5_000);
    all[7] = counted(7, 'Renamed');
    expect(search.find('renamed', organizationId, 8)).toHaveLength(1);
    expect(reads).toBe(5_000 + 1);
  });
});
