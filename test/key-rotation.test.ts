import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import { renewEncryption, encrypt } from '#platform/encryption.ts';
import { codeOf } from '../src/modules/auth/oslo.ts';
import { startApp } from './harness/app.ts';
import { clientOf } from './harness/client.ts';
import { createDatabase, type TestDatabase } from './harness/database.ts';
import { makeWorkspace, password, type Workspace } from './harness/people.ts';
import { type Receiver, startReceiver } from './harness/receiver.ts';
import { testSecretKey } from './harness/server.ts';
import { fromBase32 } from './harness/totp.ts';

const clock = settableClock(new Date());
const env = { WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' };
const key = 'n'.repeat(43);
let database: TestDatabase;
let receiver: Receiver;
let work: Workspace;
let secret: Buffer;
let webhookId: string;
beforeAll(async () => {
  receiver = await startReceiver();
  receiver.answerWith((response) => response.end('ok'));
  database = await createDatabase();
  const before = await startApp({ database, clock, env });
  work = await makeWorkspace(before.app);
  const body = { url: `${receiver.url}/hook`, events: ['*'] };
  webhookId = (await work.owner.post(`/organizations/${work.organizationId}/webhooks`, body)).body.id;
  secret = fromBase32((await work.owner.post('/auth/mfa/totp')).body.secret);
  await work.owner.post('/auth/mfa/totp/confirm', { code: await code() });
  await before.settled();
  await before.stop();
});
afterAll(async () => {
  await receiver.close();
  await database.drop();
});

const code = () => codeOf(secret, Math.floor(clock.now().getTime() / 30_000));

/** The status of a sign-in with a code, and whether the webhook is reached, on a server with these keys. */
async function tryWith(keys: Readonly<Record<string, string>>) {
  const own = await startApp({ database, clock, env: { ...env, ...keys } });
  try {
    clock.advance(30_000);
    const nobody = clientOf(own.app);
    const { mfaToken } = (await nobody.post('/auth/login', { email: work.owner.email, password })).body;
    const verified = await nobody.post('/auth/mfa/verify', { mfaToken, code: await code() });
    const received = receiver.received.length;
    const token = verified.body.accessToken ?? '';
    await clientOf(own.app, { authorization: `Bearer ${token}` }).post(`/webhooks/${webhookId}/test`);
    await own.settled();
    return { signIn: verified.status, isReached: receiver.received.length > received };
  } finally {
    await own.stop();
  }
}

describe('a rotation of the secret key', () => {
  it('encrypts what is stored with the new key, so that the previous one can be removed', async () => {
    const both = { SECRET_KEY: key, SECRET_KEY_PREVIOUS: testSecretKey };
    expect(await tryWith(both)).toEqual({ signIn: 200, isReached: true });
    expect((await tryWith({ SECRET_KEY: key })).signIn).toBe(401);
    const rotated = await startApp({ database, clock, env: { ...env, ...both } });
    for (let i = 0; i < 2; i += 1) {
      await rotated.runJob('auth', 'renew-encryption');
      await rotated.runJob('notifications', 'renew-encryption');
    }
    await rotated.stop();
    expect(await tryWith({ SECRET_KEY: key })).toEqual({ signIn: 200, isReached: true });
  });

  it('leaves what no key fits', () => {
    const [current, previous, other] = ['a', 'b', 'c'].map((letter) => Buffer.alloc(32, letter)) as [
      Buffer,
      Buffer,
      Buffer,
    ];
    const text = Buffer.from('secret');
    expect(renewEncryption([current, previous], encrypt(other, text))).toBeNull();
    expect(renewEncryption([current, previous], encrypt(current, text))).toBeNull();
    expect(renewEncryption([current], encrypt(previous, text))).toBeNull();
    expect(renewEncryption([current, previous], encrypt(previous, text))).not.toBeNull();
  });
});
