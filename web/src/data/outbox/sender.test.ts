import { answerWith } from '../../../test/stand-in.ts';
import { expect, it, vi } from 'vitest';
import { command } from '../../api/command.ts';
import { deliver } from './deliver.ts';
import { openOutbox } from './open-outbox.ts';
import { waitingChanges } from './outbox.ts';
import { sendWaiting } from './sender.ts';

/** An answer of the browser's database. */
class Answer<Result> extends EventTarget {
  readonly result: Result;
  constructor(result: Result) {
    super();
    this.result = result;
    queueMicrotask(() => this.dispatchEvent(new Event('success')));
  }
}

/** A database that is full and empty, and fails for a while. */
class Database extends EventTarget {
  fails = false;
  transaction(_: string, mode: IDBTransactionMode) {
    if (this.fails || mode === 'readwrite') throw new DOMException('The database fails.', 'UnknownError');
    return { objectStore: () => ({ getAll: () => new Answer([]) }) };
  }
}

it('what waits is sent although the database has failed meanwhile', async () => {
  const database = new Database();
  vi.stubGlobal('indexedDB', { open: () => new Answer(database) });
  vi.stubGlobal('IDBKeyRange', { bound: () => null });
  const online = { onLine: false };
  vi.stubGlobal('navigator', online);
  await openOutbox({ userId: 'me', isCurrent: () => true, kinds: {}, onRefused: () => {} });
  const calls = answerWith(() => ({ id: 'a' }));
  const change = command('change', 'patch', '/tasks/{id}', { id: 'a' }, { title: 'New' });
  await deliver({ command: change, effects: [], label: '' });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  online.onLine = true;
  database.fails = true;
  sendWaiting();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(calls).toEqual([]);
  database.fails = false;
  await vi.advanceTimersByTimeAsync(60_000);
  vi.useRealTimers();
  await expect.poll(() => waitingChanges.get()).toEqual([]);
  expect(calls.map(({ what }) => what)).toEqual(['PATCH /tasks/a']);
});
