import { beforeEach, expect, it } from 'vitest';
import { toasts } from '../../ui/toasts.ts';
import { redoLast, rememberUndo, undoLast } from './undo.ts';

const isDone = () => Promise.resolve();
const fails = () => Promise.reject(new Error('the database is closed'));

beforeEach(() => toasts.set([]));

it.each([
  ['an undo', { run: fails, again: isDone }],
  ['a change that is made again', { run: isDone, again: fails }],
])('the failure of %s is shown', async (_, step) => {
  rememberUndo({ ...step, withdraw: () => {} });
  undoLast();
  redoLast();
  await expect.poll(() => toasts.get().map(({ tone }) => tone)).toEqual(['danger']);
});
