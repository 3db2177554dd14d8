import { answerWith, type Call, refusal } from '../../../test/stand-in.ts';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { aTask } from '../../../test/a-task.ts';
import { deferred } from '../../lib/deferred.ts';
import { toasts } from '../../ui/toasts.ts';
import { openOutbox } from '../outbox/open-outbox.ts';
import { refusedChanges, waitingChanges } from '../outbox/outbox.ts';
import { sendAgain } from '../outbox/refusals.ts';
import { sendWaiting } from '../outbox/sender.ts';
import { deleteTask } from './archive-task.ts';
import { hiddenTaskKind, restoredTaskKind, taskKind } from './effects.ts';
import { tasks } from './tasks.ts';
import { redoLast, undoLast } from './undo.ts';

const online = { onLine: true };
const sent = ({ what, headers }: Call) => [what, headers.get('if-match')];

beforeAll(async () => {
  vi.stubGlobal('navigator', online);
  vi.stubGlobal('document', { activeElement: null, getElementById: () => null });
  vi.stubGlobal('requestAnimationFrame', () => 0);
  const kinds = { task: taskKind, 'hidden-task': hiddenTaskKind, 'restored-task': restoredTaskKind };
  await openOutbox({ userId: 'me', isCurrent: () => true, kinds, onRefused: () => {} });
});

beforeEach(() => {
  tasks.clear();
  online.onLine = false;
});

async function sendAll(): Promise<void> {
  online.onLine = true;
  sendWaiting();
  await expect.poll(() => waitingChanges.get()).toEqual([]);
}

it('a deletion that waited is undone after it was sent', async () => {
  const task = aTask('a', { version: 4 });
  tasks.put([task]);
  const calls = answerWith(({ what }) =>
    what.startsWith('DELETE') ? new Response(null, { status: 204 }) : { ...task, version: 6 },
  );
  await deleteTask(task);
  expect(tasks.get('a')).toBeUndefined();
  await sendAll();
  undoLast();
  await expect.poll(() => tasks.get('a')?.version).toBe(6);
  expect(calls.map(({ what }) => what)).toEqual(['DELETE /tasks/a', 'POST /tasks/a/restore']);
});

it('a deletion that waited is refused if others changed the task, and is sent over it once the person wants so', async () => {
  const task = aTask('b', { version: 4 });
  tasks.put([task]);
  const calls = answerWith(({ headers }) =>
    headers.has('if-match') ? refusal(412, 'stale') : new Response(null, { status: 204 }),
  );
  await deleteTask(task);
  await sendAll();
  expect(tasks.get('b')?.version).toBe(4);
  const [refused] = refusedChanges.get();
  expect(refused?.code).toBe('stale');
  if (refused) await sendAgain(refused);
  await expect.poll(() => waitingChanges.get()).toEqual([]);
  expect(calls.map(sent)).toEqual([
    ['DELETE /tasks/b', '"4"'],
    ['DELETE /tasks/b', null],
  ]);
  expect(tasks.get('b')).toBeUndefined();
});

const lost = () => Promise.reject(new TypeError('the connection has ended'));
const pageOfProxy = () => new Response('<html></html>');

it.each([
  ['was lost', lost],
  ['is the page of a proxy', pageOfProxy],
])('a deletion whose reply %s is sent again with the same key', async (_, firstAnswer) => {
  online.onLine = true;
  tasks.put([aTask('c')]);
  const calls = answerWith(() => (calls.length === 1 ? firstAnswer() : new Response(null, { status: 204 })));
  await deleteTask(aTask('c'));
  await sendAll();
  const keys = calls.map(({ headers }) => headers.get('idempotency-key'));
  expect(keys).toEqual([expect.any(String), keys[0]]);
});

describe('a deletion that is undone and made again', () => {
  const task = aTask('d', { version: 4 });
  const restored = { ...task, version: 6 };
  beforeEach(() => {
    online.onLine = true;
    toasts.set([]);
    tasks.clear();
    tasks.put([task]);
  });

  it('is sent after its undo', async () => {
    const { promise: mayAnswer, resolve: answer } = deferred<void>();
    const calls = answerWith(async ({ what }) => {
      const etag = calls.length === 1 ? '"5"' : '"7"';
      if (what.startsWith('DELETE')) return new Response(null, { status: 204, headers: { etag } });
      await mayAnswer;
      return restored;
    });
    await deleteTask(task);
    undoLast();
    redoLast();
    await expect.poll(() => calls.length).toBe(2);
    answer();
    await expect.poll(() => calls.length).toBe(3);
    expect(calls.map(sent)).toEqual([
      ['DELETE /tasks/d', null],
      ['POST /tasks/d/restore', '"5"'],
      ['DELETE /tasks/d', null],
    ]);
    await expect.poll(() => tasks.get('d')).toBeUndefined();
  });

  it('is refused with a message', async () => {
    const calls = answerWith(({ what }) => {
      if (!what.startsWith('DELETE')) return restored;
      return calls.length === 1 ? new Response(null, { status: 204 }) : refusal(409, 'task-not-closed');
    });
    await deleteTask(task);
    undoLast();
    redoLast();
    await expect.poll(() => toasts.get().map(({ tone }) => tone)).toEqual(['danger']);
    expect(tasks.get('d')?.version).toBe(6);
  });
});
