import { answerWith, refusal } from '../../../test/stand-in.ts';
import { beforeEach, expect, it } from 'vitest';
import { aTask } from '../../../test/a-task.ts';
import { tryAgain } from '../live/next-try.ts';
import { tasks } from '../tasks/tasks.ts';
import { bulkKind } from './bulk-effect.ts';

beforeEach(() => tasks.clear());

it('a change of many that waited leaves what the server has, without later changes that it may refuse', async () => {
  const before = aTask('a');
  tasks.put([before]);
  const calls = answerWith(() => ({ ...before, priority: 'high', assignee: 'Sara', version: 2 }));
  const patches = [{ id: 'a', patch: { priority: 'high' as const } }];
  const hide = bulkKind.show(patches);
  const dropLater = tasks.patch('a', { title: 'Refused later' });
  bulkKind.settle?.(patches, { items: [{ id: 'a', status: 200, version: 2, problem: null }] });
  hide(true);
  expect(tasks.get('a')).toMatchObject({ priority: 'high', version: 1 });
  dropLater();
  await expect.poll(() => tasks.get('a')).toMatchObject({ assignee: 'Sara', priority: 'high', title: 'a', version: 2 });
  expect(calls.map(({ what }) => what)).toEqual(['GET /tasks/a']);
});

it('a task that could not be read shows the change until it is read', async () => {
  tasks.put([aTask('a')]);
  const calls = answerWith(() =>
    calls.length === 1 ? refusal(503, 'unavailable') : aTask('a', { priority: 'high', assigneeId: 'her', version: 2 }),
  );
  const patches = [{ id: 'a', patch: { priority: 'high' as const } }];
  bulkKind.settle?.(patches, { items: [{ id: 'a', status: 200, version: 2, problem: null }] });
  await expect.poll(() => calls.length).toBe(1);
  expect(tasks.get('a')).toMatchObject({ priority: 'high', version: 1 });
  await expect
    .poll(() => {
      tryAgain();
      return tasks.get('a');
    })
    .toMatchObject({ priority: 'high', assigneeId: 'her', version: 2 });
  await expect.poll(() => tasks.isChanging('a')).toBe(false);
});
