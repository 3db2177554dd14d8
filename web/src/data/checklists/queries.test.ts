import { answerWith } from '../../../test/stand-in.ts';
import { beforeEach, expect, it, vi } from 'vitest';
import { aTask } from '../../../test/a-task.ts';
import { queryClient } from '../../api/query-client.ts';
import type { ChecklistItem } from '../../api/types.ts';
import { deferred } from '../../lib/deferred.ts';
import { openOutbox } from '../outbox/open-outbox.ts';
import { waitingChanges } from '../outbox/outbox.ts';
import { tasks } from '../tasks/tasks.ts';
import { addItem, changeItem, checklistQuery } from './queries.ts';

const item: ChecklistItem = {
  id: 'item',
  taskId: 'a',
  checklist: '',
  title: 'Item',
  done: false,
  createdAt: '2026-11-21T00:00:00.000Z',
  version: 1,
};

beforeEach(() => {
  tasks.clear();
  queryClient.clear();
});

it('a ticked item changes the counts of its card, and not what another change of it has yet to bring', async () => {
  const task = aTask('a', { checklistTotal: 1 });
  tasks.put([task]);
  queryClient.setQueryData(checklistQuery('a').queryKey, [item]);
  const rollback = tasks.patch('a', { statusId: 'done' });
  answerWith(() => ({ ...item, done: true, version: 2 }));
  await changeItem(task, item, { done: true });
  expect(tasks.get('a')).toMatchObject({ statusId: 'done', checklistDone: 1, checklistTotal: 1 });
  rollback();
  expect(tasks.get('a')).toMatchObject({ statusId: 'todo', checklistDone: 1, checklistTotal: 1, version: 1 });
});

it('an item that waits behind one that is being sent is stored, so that it survives the end of the page', async () => {
  vi.stubGlobal('navigator', { onLine: true });
  await openOutbox({ userId: 'me', isCurrent: () => true, kinds: {}, onRefused: () => {} });
  const { promise: mayAnswer, resolve: answer } = deferred<void>();
  const calls = answerWith(async () => {
    await mayAnswer;
    return item;
  });
  const task = aTask('b');
  const added = [addItem(task, '', 'One'), addItem(task, '', 'Two')];
  await expect.poll(() => waitingChanges.get().length).toBe(2);
  expect(calls.length).toBe(1);
  answer();
  await Promise.all(added);
  expect(waitingChanges.get()).toEqual([]);
});
