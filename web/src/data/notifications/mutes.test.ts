import { answerWith } from '../../../test/stand-in.ts';
import { expect, it } from 'vitest';
import { deferred } from '../../lib/deferred.ts';
import { undoLast } from '../tasks/undo.ts';
import { setMuted } from './mutes.ts';

it('an undo that is asked for before the server has answered takes back this mute, and not the one before it', async () => {
  const { promise: mayAnswer, resolve: answer } = deferred<void>();
  const calls = answerWith(async ({ what }) => {
    if (what === 'PUT /tasks/b/mute') await mayAnswer;
    return new Response(null, { status: 204 });
  });
  await setMuted({ kind: 'task', id: 'a', name: 'ENG-1' }, true);
  const mute = setMuted({ kind: 'task', id: 'b', name: 'ENG-2' }, true);
  await expect.poll(() => calls.length).toBe(2);
  undoLast();
  answer();
  await mute;
  await expect.poll(() => calls.length).toBe(3);
  expect(calls.map(({ what }) => what)).toEqual(['PUT /tasks/a/mute', 'PUT /tasks/b/mute', 'DELETE /tasks/b/mute']);
});
