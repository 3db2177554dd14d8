import { answerWith, refusal } from '../../../test/stand-in.ts';
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Change } from '../../api/stream.ts';
import { aTask } from '../../../test/a-task.ts';
import { boardView } from '../../data/boards/views.ts';
import { tasks } from '../../data/tasks/tasks.ts';
import { createLiveUpdates } from './live.ts';

beforeEach(() => {
  vi.useFakeTimers();
  tasks.clear();
});
afterEach(() => vi.useRealTimers());

const change = (event: string, id: string, version: number): Change => ({
  event,
  kind: 'task',
  id,
  version,
  organizationId: 'o',
  actorId: 'me',
  at: '2026-11-21T00:00:00.000Z',
  teamId: 't',
});

/** A page that looks at these; tells how often each was read. */
function looksAt(...keys: readonly (readonly string[])[]) {
  const queryClient = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  const reads: Record<string, number> = {};
  for (const queryKey of keys) {
    const name = queryKey.join(' ');
    const queryFn = () => (reads[name] = (reads[name] ?? 0) + 1);
    new QueryObserver(queryClient, { queryKey, queryFn }).subscribe(() => undefined);
  }
  return { live: createLiveUpdates(queryClient), reads, queryClient };
}

const listsOf = (projectId: string) =>
  ['project-tasks', 'progress', 'timeline', 'timeline-undated'].map((name) => [name, projectId]);

it.each([
  ['template.changed', 'template', ['templates', 't']],
  ['user.security-changed', 'user', ['security', 'sessions']],
  ['invite.created', 'invite', ['invites', 'o']],
  ['member.changed', 'member', ['teams']],
  ['organization.changed', 'organization', ['permissions', 'o']],
  ['member.changed', 'member', ['team-members', 't']],
])('%s, many times at once, is read once where it is shown', async (event, kind, key) => {
  const { live, reads } = looksAt(key);
  await vi.runAllTimersAsync();
  for (const id of ['a', 'b', 'c']) live.onChange({ ...change(event, id, 1), kind });
  await vi.runAllTimersAsync();
  expect(reads).toEqual({ [key.join(' ')]: 2 });
});

