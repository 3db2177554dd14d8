import { beforeEach, expect, it } from 'vitest';
import { queryClient } from '../../api/query-client.ts';
import { type ListChange, listEffect, showQueryEffect, valueEffect } from './list-effect.ts';

const queryKey = ['comments', 'a'];
const read = [{ id: 'x', body: 'Read', reactions: [{ emoji: '+', userIds: ['her'] }] }];
const show = (change: ListChange) => showQueryEffect(listEffect(queryKey, change));
const data = () => queryClient.getQueryData(queryKey);

beforeEach(() => {
  queryClient.clear();
  queryClient.setQueryData(queryKey, read);
});

it('a change that is dropped is no longer shown, although nothing can be read again', () => {
  const drop = show({ remove: 'x' });
  expect(data()).toEqual([]);
  drop(false);
  expect(data()).toEqual(read);
});

it('other changes of the same data stay, whichever is dropped', () => {
  const react = (emoji: string) => ({ reaction: { id: 'x', emoji, userId: 'me', isAdded: true } });
  const dropFirst = show(react('+'));
  const dropSecond = show(react('-'));
  dropFirst(false);
  expect(data()).toMatchObject([{ reactions: [...(read[0]?.reactions ?? []), { emoji: '-', userIds: ['me'] }] }]);
  dropSecond(false);
  expect(data()).toEqual(read);
});

it('a change that was made stays when a later one is dropped', () => {
  const made = show({ patch: { id: 'x', body: 'Sent' } });
  const dropped = show({ patch: { id: 'x', body: 'Dropped' } });
  made(true);
  expect(data()).toMatchObject([{ body: 'Dropped' }]);
  dropped(false);
  expect(data()).toMatchObject([{ body: 'Sent' }]);
});

it('what is read meanwhile is shown with the change, and without it once that is dropped', async () => {
  const drop = show({ put: { id: 'new' } });
  await queryClient.fetchQuery({ queryKey, queryFn: () => [{ id: 'y' }], staleTime: 0 });
  expect(data()).toEqual([{ id: 'y' }, { id: 'new' }]);
  drop(false);
  expect(data()).toEqual([{ id: 'y' }]);
});

it('what is read meanwhile with other data is shown with the change too', () => {
  const drop = show({ put: { id: 'new' } });
  queryClient.setQueryData(queryKey, [{ id: 'y' }]);
  expect(data()).toEqual([{ id: 'y' }, { id: 'new' }]);
  drop(false);
  expect(data()).toEqual([{ id: 'y' }]);
});

it('a value that is dropped gives way to the one before it, also if that was none', () => {
  queryClient.setQueryData(['reminder'], null);
  const drop = showQueryEffect(valueEffect(['reminder'], { at: 'tomorrow' }));
  expect(queryClient.getQueryData(['reminder'])).toEqual({ at: 'tomorrow' });
  drop(false);
  expect(queryClient.getQueryData(['reminder'])).toBeNull();
});
