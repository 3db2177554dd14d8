import { answerWith } from '../../../test/stand-in.ts';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { command } from '../../api/command.ts';
import { type Deferred, deferred } from '../../lib/deferred.ts';
import { createKeyedQueue } from '../../lib/keyed-queue.ts';
import { deliver } from './deliver.ts';
import { openOutbox } from './open-outbox.ts';
import { waitingChanges } from './outbox.ts';

const queue = createKeyedQueue();
let server: Deferred<object>;
let calls: ReturnType<typeof answerWith>;

beforeAll(async () => {
  vi.stubGlobal('navigator', { onLine: true });
  await openOutbox({ userId: 'me', isCurrent: () => true, kinds: {}, onRefused: () => {} });
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  server = deferred();
  calls = answerWith(() => server.promise);
});
afterEach(async () => {
  // What is planned is done, as the next test has other timers.
  await vi.advanceTimersByTimeAsync(60_000);
  vi.useRealTimers();
});

function change(id: string, name: string) {
  const send = command(name, 'patch', '/tasks/{id}', { id }, { title: name });
  return deliver({ command: send, effects: [], label: '', inTurn: queue.inTurn(id) });
}

const stored = () => waitingChanges.get().map(({ command: { id } }) => id);
const sent = () => calls.map(({ body }) => (body as { title: string }).title);

it('a change that waits for its turn is stored as soon as one that is being sent', async () => {
  const changes = [change('a', 'first'), change('a', 'second')];
  await vi.advanceTimersByTimeAsync(499);
  expect(stored()).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(stored()).toEqual(['first', 'second']);
  expect(sent()).toEqual(['first']);
  server.resolve({});
  expect(await Promise.all(changes)).toEqual([
    { isKept: false, reply: {} },
    { isKept: false, reply: {} },
  ]);
  expect(sent()).toEqual(['first', 'second']);
  expect(stored()).toEqual([]);
});

it('once the server is slow, a change is stored at once, behind all before it', async () => {
  const changes = [change('a', 'slow')];
  await vi.advanceTimersByTimeAsync(400);
  changes.push(change('b', 'later'));
  await vi.advanceTimersByTimeAsync(100);
  expect(stored()).toEqual(['slow']);
  changes.push(change('b', 'last'));
  await vi.advanceTimersByTimeAsync(0);
  expect(stored()).toEqual(['slow', 'later', 'last']);
  server.resolve({});
  await Promise.all(changes);
});

it('changes that wait for their turn are sent in their order after the one before them got no reply', async () => {
  const changes = [change('a', 'one'), change('a', 'two'), change('a', 'three')];
  await vi.advanceTimersByTimeAsync(500);
  server.reject(new TypeError('Failed to fetch'));
  expect((await Promise.all(changes)).map(({ isKept }) => isKept)).toEqual([true, true, true]);
  expect(stored()).toEqual(['one', 'two', 'three']);
  calls = answerWith(() => ({}));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent()).toEqual(['one', 'two', 'three']);
  expect(stored()).toEqual([]);
});

it('a change of what is being created waits, also if it has another turn', async () => {
  const create = command('create', 'post', '/teams/{id}/tasks', { id: 't' }, { id: 'new', title: 'create' } as never);
  const creation = deliver({ command: create, effects: [], label: '' });
  await vi.advanceTimersByTimeAsync(500);
  expect((await change('new', 'change')).isKept).toBe(true);
  server.resolve({});
  await creation;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent()).toEqual(['create', 'change']);
});
