import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import {
  join,
  makeTask,
  makeWorkspace,
  type Person,
  signUp,
  tokenOf,
  type Workspace,
} from '../../../../test/harness/people.ts';

let test: TestApp;
let work: Workspace;
let admin: Person;
let member: Person;
beforeAll(async () => {
  test = await startApp({ env: { HOST: '0.0.0.0' } });
  admin = await signUp(test.app, 'Admin', { setupToken: tokenOf((await test.app.modules.setupUrl()) ?? '') });
  work = await makeWorkspace(test.app);
  member = await join(test.app, work, { teamRole: 'member', name: 'Member' });
});
afterAll(() => test.stop());

it('an instance admin reminds people of a task, who find it in their inbox', async () => {
  const task = await makeTask(work.owner, work.teamId, { assigneeId: member.id, title: 'Ship' });
  const send = (who: Person, id: string, body: object = {}) => who.post(`/notifications/reminders/${id}`, body);
  const reply = await send(admin, task.id);
  expect([reply.status, reply.body]).toEqual([202, { userIds: [member.id] }]);
  expect((await send(admin, task.id, { userIds: [work.owner.id] })).body).toEqual({ userIds: [work.owner.id] });
  await test.settled();
  for (const person of [member, work.owner]) {
    const reminders = (await person.get('/notifications')).body.items.filter(({ type }) => type === 'task-reminder');
    expect(reminders.map(({ taskId }) => taskId)).toEqual([task.id]);
  }
  expect((await send(work.owner, task.id)).status).toBe(403);
  expect((await send(admin, task.id, { userIds: [admin.id] })).status).toBe(422);
  expect((await send(admin, admin.id)).status).toBe(404);
});
