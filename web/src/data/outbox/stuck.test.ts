import { expect, it } from 'vitest';
import { command } from '../../api/command.ts';
import { Problem } from '../../lib/problem.ts';
import type { Entry } from './entry.ts';
import { noteFailure, noteProgress, stuckChange } from './stuck.ts';

const entryOf = (id: string): Entry => ({
  userId: 'me',
  seq: 1,
  command: command(id, 'delete', '/tasks/{id}', { id: 'a' }),
  version: null,
  before: null,
  effects: [],
  label: 'ENG-1',
});
const problem = new Problem({ code: 'internal', status: 500, detail: 'It failed.', requestId: null });
const fail = (entry: Entry, times: number) => {
  for (let time = 0; time < times; time += 1) noteFailure(entry, problem);
};

it('a change holds up the others once the server has failed at it six times, until it is sent or taken back', () => {
  const [first, second] = [entryOf('first'), entryOf('second')];
  fail(first, 5);
  expect(stuckChange.get()).toBeNull();
  fail(first, 1);
  expect(stuckChange.get()).toEqual({ commandId: 'first', problem });
  noteProgress(second);
  expect(stuckChange.get()?.commandId).toBe('first');
  noteProgress(first);
  expect(stuckChange.get()).toBeNull();
  // The count begins anew with each change.
  fail(second, 5);
  expect(stuckChange.get()).toBeNull();
  fail(second, 1);
  expect(stuckChange.get()?.commandId).toBe('second');
  noteProgress(second);
});
