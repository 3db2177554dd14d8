import { answerWith } from '../../../test/stand-in.ts';
import { expect, it, vi } from 'vitest';
import { command } from '../../api/command.ts';
import { deferred } from '../../lib/deferred.ts';
import { deliver } from './deliver.ts';
import { openOutbox } from './open-outbox.ts';

it('a change is sent once the server has said whose session it is', async () => {
  vi.stubGlobal('navigator', { onLine: true });
  const calls = answerWith(() => new Response(null, { status: 204 }));
  const { promise: confirmed, resolve } = deferred<void>();
  let isCurrent = false;
  await openOutbox({ userId: 'me', isCurrent: () => isCurrent, confirmed, kinds: {}, onRefused: () => {} });
  const change = command('early', 'patch', '/tasks/{id}', { id: 'a' }, { title: 'Early' });
  const delivery = deliver({ command: change, effects: [], label: '' });
  await new Promise((done) => setTimeout(done));
  expect(calls).toEqual([]);
  isCurrent = true;
  resolve();
  expect((await delivery).isKept).toBe(false);
  expect(calls.map(({ what }) => what)).toEqual(['PATCH /tasks/a']);
});