describe('news of a task', () => {
  it('that is known already is read by lists, counts and the log all the same', async () => {
    const calls = answerWith(() => aTask('a', { version: 3 }));
    const lists = [
      ...['task-list', 'archive', 'trash', 'statistics'].map((name) => [name, 't']),
      ...['my-work', 'statistics'].map((name) => [name, 'o']),
      ...listsOf('p'),
      ['subtasks', 'whole'],
      ['roll-up', 'root'],
      ['roll-up', 'root-of-another-team'],
    ];
    const { live, reads } = looksAt(['log', 'a'], ['log', 'b'], ...lists);
    await vi.runAllTimersAsync();
    tasks.put([aTask('a', { version: 3, projectId: 'p', parentId: 'whole' })]);
    tasks.put([aTask('root'), aTask('root-of-another-team', { teamId: 'other' })]);
    live.onChange({ ...change('task.moved', 'a', 3), projectId: 'p' });
    await vi.runAllTimersAsync();
    expect(reads).toEqual({ 'log a': 2, 'log b': 1, ...Object.fromEntries(lists.map((key) => [key.join(' '), 2])) });
    expect(calls).toEqual([]);
  });

  it('is not read by the lists of other teams and organizations, but by those of the team that it came from', async () => {
    answerWith(() => aTask('a', { teamId: 't', version: 3 }));
    const names = ['task-list', 'archive', 'trash', 'statistics'];
    const { live, reads } = looksAt(...names.map((name) => [name, 'other']), ...names.map((name) => [name, 'former']), [
      'my-work',
      'elsewhere',
    ]);
    await vi.runAllTimersAsync();
    tasks.put([aTask('a', { teamId: 'former', version: 2 })]);
    live.onChange(change('task.updated', 'a', 3));
    await vi.runAllTimersAsync();
    const others = names.map((name) => [`${name} other`, 1]);
    const former = names.map((name) => [`${name} former`, 2]);
    expect(reads).toEqual({ ...Object.fromEntries([...others, ...former]), 'my-work elsewhere': 1 });
  });

  it('is not read by other projects and tasks, but by the project that it came from', async () => {
    answerWith(() => aTask('a', { projectId: 'p', version: 3 }));
    const { live, reads } = looksAt(
      ...['p', 'former', 'other'].flatMap(listsOf),
      ['subtasks', 'other'],
      ['roll-up', 'elsewhere'],
      ['roll-up', 'unknown'],
    );
    await vi.runAllTimersAsync();
    tasks.put([aTask('a', { projectId: 'former', version: 2 }), aTask('elsewhere', { organizationId: 'other' })]);
    live.onChange({ ...change('task.updated', 'a', 3), projectId: 'p' });
    await vi.runAllTimersAsync();
    expect(reads).toEqual({
      ...Object.fromEntries(['p', 'former'].flatMap(listsOf).map((key) => [key.join(' '), 2])),
      ...Object.fromEntries(listsOf('other').map((key) => [key.join(' '), 1])),
      'subtasks other': 1,
      'roll-up elsewhere': 1,
      'roll-up unknown': 1,
    });
  });

  it.each([
    ['of which nothing is known', []],
    ['that is known where it is now: an own move, answered before its news', [aTask('a', { version: 3 })]],
  ])('%s is read by the lists of the team and the project that it left', async (_what, known) => {
    answerWith(() => aTask('a', { version: 3 }));
    const former = [['task-list', 'former'], ['archive', 'former'], ...listsOf('q')];
    const { live, reads } = looksAt(...former, ['task-list', 'other'], ['progress', 'other']);
    await vi.runAllTimersAsync();
    tasks.put(known);
    live.onChange({ ...change('task.updated', 'a', 3), previousTeamId: 'former', previousProjectId: 'q' });
    await vi.runAllTimersAsync();
    expect(reads).toEqual({
      ...Object.fromEntries(former.map((key) => [key.join(' '), 2])),
      'task-list other': 1,
      'progress other': 1,
    });
  });

  it.each([
    ['that is not known', change('task.updated', 'other', 2), []],
    ['that was deleted', change('task.deleted', 'other', 2), [aTask('other')]],
  ])('%s is read by the tasks that depend on it', async (_what, news, known) => {
    answerWith(() => aTask('other', { version: 2 }));
    const queryClient = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
    const reads: string[] = [];
    for (const [id, other] of [
      ['a', 'other'],
      ['b', 'third'],
    ] as const) {
      const queryFn = () => {
        reads.push(id);
        return [{ task: { id: other } }, { task: null }];
      };
      new QueryObserver(queryClient, { queryKey: ['dependencies', id], queryFn }).subscribe(() => undefined);
    }
    await vi.runAllTimersAsync();
    tasks.put(known);
    createLiveUpdates(queryClient).onChange(news);
    await vi.runAllTimersAsync();
    expect(reads).toEqual(['a', 'b', 'a']);
  });

  it.each([
    ['many of a team', { ...change('tasks.changed', 't', 1), kind: 'team' }],
    ['what waits for a task that is not known', change('dependency.changed', 'unknown', 1)],
  ])('that tells of %s is read by the projects of the team', async (_what, news) => {
    answerWith(() => aTask('unknown'));
    const { live, reads, queryClient } = looksAt(...['p', 'other'].flatMap(listsOf), ['subtasks', 'whole']);
    queryClient.setQueryData(
      ['projects', 'o'],
      [
        { id: 'p', teamIds: ['t'] },
        { id: 'other', teamIds: ['u'] },
      ],
    );
    await vi.runAllTimersAsync();
    tasks.put([aTask('whole')]);
    live.onChange(news);
    await vi.runAllTimersAsync();
    expect(reads).toEqual({
      ...Object.fromEntries(listsOf('p').map((key) => [key.join(' '), 2])),
      ...Object.fromEntries(listsOf('other').map((key) => [key.join(' '), 1])),
      'subtasks whole': 2,
    });
  });

  it('that comes while a long list is read waits for its end, and then has it read once more', async () => {
    const queryClient = new QueryClient();
    const signals: AbortSignal[] = [];
    const queryFn = ({ signal }: { signal: AbortSignal }) => {
      signals.push(signal);
      return new Promise((resolve) => setTimeout(resolve, signals.length === 1 ? 0 : 5_000, 'read'));
    };
    const queryKey = ['task-list', 't'];
    new QueryObserver(queryClient, { queryKey, queryFn }).subscribe(() => undefined);
    await vi.advanceTimersByTimeAsync(10);
    const live = createLiveUpdates(queryClient);
    for (let count = 0; count < 5; count += 1) {
      live.onChange(change('task.deleted', `a${count}`, 2));
      await vi.advanceTimersByTimeAsync(800);
    }
    expect(signals).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(signals).toHaveLength(3);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false, false]);
  });

  it('that was deleted takes it away, and fills the trash', async () => {
    const { live, reads } = looksAt(['trash', 't']);
    await vi.runAllTimersAsync();
    tasks.put([aTask('a')]);
    live.onChange(change('task.deleted', 'a', 2));
    await vi.runAllTimersAsync();
    expect(tasks.get('a')).toBeUndefined();
    expect(reads).toEqual({ 'trash t': 2 });
  });

  it.each(['task', 'task-page'])('among many more is read where somebody looks at it as %s', async (name) => {
    const many = Array.from({ length: 30 }, (_, index) => `many-${index}`);
    const calls = answerWith(() => aTask('open', { title: 'New', version: 2 }));
    const { live } = looksAt([name, 'open'], ['task-list', 't']);
    await vi.runAllTimersAsync();
    tasks.put(['open', ...many].map((id) => aTask(id)));
    for (const id of ['open', ...many]) live.onChange(change('task.updated', id, 2));
    await vi.runAllTimersAsync();
    expect(calls.map(({ what }) => what)).toEqual(['GET /tasks/open']);
    expect(tasks.get('open')?.title).toBe('New');
  });
});

