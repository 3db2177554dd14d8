import { afterAll, beforeAll, expect, it } from 'vitest';
import { handlerOf } from '#platform/events/subscribe.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { readsOf, writesOf } from '../../../../test/harness/count-queries.ts';
import { join, makeTask, makeWorkspace, type Person, type Workspace } from '../../../../test/harness/people.ts';

let test: TestApp;
let work: Workspace;
let members: Person[];
beforeAll(async () => {
  test = await startApp();
  work = await makeWorkspace(test.app);
  members = [];
  for (const name of ['A', 'B', 'C']) members.push(await join(test.app, work, { teamRole: 'member', name }));
});
afterAll(() => test.stop());

/** Handles stored events of a type again, as if they were new, in one batch. */
async function handleAgain(subscription: string, type: string, count: number): Promise<void> {
  const events = await test.database.sql<{ event: { id: string } }[]>`
    select event from platform.event_log where event->>'type' = ${type} order by position desc limit ${count}`;
  expect(events).toHaveLength(count);
  const hosted = test.app.modules.hosted.find(({ name }) => name === 'notifications');
  const subscribed = hosted?.subscriptions.find(({ name }) => name === subscription);
  if (!hosted || !subscribed) throw new Error(`there is no subscription ${subscription}`);
  const jobs = events.map(({ event }) => ({
    id: event.id,
    data: event,
    attempt: 1,
    signal: new AbortController().signal,
  }));
  const outcomes = await handlerOf(subscribed, hosted.contextOf)(jobs);
  expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
}

async function forgetEffects(): Promise<void> {
  await test.database.sql`delete from notifications.inbox`;
  await test.database.sql`delete from notifications.message`;
  await test.database.sql`delete from notifications.message_window`;
  await test.database.sql`delete from notifications.notification`;
}

it('a batch of events costs as many statements as one event', async () => {
  for (let n = 0; n < 30; n += 1) await makeTask(work.owner, work.teamId, { assigneeId: members[n % 3]?.id });
  await test.settled();
  const costOf = async (count: number) => {
    await forgetEffects();
    const writes = await writesOf(test.app, 'notifications', () =>
      handleAgain('notify-people', 'task.assigned', count),
    );
    const [row] = await test.database.sql<{ count: number }[]>`select count(*) from notifications.message`;
    expect(row?.count).toBe(count);
    return writes.length;
  };
  expect(await costOf(1)).toBeLessThanOrEqual(maxStatements);
  expect(await costOf(30)).toBeLessThanOrEqual(maxStatements);
});

/** The events recorded, preferences, notifications, windows, waiting notices, mails, the events of both, devices. */
const maxStatements = 8;

it('an event that is handled again, with nothing left that says so, queues no mail twice', async () => {
  await makeTask(work.owner, work.teamId, { assigneeId: members[0]?.id });
  await test.settled();
  const mails = async () => (await test.database.sql`select id from notifications.message order by id`).length;
  const before = await mails();
  for (const table of ['inbox', 'notification', 'message_window'])
    await test.database.sql.unsafe(`delete from notifications.${table}`);
  await handleAgain('notify-people', 'task.assigned', 1);
  expect(await mails()).toBe(before);
});

it('mails are read together, and their results recorded together', async () => {
  for (let n = 0; n < 20; n += 1) await makeTask(work.owner, work.teamId, { assigneeId: members[n % 3]?.id });
  await test.settled();
  await test.database.sql`update notifications.message set state = 'queued', attempts = 0`;
  const statements = await readsOf(test.app, 'notifications', () => handleAgain('send-mail', 'message.queued', 20));
  expect(statements.length).toBeLessThanOrEqual(3);
  const [row] = await test.database.sql<{ count: number }[]>`
    select count(*) from notifications.message where state = 'outbox' and attempts = 1`;
  expect(row?.count).toBe(20);
});
