import { answerWith, type Call, refusal } from '../../../test/stand-in.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { queryClient } from '../../api/query-client.ts';
import { deferred } from '../../lib/deferred.ts';
import { toasts } from '../../ui/toasts.ts';
import { aTask } from '../../../test/a-task.ts';
import { tasks } from '../tasks/tasks.ts';
import { undoLast } from '../tasks/undo.ts';
import { changeMany, completeMany } from './bulk-change.ts';

const chosen = Array.from({ length: 1_200 }, (_, index) => aTask(`task-${index}`));
const sizes = (calls: readonly Call[]) => calls.map((call) => eachOf(call).length);
const eachOf = ({ body }: Call) => (body as { each: { id: string; version?: number; change: object }[] }).each;
const takenAll = (call: Call) => ({
  items: eachOf(call).map(({ id }) => ({ id, status: 200, version: 2, problem: null })),
});

beforeEach(() => {
  toasts.set([]);
  tasks.clear();
  tasks.put(chosen);
});

describe('a change of more tasks than the server takes at once', () => {
  it('is sent in parts, each with a key of its own, and taken back so too', async () => {
    const calls = answerWith(takenAll);
    expect(await changeMany(chosen, { priority: 'high' })).toEqual([]);
    expect(sizes(calls)).toEqual([500, 500, 200]);
    undoLast();
    await expect.poll(() => calls.length).toBe(6);
    expect(sizes(calls)).toEqual([500, 500, 200, 500, 500, 200]);
    expect(calls.slice(3).flatMap(eachOf)).toEqual(
      chosen.map(({ id }) => ({ id, change: { priority: 'medium' }, version: 2 })),
    );
    expect(new Set(calls.map(({ headers }) => headers.get('idempotency-key'))).size).toBe(6);
  });

  it('of which a part fails is done as far as it went, and can be taken back that far', async () => {
    const calls = answerWith((call) =>
      eachOf(call)[0]?.id === 'task-500' ? refusal(503, 'unavailable') : takenAll(call),
    );
    await changeMany(chosen, { priority: 'high' });
    expect(sizes(calls)).toEqual([500, 500]);
    expect(toasts.get().map(({ tone }) => tone)).toEqual(['danger', 'plain']);
    undoLast();
    await expect.poll(() => sizes(calls)).toEqual([500, 500, 500]);
  });

  it('tells which were refused, from any part', async () => {
    answerWith((call) => {
      const { items } = takenAll(call);
      const problem = { code: 'not-allowed', detail: 'No.', errors: [] };
      return { items: items.map((item) => (item.id === 'task-700' ? { ...item, status: 403, problem } : item)) };
    });
    const refused = await changeMany(chosen, { priority: 'high' });
    expect(refused.map(({ task: { id } }) => id)).toEqual(['task-700']);
  });
});

describe('an undo that is asked for before the server has answered', () => {
  it('takes back this change, and not the one before it', async () => {
    const [one, two] = chosen;
    const { promise: mayAnswer, resolve: answer } = deferred<void>();
    const calls = answerWith(async (call) => {
      if (call.what !== 'POST /tasks/bulk') return refusal(404, 'not-found');
      if (changes().length === 2) await mayAnswer;
      return takenAll(call);
    });
    const changes = () => calls.filter(({ what }) => what === 'POST /tasks/bulk');
    await changeMany(chosen.slice(0, 1), { priority: 'high' });
    const change = changeMany(chosen.slice(1, 2), { priority: 'low' });
    undoLast();
    answer();
    await change;
    await expect.poll(() => changes().length).toBe(3);
    expect(changes().flatMap(eachOf)).toMatchObject([
      { id: one?.id, change: { priority: 'high' } },
      { id: two?.id, change: { priority: 'low' } },
      { id: two?.id, change: { priority: 'medium' } },
    ]);
  });
});

describe('a change of tasks that no list shows', () => {
  const done = { statusId: 'done', status: 'Done', category: 'done' } as const;
  const card = aTask('card');
  const columnOf = () => tasks.get('card')?.statusId;

  it('shows until they are read, and so does its undo', async () => {
    tasks.put([card]);
    const reads = [deferred<void>(), deferred<void>()];
    let version = 1;
    let statusId = 'todo';
    answerWith(async (call) => {
      if (call.what === 'GET /tasks/card') {
        await reads[version - 2]?.promise;
        return { ...card, statusId, version };
      }
      version += 1;
      ({ statusId = '' } = (eachOf(call)[0]?.change ?? {}) as { statusId?: string });
      return { items: [{ id: 'card', status: 200, version, problem: null }] };
    });
    await changeMany([card], done);
    expect([columnOf(), tasks.versionOf('card')]).toEqual(['done', 1]);
    reads[0]?.resolve();
    await expect.poll(() => tasks.isChanging('card')).toBe(false);
    expect([columnOf(), tasks.versionOf('card')]).toEqual(['done', 2]);
    undoLast();
    await expect.poll(columnOf).toBe('todo');
    expect(tasks.versionOf('card')).toBe(2);
    reads[1]?.resolve();
    await expect.poll(() => tasks.isChanging('card')).toBe(false);
    expect([columnOf(), tasks.versionOf('card')]).toEqual(['todo', 3]);
  });
});

describe('completing tasks', () => {
  const statusesOf = (teamId: string) => ({
    items: [
      { id: `${teamId}-todo`, name: 'To do', category: 'todo', position: 0 },
      { id: `${teamId}-done`, name: 'Done', category: 'done', position: 1 },
      { id: `${teamId}-released`, name: 'Released', category: 'done', position: 2 },
    ],
  });
  const changesIn = (calls: readonly Call[]) =>
    calls.filter(({ what }) => what === 'POST /tasks/bulk').flatMap((call) => eachOf(call));

  beforeEach(() => queryClient.clear());

  it('changes the open ones only, or reopens them if none is open', async () => {
    const open = aTask('open', { teamId: 'a' });
    const released = aTask('released', { teamId: 'a', statusId: 'a-released', category: 'done' });
    const cancelled = aTask('cancelled', { teamId: 'a', statusId: 'a-cancelled', category: 'cancelled' });
    tasks.put([open, released, cancelled]);
    const calls = answerWith((call) => (call.what === 'POST /tasks/bulk' ? takenAll(call) : statusesOf('a')));
    await completeMany([released, open, cancelled]);
    expect(changesIn(calls)).toMatchObject([{ id: 'open', change: { statusId: 'a-done' } }]);
    await completeMany([released, cancelled]);
    expect(changesIn(calls).slice(1)).toMatchObject([
      { id: 'released', change: { statusId: 'a-todo' } },
      { id: 'cancelled', change: { statusId: 'a-todo' } },
    ]);
  });

  it('reports a team whose statuses can’t be read, and changes the tasks of the others', async () => {
    const [one, other] = [aTask('one', { teamId: 'b' }), aTask('other', { teamId: 'c' })];
    tasks.put([one, other]);
    const calls = answerWith((call) => {
      if (call.what === 'POST /tasks/bulk') return takenAll(call);
      return call.what.startsWith('GET /teams/b/') ? refusal(403, 'not-allowed') : statusesOf('c');
    });
    expect(await completeMany([one, other])).toEqual([]);
    expect(changesIn(calls)).toMatchObject([{ id: 'other', change: { statusId: 'c-done' } }]);
    expect(toasts.get().map(({ tone }) => tone)).toContain('danger');
  });
});
