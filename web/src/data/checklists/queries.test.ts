import { answerWith } from '../../../test/stand-in.ts';
import { beforeEach, expect, it } from 'vitest';
import { aTask } from '../../../test/a-task.ts';
import { queryClient } from '../../api/query-client.ts';
import type { ChecklistItem } from '../../api/types.ts';
import { tasks } from '../tasks/tasks.ts';
import { changeItem, checklistQuery } from './queries.ts';

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
