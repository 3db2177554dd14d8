import { answerWith } from '../../../test/stand-in.ts';
import { expect, it, vi } from 'vitest';
import type { Status, Team } from '../../api/types.ts';
import { deferred } from '../../lib/deferred.ts';
import { openOutbox } from '../outbox/open-outbox.ts';
import { waitingChanges } from '../outbox/outbox.ts';
import { changeTask } from './change-task.ts';
import { createTask } from './create-task.ts';
import { newTaskKind, taskKind } from './effects.ts';
import { tasks } from './tasks.ts';

it('tasks that are created one after another, and their changes, are stored while the server does not answer', async () => {
  vi.stubGlobal('navigator', { onLine: true });
  const kinds = { task: taskKind, 'new-task': newTaskKind };
  await openOutbox({ userId: 'me', isCurrent: () => true, kinds, onRefused: () => {} });
  const { promise: mayAnswer, resolve: answer } = deferred<void>();
  const calls = answerWith(async ({ what, body }) => {
    await mayAnswer;
    const [, , id] = what.split('/');
    return { id, key: 'ENG-1', version: 1, ...(body as object) };
  });
  const team = { id: 't', organizationId: 'o' } as Team;
  const status = { id: 'todo', name: 'To do', category: 'todo' } as Status;
  const creations = ['one', 'two', 'three'].map((id) => createTask({ team, status, title: id }, id));
  const three = tasks.get('three');
  const change = three && changeTask(three, { priority: 'high' });
  await expect.poll(() => waitingChanges.get().length).toBe(4);
  expect(waitingChanges.get().map(({ command: { method } }) => method)).toEqual(['post', 'post', 'post', 'patch']);
  expect(calls.length).toBe(1);
  answer();
  await Promise.all([...creations, change]);
  expect(calls.map(({ what }) => what)).toEqual([...Array(3).fill('POST /teams/t/tasks'), 'PATCH /tasks/three']);
  expect(waitingChanges.get()).toEqual([]);
});
