import { answerWith, refusal } from '../../../test/stand-in.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { aTask } from '../../../test/a-task.ts';
import { tasks } from '../tasks/tasks.ts';
import { createBoardView } from './view.ts';

const page = (...ids: readonly string[]) => ({ items: ids.map((id) => aTask(id)), nextCursor: null });
const idsIn = (view: ReturnType<typeof createBoardView>, statusId: string) =>
  view.content(statusId).cards.map(({ id }) => id);

beforeEach(() => tasks.clear());

async function readBoard(...ids: readonly string[]) {
  const view = createBoardView('t', {}, 'me', false);
  answerWith(() => page(...ids));
  view.more('todo');
  await expect.poll(() => idsIn(view, 'todo')).toEqual(ids);
  await expect.poll(() => view.content('todo').gapAt).toBeNull();
  return view;
}

describe('a board that is read anew', () => {
  it('forgets a card that is gone', async () => {
    const view = await readBoard('a', 'b');
    answerWith(() => page('a'));
    await view.reload();
    expect(idsIn(view, 'todo')).toEqual(['a']);
  });

  it('keeps a card that was moved here and that the server has yet to hear of', async () => {
    const view = await readBoard('a');
    tasks.put([aTask('moved', { statusId: 'done' })]);
    const lift = tasks.patch('moved', { statusId: 'todo' });
    await view.reload();
    expect(tasks.get('moved')).toBeDefined();
    lift();
    expect(tasks.get('moved')?.statusId).toBe('done');
  });

  it('keeps a card of which something was heard while it was read', async () => {
    const view = await readBoard('a', 'back');
    answerWith(() => {
      tasks.put([aTask('back', { version: 9 })]);
      return page('a');
    });
    await view.reload();
    expect(idsIn(view, 'todo')).toEqual(['a', 'back']);
  });

  it('says where that fails, and reads it once more when asked', async () => {
    const view = await readBoard('a', 'b');
    answerWith(() => refusal(503, 'unavailable'));
    await view.reload();
    expect(view.content('todo')).toMatchObject({ error: { status: 503 }, gapAt: 2 });
    expect(idsIn(view, 'todo')).toEqual(['a', 'b']);
    answerWith(() => page('a'));
    view.retry('todo');
    await expect.poll(() => idsIn(view, 'todo')).toEqual(['a']);
    expect(view.content('todo').error).toBeNull();
  });
});
