import { beforeEach, expect, it } from 'vitest';
import { dismissToast, showToast, toasts } from './toasts.ts';

beforeEach(() => toasts.set([]));

const texts = () => toasts.get().map(({ text }) => text);

it('what failed stays until it is read, however much follows', () => {
  for (const text of ['first', 'second', 'third', 'fourth', 'fifth'])
    showToast({ tone: 'danger', text, topic: 'undo' });
  for (const text of ['a', 'b', 'c', 'd']) showToast({ text });
  expect(texts()).toEqual(['first', 'second', 'third', 'fourth', 'fifth', 'b', 'c', 'd']);
  for (const { id } of toasts.get()) dismissToast(id);
  expect(texts()).toEqual([]);
});

it('of a topic the newest is shown, beside what failed of it', () => {
  showToast({ text: 'moved', topic: 'undo' });
  showToast({ tone: 'danger', text: 'not taken back', topic: 'undo' });
  showToast({ text: 'moved again', topic: 'undo' });
  showToast({ text: 'done', topic: 'undo' });
  showToast({ text: 'copied' });
  expect(texts()).toEqual(['not taken back', 'done', 'copied']);
});
