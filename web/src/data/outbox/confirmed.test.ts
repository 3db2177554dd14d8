import { answerWith } from '../../../test/stand-in.ts';
import { beforeAll, expect, it, vi } from 'vitest';
import { command } from '../../api/command.ts';
import { deferred } from '../../lib/deferred.ts';
import { deliver } from './deliver.ts';
import { openOutbox } from './open-outbox.ts';

const { promise: confirmed, resolve } = deferred<void>();
let isCurrent = false;
const send = (id: string) =>
  deliver({ command: command(id, 'patch', '/tasks/{id}', { id }, { title: 'Early' }), effects: [], label: '' });

beforeAll(async () => {
  vi.stubGlobal('navigator', { onLine: true });
  await openOutbox({ userId: 'me', isCurrent: () => isCurrent, confirmed, kinds: {}, onRefused: () => {} });
});

it('a change is sent once the server has said whose session it is; one that waits longer is kept, and nothing hangs', async () => {
  const calls = answerWith(() => new Response(null, { status: 204 }));
  expect((await send('first')).isKept).toBe(true);
  expect(calls).toEqual([]);
  isCurrent = true;
  resolve();
  await expect.poll(() => calls.map(({ what }) => what)).toEqual(['PATCH /tasks/first']);
  expect((await send('second')).isKept).toBe(false);
});
