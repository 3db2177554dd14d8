import { expect, it } from 'vitest';
import { aTask } from '../../../test/a-task.ts';
import { onFirstRead, putRead } from './first-read.ts';
import { tasks } from './tasks.ts';

it('a task is read for the first time once, also if its deletion waits', () => {
  const first: string[] = [];
  onFirstRead((read) => first.push(...read.map(({ id }) => id)));
  putRead([aTask('a')]);
  const showAgain = tasks.hide('a');
  putRead([aTask('a'), aTask('b')]);
  showAgain();
  expect(first).toEqual(['a', 'b']);
});

it('a task that was deleted while it was read is not reported', () => {
  const first: string[] = [];
  onFirstRead((read) => first.push(...read.map(({ id }) => id)));
  tasks.remove('gone', 2);
  putRead([aTask('gone'), aTask('there')]);
  expect(first).toEqual(['there']);
});
