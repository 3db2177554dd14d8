import { QueryObserver } from '@tanstack/react-query';
import { afterEach, expect, it } from 'vitest';
import { enabledUnlessLeaving } from './enabled-unless-leaving.ts';
import { whileLeaving } from './leaving.ts';
import { queryClient } from './query-client.ts';

afterEach(() => queryClient.clear());

/** Looks at these and counts how often each was read. */
function look() {
  const reads: Record<string, number> = {};
  const at = (...queryKey: string[]) => {
    const name = queryKey.join(' ');
    const queryFn = () => (reads[name] = (reads[name] ?? 0) + 1);
    new QueryObserver(queryClient, { queryKey, queryFn }).subscribe(() => undefined);
  };
  return { reads, at };
}
const settled = () => expect.poll(() => queryClient.isFetching()).toBe(0);

it('a page asks for nothing of what is left', async () => {
  const { reads, at } = look();
  at('members', 'o');
  await settled();
  await whileLeaving('o', async () => {
    await queryClient.invalidateQueries({ queryKey: ['members'] });
    at('chart', 'o');
    await settled();
  });
  expect(reads).toEqual({ 'members o': 1 });
});

it('a page asks after a refusal for what it would have asked meanwhile', async () => {
  const { reads, at } = look();
  at('members', 'o');
  at('labels', 'o');
  at('members', 'elsewhere');
  await settled();
  const leaving = whileLeaving('o', async () => {
    await queryClient.invalidateQueries({ queryKey: ['members', 'o'] });
    at('chart', 'o');
    throw new Error('refused');
  });
  await expect(leaving).rejects.toThrow('refused');
  await settled();
  expect(reads).toEqual({ 'members o': 2, 'labels o': 1, 'members elsewhere': 1, 'chart o': 1 });
});

it.each([
  [true, 'o', false],
  [true, 'elsewhere', true],
  [false, 'elsewhere', false],
])('a query with a question (%s) about %s asks while “o” is left: %s', async (hasQuestion, id, isAsking) => {
  await whileLeaving('o', async () => {
    expect(enabledUnlessLeaving(hasQuestion)({ queryKey: ['members', id] })).toBe(isAsking);
  });
});
