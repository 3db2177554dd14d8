import { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { emptyScope } from '../access/scope.ts';
import { anonymous } from '../context.ts';
import { newId, type UserId } from '../ids.ts';
import { createLogger } from '../observability/logger.ts';
import { createFreshAccess } from './fresh-access.ts';
import { createLogFollower } from './log-follower.ts';
import { hasEnded, type OpenStream } from './open-stream.ts';
import { createOpenStreams } from './open-streams.ts';

it('keeps a new stream whose access cannot be read now, and reads it before the next event', async () => {
  let isAway = true;
  const streamAccess = {
    scopeOf: () => emptyScope,
    isSignedIn: () =>
      isAway ? Promise.reject(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })) : Promise.resolve(true),
  };
  const open = createOpenStreams();
  const log = await createLogger({ level: 'silent', format: 'json' });
  const access = createFreshAccess(open, log);
  const eventLog = {
    state: async () => ({ epoch: 'e', head: 7, oldest: 1 }),
    after: async () => [],
    listen: async () => undefined,
  };
  const caches = { isTrusted: () => true, refresh: async () => undefined };
  const follower = createLogFollower({ eventLog, open, access, caches, log });
  await follower.start();
  const stream: OpenStream = {
    socket: new Socket(),
    listener: { userId: newId<UserId>(), actor: anonymous, credentialKey: '', access: streamAccess },
    isPoll: false,
    from: 7,
    scope: emptyScope,
    changes: 0,
    readChanges: 0,
    group: 0,
    beatsToRecheck: 1,
    takenAtBeat: -1,
    visible: 0,
  };
  await follower.join(stream, 'e');
  expect([hasEnded(stream), open.size, open.stale.has(stream)]).toEqual([false, 1, true]);
  isAway = false;
  await access.refreshOrEnd(stream);
  expect([hasEnded(stream), open.stale.has(stream)]).toEqual([false, false]);
});
