import { answerWith } from '../../../test/stand-in.ts';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { command } from '../../api/command.ts';
import { deferred } from '../../lib/deferred.ts';
import { type OutboxMessage, outboxName } from './channel.ts';
import { deliver } from './deliver.ts';
import { openOutbox } from './open-outbox.ts';
import { entries, waitingChanges } from './outbox.ts';

const online = { onLine: false };
const otherPage = new BroadcastChannel(outboxName);
// Channels are for pages of the same origin.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
const news = (message: OutboxMessage) => otherPage.postMessage(message);

beforeAll(async () => {
  vi.stubGlobal('navigator', online);
  await openOutbox({ userId: 'me', isCurrent: () => true, kinds: {}, onRefused: () => {} });
});
afterAll(() => otherPage.close());

function change(id: string) {
  return deliver({ command: command(id, 'patch', '/tasks/{id}', { id }, { title: 'New' }), effects: [], label: '' });
}

/** Takes the only waiting change from the database. */
async function removeElsewhere() {
  const [entry] = waitingChanges.get();
  if (!entry) throw new Error('nothing waits');
  await entries.remove('waiting', entry);
  return entry;
}

async function outcomeOf(delivery: Awaited<ReturnType<typeof change>>) {
  return delivery.isKept ? delivery.made : 'sent here';
}

it('a change that was refused or dropped in another page is not made', async () => {
  const delivery = await change('dropped');
  await removeElsewhere();
  news({ kind: 'changed' });
  expect(await outcomeOf(delivery)).toBeNull();
  expect(waitingChanges.get()).toEqual([]);
});

it('a change that another page has sent is made, although its removal was read first', async () => {
  const delivery = await change('sent');
  const entry = await removeElsewhere();
  news({ kind: 'changed' });
  await expect.poll(() => waitingChanges.get()).toEqual([]);
  news({ kind: 'done', entry, reply: { id: 'sent' } });
  expect(await outcomeOf(delivery)).toEqual({ reply: { id: 'sent' } });
});

it('a change that another page has sent while this one got no reply is made', async () => {
  online.onLine = true;
  const { promise: answer, reject: fail } = deferred<never>();
  answerWith(() => answer);
  const sent = change('sent-by-both');
  await expect.poll(() => waitingChanges.get().length).toBe(1);
  const entry = await removeElsewhere();
  news({ kind: 'done', entry, reply: { id: 'sent-by-both' } });
  await expect.poll(() => waitingChanges.get()).toEqual([]);
  fail(new TypeError('Failed to fetch'));
  expect(await outcomeOf(await sent)).toEqual({ reply: { id: 'sent-by-both' } });
});
