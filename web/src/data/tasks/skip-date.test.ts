import { answerWith, type Call, refusal } from '../../../test/stand-in.ts';
import { beforeEach, expect, it } from 'vitest';
import type { Task } from '../../api/types.ts';
import { toasts } from '../../ui/toasts.ts';
import { aTask } from '../../../test/a-task.ts';
import { skipDate } from './skip-date.ts';
import { tasks } from './tasks.ts';

const aRecurring = (version: number, dueDate: string) => aTask('a', { version, dueDate }) as Task;
const shownTask = aRecurring(1, '2026-11-21');

beforeEach(() => {
  toasts.set([]);
  tasks.clear();
  tasks.put([shownTask]);
});

const skips = (calls: readonly Call[]) => calls.filter(({ what }) => what === 'POST /tasks/a/skip');
const headersOf = ({ headers }: Call) => [headers.get('idempotency-key'), headers.get('if-match')];
const skippedOnly = (version: number, latest: Task) => (call: Call) => {
  if (call.what === 'GET /tasks/a') return latest;
  return call.headers.get('if-match') === `"${version}"`
    ? aRecurring(version + 1, '2026-11-28')
    : refusal(412, 'stale');
};

it('skips the date that was seen, though others changed something else', async () => {
  const calls = answerWith(skippedOnly(5, aRecurring(5, '2026-11-21')));
  await skipDate(shownTask);
  const [first, second] = skips(calls).map(headersOf);
  expect(first?.[1]).toBe('"1"');
  expect(second).toEqual([first?.[0], '"5"']);
  expect(tasks.get('a')?.dueDate).toBe('2026-11-28');
});

it('does not skip another date after others skipped this one, and says so', async () => {
  const calls = answerWith(skippedOnly(5, aRecurring(5, '2026-11-28')));
  await skipDate(shownTask);
  expect(skips(calls)).toHaveLength(1);
  expect(toasts.get().map(({ tone }) => tone)).toEqual(['danger']);
});

it('is the same attempt when it is tried again', async () => {
  const calls = answerWith(() => refusal(503, 'unavailable'));
  await skipDate(shownTask);
  toasts.get()[0]?.action?.run();
  await expect.poll(() => skips(calls).length).toBe(2);
  const [first, second] = skips(calls).map(headersOf);
  expect(first?.[0]).toMatch(/^[\da-f-]{36}$/);
  expect(second).toEqual(first);
});
