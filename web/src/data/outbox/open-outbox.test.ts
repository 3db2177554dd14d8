import { answerWith } from '../../../test/stand-in.ts';
import { beforeAll, expect, it, vi } from 'vitest';
import { command } from '../../api/command.ts';
import { noteOwnVersion } from '../../lib/own-versions.ts';
import { deliver } from './deliver.ts';
import { dropChange } from './drop-change.ts';
import { openOutbox } from './open-outbox.ts';
import { waitingChanges } from './outbox.ts';
import { sendWaiting } from './sender.ts';

const online = { onLine: false };
const shown = new Set<string>();

beforeAll(async () => {
  vi.stubGlobal('navigator', online);
  const bulk = {
    show(patches: readonly { readonly id: string }[]) {
      for (const { id } of patches) shown.add(id);
      return () => patches.forEach(({ id }) => shown.delete(id));
    },
  };
  await openOutbox({ userId: 'me', isCurrent: () => true, kinds: { bulk } as never, onRefused: () => {} });
});

function changeMany(ids: readonly string[], version?: number) {
  const each = ids.map((id) => ({ id, ...(version === undefined ? {} : { version }), change: { priority: 'high' } }));
  const body = { each, atomic: false };
  const send = command(`change ${ids.join()}`, 'post', '/tasks/bulk', undefined, body as never);
  const effects = [{ kind: 'bulk', value: ids.map((id) => ({ id, patch: {} })) }];
  return deliver({ command: send, effects, label: '' });
}

it('a new task that is taken back leaves the changes of many that wait behind it', async () => {
  const calls = answerWith(() => ({ items: [] }));
  const create = command('create', 'post', '/teams/{id}/tasks', { id: 't' }, { id: 'new', title: 'New' } as never);
  await deliver({ command: create, effects: [], label: '' });
  await changeMany(['new', 'old']);
  await changeMany(['new']);
  expect([...shown]).toEqual(['new', 'old']);
  const [creation] = waitingChanges.get();
  if (creation) await dropChange(creation);
  expect(waitingChanges.get().map(({ command: { id } }) => id)).toEqual(['change new,old']);
  expect([...shown]).toEqual(['old']);
  online.onLine = true;
  sendWaiting();
  await expect.poll(() => waitingChanges.get()).toEqual([]);
  expect(calls.map(({ body }) => body)).toEqual([
    { each: [{ id: 'old', change: { priority: 'high' } }], atomic: false },
  ]);
});

it('what waits is sent by itself, although nothing was left for an earlier attempt', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  answerWith(() => ({ items: [] }));
  online.onLine = false;
  await changeMany(['dropped']);
  for (const entry of waitingChanges.get()) await dropChange(entry);
  await vi.advanceTimersByTimeAsync(60_000);
  await changeMany(['kept']);
  online.onLine = true;
  await vi.advanceTimersByTimeAsync(60_000);
  vi.useRealTimers();
  await expect.poll(() => waitingChanges.get()).toEqual([]);
});

it('what was sent without a reply is kept as it was sent: another attempt has the same body', async () => {
  online.onLine = false;
  await changeMany(['mine'], 1);
  noteOwnVersion('mine', 1, 2);
  const calls = answerWith(() => Promise.reject(new TypeError('Failed to fetch')));
  online.onLine = true;
  sendWaiting();
  await expect.poll(() => calls.length).toBe(1);
  expect(calls[0]?.body).toMatchObject({ each: [{ id: 'mine', version: 2 }] });
  expect(waitingChanges.get().map(({ command: { body } }) => body)).toEqual([calls[0]?.body]);
  for (const entry of waitingChanges.get()) await dropChange(entry);
});