describe('a task that could not be read after its change', () => {
  async function failOnce() {
    let isAway = true;
    const calls = answerWith(() => (isAway ? refusal(503, 'unavailable') : aTask('a', { title: 'New', version: 2 })));
    tasks.put([aTask('a')]);
    const { live } = looksAt();
    live.onChange(change('task.updated', 'a', 2));
    await vi.advanceTimersByTimeAsync(100);
    expect(calls).toHaveLength(1);
    isAway = false;
    return live;
  }

  it('is read when the connection is open again', async () => {
    const live = await failOnce();
    live.onOpen();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(tasks.get('a')?.title).toBe('New');
  });

  it('is read after a pause', async () => {
    await failOnce();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(tasks.get('a')?.title).toBe('New');
  });
});

describe('the board of a team with more cards than were read', () => {
  it('is counted anew, once, when cards that are not known here change', async () => {
    const column = { statusId: 'todo', count: 90, tasks: [aTask('a')], nextCursor: 'more' };
    const answer = ({ what }: { what: string }) =>
      what.includes('/board') ? { columns: [column] } : aTask(what.split('/').at(-1) ?? '', { version: 2 });
    const calls = answerWith(answer);
    const view = boardView('counted', {}, 'me');
    view.open();
    await vi.runAllTimersAsync();
    expect(calls).toHaveLength(1);
    const { live } = looksAt();
    const onBoard = (event: string, id: string) => live.onChange({ ...change(event, id, 2), teamId: 'counted' });
    onBoard('task.created', 'new');
    await vi.runAllTimersAsync();
    expect(calls.map(({ what }) => what).filter((what) => what.includes('limit=0'))).toEqual([]);
    onBoard('task.moved', 'b');
    onBoard('task.moved', 'c');
    await vi.runAllTimersAsync();
    expect(calls.map(({ what }) => what).filter((what) => what.includes('limit=0'))).toHaveLength(1);
  });
});

it('a board that could not be read is read when the connection is open again', async () => {
  answerWith(() => refusal(503, 'unavailable'));
  const view = boardView('failed', {}, 'me');
  view.open();
  await vi.runAllTimersAsync();
  expect(view.content('todo').error).not.toBeNull();
  answerWith(() => ({ columns: [{ statusId: 'todo', count: 0, total: 0, tasks: [], nextCursor: null }] }));
  looksAt().live.onOpen();
  await vi.runAllTimersAsync();
  expect(view.content('todo')).toMatchObject({ error: null, count: 0 });
});
