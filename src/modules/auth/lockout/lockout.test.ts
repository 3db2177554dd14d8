import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { clientOf } from '../../../../test/harness/client.ts';
import { mailedToken } from '../../../../test/harness/mails.ts';
import { password, type Person, signUp } from '../../../../test/harness/people.ts';
import { shownCode } from '../../../../test/harness/totp.ts';

// Two instances with one database: each knows what the other counts.

let test: TestApp;
let second: TestApp;
let admin: Person;
beforeAll(async () => {
  test = await startApp({ env: { TRUSTED_PROXIES: '1' } });
  second = await startApp({ env: { TRUSTED_PROXIES: '1', JOBS: 'off' }, database: test.database });
  admin = await signUp(test.app, 'Admin');
});
afterAll(async () => {
  await second.stop();
  await test.stop();
});

const from = (address: string, app: TestApp = test) => clientOf(app.app, { 'x-forwarded-for': address });
const signIn = (address: string, email: string, secret = password, app: TestApp = test) =>
  from(address, app).post('/auth/login', { email, password: secret });

/** Counts the replies by status. */
function tally(replies: readonly { status: number; body: { code?: string } }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, body } of replies) {
    const answer = `${status} ${body?.code ?? ''}`.trim();
    counts[answer] = (counts[answer] ?? 0) + 1;
  }
  return counts;
}

const manyAtOnce = <Result>(count: number, ask: (number: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: count }, (_, number) => ask(number)));

describe('simultaneous guesses', () => {
  it('are counted before they are checked, on all instances together', async () => {
    const { email } = await signUp(test.app);
    const replies = await manyAtOnce(60, (number) =>
      signIn('203.0.113.1', email, `wrong ${number}`, number % 2 ? second : test),
    );
    const counts = tally(replies);
    expect(counts['401 invalid-credentials']).toBe(10);
    expect((counts['423 account-locked'] ?? 0) + (counts['503 sign-in-busy'] ?? 0)).toBe(50);
    for (const app of [test, second]) expect((await signIn('203.0.113.1', email, password, app)).status).toBe(423);
  });

  it('are counted for an unknown address as well', async () => {
    const replies = await manyAtOnce(30, () => signIn('203.0.113.1', 'nobody@example.org', 'wrong'));
    expect(tally(replies)['401 invalid-credentials']).toBe(10);
  });

  it('of codes are counted over all unfinished sign-ins', async () => {
    const person = await signUp(test.app);
    const { secret } = (await person.post('/auth/mfa/totp')).body;
    await person.post('/auth/mfa/totp/confirm', { code: await shownCode(secret) });
    const tokens: string[] = [];
    for (let count = 0; count < 5; count += 1) tokens.push((await signIn('203.0.113.1', person.email)).body.mfaToken);
    const replies = await manyAtOnce(20, (number) =>
      from('203.0.113.1', number % 2 ? second : test).post('/auth/mfa/verify', {
        mfaToken: tokens[number % 5],
        code: number < 10 ? '000000' : 'abcde-fghjk-mnpqr',
      }),
    );
    expect(tally(replies)['401 invalid-code']).toBe(10);
    expect((await signIn('203.0.113.1', person.email)).body.code).toBe('account-locked');
  });

  it('of the password of a signed-in person count together with sign-ins', async () => {
    const person = await signUp(test.app);
    const replies = await manyAtOnce(30, () =>
      person.post('/auth/tokens', { name: 'x', scopes: ['tasks:read'], password: 'wrong' }),
    );
    expect(tally(replies)['401 invalid-credentials']).toBe(10);
    expect(
      (await person.post('/auth/me/password', { currentPassword: password, newPassword: 'x'.repeat(20) })).status,
    ).toBe(423);
  });

  it('that are correct are not counted', async () => {
    const { email } = await signUp(test.app);
    expect(tally(await manyAtOnce(8, () => signIn('2001:db8:aa::1', email)))).toEqual({ 200: 8 });
    expect(tally(await manyAtOnce(8, () => signIn('2001:db8:aa::1', email)))).toEqual({ 200: 8 });
    await signIn('2001:db8:bb::1', email, 'wrong');
    const rows = await test.database.sql`
      select attempts, failures from auth.sign_in_failure where attempts <> failures`;
    expect([...rows]).toEqual([]);
  });
});

describe('a person', () => {
  const wrongFrom = (addresses: readonly string[], email: string) =>
    Promise.all(addresses.map((address) => signIn(address, email, 'wrong')));

  it('is not locked out by others from a whole IPv6 network', async () => {
    const { email } = await signUp(test.app);
    const verifiedAddresses: string[] = [];
    for (let block = 0; block < 102; block += 17) {
      const addresses = Array.from({ length: 17 }, (_, at) => `2001:db8:5:${(block + at).toString(16)}::1`);
      verifiedAddresses.push(...(await wrongFrom(addresses, email)).map(({ status }) => String(status)));
    }
    expect(verifiedAddresses.filter((status) => status === '401')).toHaveLength(30);
    expect((await signIn('2001:db8:5:ffff::1', email)).status).toBe(423);
    expect((await signIn('2001:db8:6:1::1', email)).status).toBe(200);
  });

  it('is not locked out from a source of an earlier sign-in by guesses from elsewhere', async () => {
    const person = await signUp(test.app);
    const { email } = person;
    for (const own of ['198.51.100.1', '2001:db8:7:1::1']) expect((await signIn(own, email)).status).toBe(200);
    // Simulates 95 of 100 guesses from anywhere without their duration.
    await signIn('192.0.2.1', email, 'wrong');
    const fromAnywhere = createHash('sha256').update(email).digest('base64url');
    await test.database.sql`update auth.sign_in_failure set attempts = 95, failures = 95 where key = ${fromAnywhere}`;
    const replies = await wrongFrom(
      Array.from({ length: 10 }, (_, number) => `192.0.2.${number}`),
      email,
    );
    expect(tally(replies)['401 invalid-credentials']).toBe(5);
    expect((await signIn('198.51.100.9', email)).body.code).toBe('account-locked');
    for (const own of ['198.51.100.1', '2001:db8:7:1::2', '2001:db8:7:2::1']) {
      expect([own, (await signIn(own, email)).status]).toEqual([own, 200]);
    }
    // From that source ten guesses are still allowed.
    await wrongFrom(
      Array.from({ length: 10 }, () => '198.51.100.1'),
      email,
    );
    expect((await signIn('198.51.100.1', email)).status).toBe(423);
    expect((await signIn('2001:db8:7:1::1', email)).status).toBe(200);
  });

  it('who resets the password starts with empty counters, and known sources are forgotten', async () => {
    const person = await signUp(test.app);
    expect((await signIn('198.51.100.20', person.email)).status).toBe(200);
    await wrongFrom(
      Array.from({ length: 10 }, () => '198.51.100.20'),
      person.email,
    );
    await person.post('/auth/password/forgot', { email: person.email });
    const token = await mailedToken(test, admin, 'password-reset', person.email);
    expect((await from('198.51.100.30').post('/auth/password/reset', { token, password })).status).toBe(204);
    const keptRows = await test.database.sql`select source from auth.sign_in_source where user_id = ${person.id}`;
    expect([...keptRows]).toEqual([]);
    expect((await signIn('198.51.100.20', person.email)).status).toBe(200);
  });
});
