import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import { startApp, type TestApp } from './harness/app.ts';
import { type Person, signInAgain, signUp } from './harness/people.ts';
import { type Failure, type ResendServer, startResend } from './harness/resend.ts';

// A provider of mail is away for an hour. The reliability run does the same with more mails, and with time-outs.

const count = Number(process.env['MAILS'] ?? 50);
const report = process.env['MAILS_REPORT'];
/** Attempts in the hour. */
const rounds = count > 50 ? 60 : 20;
const perAddress = 10;
/** Each of the rounds waits for real time-outs of the provider, and for a batch of every mail. */
const timeout = count > 50 ? 20 * 60_000 : 60_000;
/** Jobs with one mail each, and with several. */
const queues = 'notifications.send-mail%';
const refusedAddress = 'refused@example.com';

const clock = settableClock(new Date());
let test: TestApp;
let resend: ResendServer;
let admin: Person;
beforeAll(async () => {
  resend = await startResend();
  resend.refuse(refusedAddress);
  test = await startApp({ env: { RESEND_API_KEY: 're_test', RESEND_API_URL: resend.url }, clock });
  admin = await signUp(test.app, 'Admin');
  await test.settled();
  resend.accepted.length = 0;
  resend.mails.length = 0;
});
afterAll(async () => {
  await test.stop();
  await resend.close();
});

/** Everything that is due is tried once, as if the time had come. */
async function makeDue(): Promise<void> {
  const { sql } = test.database;
  await test.app.relay.drain();
  await sql`update pgboss.job set start_after = now() where name like ${queues} and state = 'retry'`;
  const isBusy = async () => {
    const [row] = await sql<{ busy: number }[]>`
      select count(*) as busy from pgboss.job where name like ${queues}
        and (state in ('created', 'active') or (state = 'retry' and start_after <= clock_timestamp()))`;
    return row?.busy !== 0;
  };
  while (await isBusy()) {
    test.app.queue.wake(['notifications.send-mail', 'notifications.send-mail.batch']);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function send(to: string, number: number): Promise<string> {
  const reply = await admin.post('/notifications/email', { to, subject: `Number ${number}`, text: 'Hello.' });
  expect(reply.status).toBe(202);
  return reply.body.id;
}

it('an hour without the provider loses no mail, and keeps the order for each address', { timeout }, async () => {
  const [refused, seen] = [await send(refusedAddress, 0), () => resend.accepted.length];
  await makeDue();
  const failures: readonly Failure[] = [500, 'reset', 503, 429, ...(count > 50 ? (['silence'] as const) : [])];
  const requests: number[] = [];
  const addresses = Array.from({ length: count / perAddress }, (_, i) => `reader-${i}@example.com`);
  const ids: string[] = [];
  resend.failWith(500);
  for (let number = 0; number < perAddress; number += 1) {
    for (const to of addresses) {
      const startedAt = performance.now();
      ids.push(await send(to, number));
      requests.push(performance.now() - startedAt);
    }
  }
  const asked = resend.requestCount();
  for (let round = 0; round < rounds; round += 1) {
    resend.failWith(round % 20 === 19 ? (failures.at(-1) ?? 500) : (failures[round % 4] ?? 500));
    clock.advance(3_600_000 / rounds);
    await makeDue();
  }
  const attempts = resend.requestCount() - asked;
  expect(seen()).toBe(0);
  admin = await signInAgain(test.app, admin);
  const backlog = (await admin.get('/email/status')).body;
  expect(backlog).toMatchObject({ waiting: count, failed: 1 });
  expect(backlog.providers[0]?.failingSince).not.toBeNull();

  resend.failWith(null);
  let minutes = 0;
  for (; seen() < count && minutes < 15; minutes += 1) {
    clock.advance(60_000);
    await makeDue();
  }
  const host = 'localhost';
  const expected = ids.map((id) => `<${id}@${host}>`);
  expect(new Set(resend.accepted)).toEqual(new Set(expected));
  for (const to of addresses) {
    const numbers = resend.mails.filter((mail) => mail.to === to).map(({ subject }) => subject);
    expect(numbers).toEqual(Array.from({ length: perAddress }, (_, number) => `Number ${number}`));
  }
  const repeats = resend.accepted.length - count;
  expect(repeats).toBe(0);
  expect((await admin.get('/email/status')).body).toMatchObject({ waiting: 0, failed: 1, lastProvider: 'resend' });
  expect((await admin.get(`/admin/messages/${refused}`)).body).toMatchObject({ state: 'failed', attempts: 1 });
  if (report !== undefined) {
    const sorted = requests.toSorted((a, b) => a - b);
    const at = (part: number) => sorted[Math.floor(sorted.length * part)] ?? 0;
    const figures = { count, attempts, repeats, minutes, p50: at(0.5), p99: at(0.99) };
    writeFileSync(report, JSON.stringify(figures));
  }
});

it('a mail that the provider does not take is retried for five days, and then listed as failed', async () => {
  resend.failWith(503);
  const id = await send('late@example.com', 0);
  const stateAfter = async (ms: number) => {
    clock.advance(ms);
    await makeDue();
    admin = await signInAgain(test.app, admin);
    return (await admin.get(`/admin/messages/${id}`)).body;
  };
  const hourMs = 3_600_000;
  expect(await stateAfter(0)).toMatchObject({ state: 'queued' });
  expect(await stateAfter(119 * hourMs)).toMatchObject({ state: 'queued' });
  expect(await stateAfter(2 * hourMs)).toMatchObject({ state: 'failed' });
  resend.failWith(null);
});

it('a mail waits for an earlier one to its address, also if both are sent by one job', async () => {
  resend.failWith(503);
  for (const number of [0, 1, 2]) await send('batch@example.com', number);
  await makeDue();
  // They are due together.
  resend.failWith(null);
  clock.advance(60_000);
  resend.failOnce();
  await makeDue();
  const received = () => resend.mails.filter(({ to }) => to === 'batch@example.com').map(({ subject }) => subject);
  expect(received()).toEqual([]);
  for (let minutes = 0; received().length < 3 && minutes < 5; minutes += 1) {
    clock.advance(60_000);
    await makeDue();
  }
  expect(received()).toEqual(['Number 0', 'Number 1', 'Number 2']);
});
