import { answerWith, refusal } from '../../../test/stand-in.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aTask } from '../../../test/a-task.ts';
import { isSynced } from '../live/synced.ts';
import { tasks, keyedQueue } from '../tasks/tasks.ts';
import { createBoardView } from './view.ts';

const page = (...ids: readonly string[]) => ({ items: ids.map((id) => aTask(id)), nextCursor: null });
const columns = (count: number, ...ids: readonly string[]) => ({
  columns: [
    {
      statusId: 'todo',
      count,
      total: 2 * count,
      tasks: ids.map((id) => aTask(id)),
      nextCursor: count > ids.length ? 'more' : null,
    },
    { statusId: 'done', count: 0, total: 0, tasks: [], nextCursor: null },
  ],
});
const idsIn = (view: ReturnType<typeof createBoardView>, statusId: string) =>
  view.content(statusId).cards.map(({ id }) => id);

beforeEach(() => tasks.clear());

async function readBoard(...ids: readonly string[]) {
  const view = createBoardView('t', {}, 'me');
  answerWith(() => columns(ids.length, ...ids));
  view.open();
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
    const rollback = tasks.patch('moved', { statusId: 'todo' });
    await view.reload();
    expect(tasks.get('moved')).toBeDefined();
    rollback();
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

  it('forgets a card that a change of ours has taken away, although the change is still shown', async () => {
    const view = await readBoard('a', 'b');
    const rollback = tasks.patch('b', { archivedAt: '2026-11-22T00:00:00.000Z' });
    answerWith(() => page('a'));
    await view.reload();
    rollback();
    expect(idsIn(view, 'todo')).toEqual(['a']);
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

  it('reads the columns once more that have failed, and no others', async () => {
    const view = await readBoard('a', 'b');
    answerWith(({ what }) => (what.includes('status=todo') ? refusal(503, 'unavailable') : page()));
    await view.reload();
    const calls = answerWith(() => page('a'));
    await view.readFailed();
    await view.readFailed();
    expect(view.content('todo')).toMatchObject({ error: null, count: 1 });
    expect(calls).toHaveLength(1);
  });
});

describe('a board that could not be read', () => {
  it.each(['reload', 'readFailed'] as const)('is read once more by %s', async (again) => {
    answerWith(() => refusal(503, 'unavailable'));
    const view = createBoardView('t', {}, 'me');
    view.open();
    await expect.poll(() => view.content('todo').error).not.toBeNull();
    answerWith(() => columns(1, 'a'));
    await view[again]();
    expect(view.content('todo')).toMatchObject({ error: null, count: 1 });
  });
});

describe('a filtered board', () => {
  const mine = (id: string, more: object = {}) => aTask(id, { assigneeId: 'me', ...more });
  const openMine = (answer: object) => {
    answerWith(() => answer);
    const view = createBoardView('t', { assignee: 'me' }, 'me');
    view.open();
    return view;
  };
  const boardOf = (count: number, ...cards: readonly object[]) => ({
    columns: [
      {
        statusId: 'todo',
        count,
        total: count,
        tasks: cards,
        nextCursor: count > cards.length ? 'more' : null,
      },
    ],
  });

  it('hides a card that no longer matches, without an event, until it changes again', async () => {
    const view = openMine(boardOf(2, mine('a'), mine('b')));
    await expect.poll(() => idsIn(view, 'todo')).toEqual(['a', 'b']);
    await expect.poll(() => view.isRead()).toBe(true);
    answerWith(({ what }) => (what.startsWith('GET /tasks') ? { items: [mine('a')], nextCursor: null } : boardOf(1)));
    await view.reload();
    expect(idsIn(view, 'todo')).toEqual(['a']);
    expect(view.content('todo')).toMatchObject({ count: 1, total: 1 });
    expect(tasks.get('b')).toBeDefined();
    tasks.put([mine('b', { version: 2 })]);
    expect(idsIn(view, 'todo')).toEqual(['a', 'b']);
  });

  it('shows a card again that matches again', async () => {
    const view = openMine(boardOf(1, mine('a')));
    await expect.poll(() => view.isRead()).toBe(true);
    const answers = [[], [mine('a')]];
    answerWith(({ what }) =>
      what.startsWith('GET /tasks') ? { items: answers.shift(), nextCursor: null } : boardOf(0),
    );
    await view.reload();
    expect(idsIn(view, 'todo')).toEqual([]);
    await view.reload();
    expect(idsIn(view, 'todo')).toEqual(['a']);
  });

  it('hides a card whose text the server no longer finds', async () => {
    answerWith(() => boardOf(1, aTask('a')));
    const view = createBoardView('t', { q: 'words' }, 'me');
    view.open();
    await expect.poll(() => idsIn(view, 'todo')).toEqual(['a']);
    await expect.poll(() => view.isRead()).toBe(true);
    answerWith(({ what }) => (what.startsWith('GET /tasks') ? page() : boardOf(0)));
    await view.reload();
    tasks.put([aTask('a', { version: 2 })]);
    expect(idsIn(view, 'todo')).toEqual([]);
  });

  it('hides the cards of an earlier visit that no longer match, as far as it is read', async () => {
    tasks.restore([mine('a'), mine('gone', { rank: 'a1' }), mine('behind', { rank: 'a5' }), mine('z', { rank: 'a9' })]);
    const view = openMine(boardOf(3, mine('a'), mine('c', { rank: 'a2' })));
    await expect.poll(() => view.isRead()).toBe(true);
    expect(idsIn(view, 'todo')).toEqual(['a', 'c', 'behind', 'z']);
    answerWith(({ what }) =>
      what.startsWith('GET /tasks') ? { items: [mine('z', { rank: 'a9' })], nextCursor: null } : boardOf(3),
    );
    view.more('todo');
    await expect.poll(() => idsIn(view, 'todo')).toEqual(['a', 'c', 'z']);
    await expect.poll(() => view.content('todo')).toMatchObject({ count: 3, total: 3 });
  });
});

describe('how many cards a column has', () => {
  const countIn = (view: ReturnType<typeof createBoardView>) => view.content('todo').count;
  const change = (id: string, more: object = {}) => tasks.put([aTask(id, { version: 2, ...more })]);

  async function longBoard() {
    const view = createBoardView('t', {}, 'me');
    expect(countIn(view)).toBeNull();
    const calls = answerWith(() => columns(100, 'a', 'b'));
    view.open();
    await expect.poll(() => countIn(view)).toBe(100);
    return { view, calls };
  }

  it('is known with the first of them, by one call for the whole board', async () => {
    const { view, calls } = await longBoard();
    view.more('todo');
    await expect.poll(() => calls.length).toBe(2);
    expect(calls.map(({ what }) => what.split('?')[0])).toEqual(['GET /teams/t/board', 'GET /tasks']);
    expect(view.content('done').count).toBe(0);
  });

  it('is known without the filters too, and follows what passes them and what does not', async () => {
    answerWith(() => columns(3, 'a', 'b'));
    const view = createBoardView('t', { priority: 'medium' }, 'me');
    view.open();
    const counts = () => [countIn(view), view.content('todo').total];
    await expect.poll(counts).toEqual([3, 6]);
    change('a', { priority: 'high' });
    expect(counts()).toEqual([2, 6]);
    tasks.remove('a');
    expect(counts()).toEqual([2, 5]);
    const read = [aTask('unread'), aTask('other', { priority: 'low' })];
    tasks.put(read);
    view.tookUnread(read);
    expect(counts()).toEqual([2, 5]);
  });

  it('stays while more of them are read', async () => {
    const { view } = await longBoard();
    answerWith(() => ({ ...page('c', 'd'), nextCursor: 'even more' }));
    view.more('todo');
    await expect.poll(() => idsIn(view, 'todo')).toEqual(['a', 'b', 'c', 'd']);
    expect(countIn(view)).toBe(100);
  });

  it('changes at once with a change that is on its way, and back where that fails', async () => {
    const { view } = await longBoard();
    const rollback = tasks.patch('a', { statusId: 'done' });
    expect([countIn(view), view.content('done').count]).toEqual([99, 1]);
    rollback();
    expect([countIn(view), view.content('done').count]).toEqual([100, 0]);
  });

  it('follows what others do with the cards that are known, and with new ones', async () => {
    const { view } = await longBoard();
    change('a', { statusId: 'done' });
    expect(countIn(view)).toBe(99);
    change('new');
    expect(countIn(view)).toBe(100);
    tasks.remove('b');
    expect(countIn(view)).toBe(99);
  });

  it('takes in a card that was counted before it was read', async () => {
    const { view } = await longBoard();
    change('behind');
    view.tookUnread([aTask('behind')]);
    expect(countIn(view)).toBe(100);
  });

  it('is asked for once more where a change of ours was on its way meanwhile', async () => {
    const { view } = await longBoard();
    const { promise: isSaved, resolve: save } = Promise.withResolvers<void>();
    const rollback = tasks.patch('a', { statusId: 'done' });
    void keyedQueue.run('a', () => isSaved);
    const counts = [100, 99];
    const calls = answerWith(() => columns(counts.shift() ?? 0));
    const counted = view.recount();
    await expect.poll(() => countIn(view)).toBe(100);
    change('a', { statusId: 'done' });
    rollback();
    save();
    await counted;
    expect(countIn(view)).toBe(99);
    expect(calls.map(({ what }) => what)).toEqual(
      Array.from({ length: 2 }, () => 'GET /teams/t/board?include=customFields&limit=0'),
    );
  });

  it('is asked for once where a change of ours waits, and once more when that is made', async () => {
    const { view } = await longBoard();
    const rollback = tasks.patch('a', { statusId: 'done' });
    const calls = answerWith(() => columns(99));
    void view.recount();
    await expect.poll(() => countIn(view)).toBe(99);
    await view.recount();
    expect(calls).toHaveLength(2);
    change('a', { statusId: 'done' });
    rollback();
    await expect.poll(() => calls.length).toBe(3);
    expect(countIn(view)).toBe(99);
  });

  it('is known after a reload, also while a change of ours is shown', async () => {
    const { view } = await longBoard();
    tasks.patch('a', { statusId: 'done' });
    answerWith(({ what }) => (what.startsWith('GET /tasks') ? page('b') : columns(90)));
    await view.reload();
    expect(view.content('todo').cards).toHaveLength(1);
  });
});

describe('a board of an earlier visit', () => {
  const column = { until: 'a0', cursor: null, isWhole: true, unreadCount: 0 };
  const earlier = {
    teamId: 't',
    columns: [
      { ...column, statusId: 'todo', isWhole: false, unreadCount: 7 },
      { ...column, statusId: 'done' },
    ],
  };
  const arrive = () => {
    isSynced.set(false);
    tasks.restore([aTask('a'), aTask('gone')]);
    return createBoardView('t', {}, 'me', earlier);
  };
  afterEach(() => isSynced.set(true));

  it('is shown without the server, and read once the connection is open', async () => {
    const view = arrive();
    const calls = answerWith(() => columns(2, 'a', 'b'));
    view.open();
    expect(idsIn(view, 'todo')).toEqual(['a', 'gone']);
    expect(view.content('todo').count).toBe(9);
    isSynced.set(true);
    await view.reload();
    expect(idsIn(view, 'todo')).toEqual(['a', 'b']);
    expect(calls.map(({ what }) => what)).toEqual(['GET /teams/t/board?include=customFields&limit=25']);
  });

  it('stays as it was if the server can’t be reached, and is read the next time', async () => {
    const view = arrive();
    isSynced.set(true);
    answerWith(() => refusal(503, 'unavailable'));
    await view.reload();
    expect(view.content('todo')).toMatchObject({ error: null, count: 9 });
    answerWith(() => columns(1, 'a'));
    await view.readFailed();
    expect(idsIn(view, 'todo')).toEqual(['a']);
  });

  it('is kept for the next visit with what was read', async () => {
    const view = await readBoard('a', 'b');
    expect(view.kept()).toMatchObject({ teamId: 't', columns: [{ statusId: 'todo', isWhole: true }, {}] });
    expect(createBoardView('t', { q: 'words' }, 'me').kept()).toBeNull();
  });
});
