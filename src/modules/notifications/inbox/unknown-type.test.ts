import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { join, makeTask, makeWorkspace } from '../../../../test/harness/people.ts';

let test: TestApp;
beforeAll(async () => {
  test = await startApp();
});
afterAll(() => test.stop());

it('the inbox leaves out types that only a newer release knows', async () => {
  const work = await makeWorkspace(test.app);
  const mina = await join(test.app, work, { name: 'Mina', teamRole: 'member' });
  for (const title of ['One', 'Two']) await makeTask(work.owner, work.teamId, { title, assigneeId: mina.id });
  await test.settled();
  const before = (await mina.get('/notifications')).body.items;
  expect(before.length).toBeGreaterThan(1);
  const { sql } = test.database;
  await sql`alter table notifications.notification drop constraint notification_type`;
  await sql`update notifications.notification set type = 'from-a-newer-release' where id = ${before[0]?.id ?? ''}`;
  const { status, body } = await mina.get('/notifications');
  expect([status, body.items.map(({ id }) => id)]).toEqual([200, before.slice(1).map(({ id }) => id)]);
  expect((await mina.get('/notifications/count')).body.unread).toBe(before.length - 1);
});
