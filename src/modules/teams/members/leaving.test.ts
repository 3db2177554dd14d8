import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserId } from '#platform/ids.ts';
import { settableClock } from '#platform/clock.ts';
import type { Bind } from '#platform/modules/bind.ts';
import { bindInProcess } from '#platform/modules/bind.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { deliver } from '../../../../test/harness/deliver.ts';
import {
  join,
  makeTask,
  makeWorkspace,
  password,
  type Person,
  signUp,
  tokenOf,
  type Workspace,
} from '../../../../test/harness/people.ts';

// Leaving runs through two modules: the membership ends in one transaction, the tasks follow by its event. These tests
// interrupt the second step before and after its work, and repeat it as the queue does: the result equals that of an
// uninterrupted run.

let cut: 'before' | 'after' | null = null;
let calls = 0;
const cutting: Bind = (contract, api) => {
  const bound = bindInProcess(contract, api);
  if (contract.name !== 'tasks') return bound;
  const handOver = bound['handOver' as keyof typeof bound] as (...all: unknown[]) => Promise<unknown>;
  return {
    ...bound,
    async handOver(...args: unknown[]) {
      calls += 1;
      if (cut === 'before') throw new Error('cut');
      const result = await handOver(...args);
      if (cut === 'after') throw new Error('cut');
      return result;
    },
  };
};

let test: TestApp;
const clock = settableClock(new Date());
beforeAll(async () => {
  test = await startApp({ env: { JOBS: 'off' }, bind: cutting, clock });
});
afterAll(() => test.stop());

const handOver = (userId: string, type = 'member.left') => deliver(test, 'teams', 'hand-over-tasks', type, userId);
const follow = (userId: string) => deliver(test, 'projects', 'follow-members', 'member.left', userId);

describe('an interrupted departure', () => {
  it.each(['before', 'after', null] as const)(
    '%s the reassignment of tasks has the same result as an uninterrupted one',
    async (side) => {
      const work = await makeWorkspace(test.app);
      const leaver = await join(test.app, work, { teamRole: 'member' });
      const successor = await join(test.app, work, { teamRole: 'member' });
      for (let number = 0; number < 3; number += 1) await makeTask(work.owner, work.teamId, { assigneeId: leaver.id });
      const path = `/organizations/${work.organizationId}/members/${leaver.id}?reassignTo=${successor.id}` as const;
      expect((await work.owner.delete(path)).status).toBe(204);
      cut = side;
      calls = 0;
      if (side !== null) await expect(handOver(leaver.id)).rejects.toThrow('cut');
      cut = null;
      for (let time = 0; time < 2; time += 1) await handOver(leaver.id);
      expect(calls).toBe(side === null ? 2 : 3);
      const [counts] = await test.database.sql`
      select (select count(*)::int from tasks.task where assignee_id = ${successor.id}) as heirs,
        (select count(*)::int from tasks.task where assignee_id = ${leaver.id}) as leavers,
        (select count(*)::int from tasks.log where field = 'assigneeId'
          and organization_id = ${work.organizationId}) as handed`;
      expect(counts).toEqual({ heirs: 3, leavers: 0, handed: 3 });
    },
  );
});

describe('a late event about a departure', () => {
  const pathOf = (work: Workspace, { id }: Person) => `/organizations/${work.organizationId}/members/${id}` as const;

  async function comeBack(work: Workspace, person: Person, role: string): Promise<void> {
    const { body } = await work.owner.post(`/organizations/${work.organizationId}/invites`, {
      email: person.email,
      role,
    });
    const token = tokenOf((await work.owner.post(`/invites/${body.id}/link`)).body.url);
    expect((await person.post('/invites/accept', { token })).status).toBe(200);
  }

  it('does not change new work of a person who is a member again', async () => {
    const work = await makeWorkspace(test.app);
    const person = await join(test.app, work);
    await person.delete(pathOf(work, person));
    await comeBack(work, person, 'member');
    clock.advance(1_000);
    const task = await makeTask(work.owner, work.teamId, { assigneeId: person.id });
    const project = await person.post(`/organizations/${work.organizationId}/projects`, { name: 'New', key: 'NEW' });
    await person.put(`/projects/${project.body.id}/favourite`);
    await handOver(person.id);
    await follow(person.id);
    expect((await work.owner.get(`/tasks/${task.id}`)).body.assigneeId).toBe(person.id);
    expect((await person.get(`/projects/${project.body.id}`)).body).toMatchObject({
      leadId: person.id,
      favourite: true,
    });
  });

  it('does not change a person who became a guest and is a member again', async () => {
    const work = await makeWorkspace(test.app);
    const person = await join(test.app, work);
    for (const role of ['guest', 'member']) await work.owner.patch(pathOf(work, person), { role });
    const task = await makeTask(work.owner, work.teamId, { assigneeId: person.id });
    await handOver(person.id, 'member.role-changed');
    expect((await work.owner.get(`/tasks/${task.id}`)).body.assigneeId).toBe(person.id);
  });

  it('keeps the new projects of a guest who returned, and none of before', async () => {
    const work = await makeWorkspace(test.app);
    const guest = await join(test.app, work, { role: 'guest' });
    const make = async (key: string) =>
      (await work.owner.post(`/organizations/${work.organizationId}/projects`, { name: key, key })).body.id as string;
    const [before, since] = [await make('BEFORE'), await make('SINCE')];
    await work.owner.put(`/projects/${before}/guests/${guest.id}`);
    await guest.put(`/projects/${before}/favourite`);
    clock.advance(1_000);
    await guest.delete(pathOf(work, guest));
    clock.advance(1_000);
    await comeBack(work, guest, 'guest');
    await work.owner.put(`/projects/${since}/guests/${guest.id}`);
    await guest.put(`/projects/${since}/favourite`);
    await follow(guest.id);
    const projects = (await guest.get(`/organizations/${work.organizationId}/projects`)).body.items;
    expect(projects.map(({ id, favourite }) => [id, favourite])).toEqual([[since, true]]);
    const keptRows = await test.database
      .sql`select project_id from projects.project_favourite where user_id = ${guest.id}`;
    expect(keptRows.map((row) => row['project_id'])).toEqual([since]);
  });
});

describe('a deleted account', () => {
  it('leaves no organization without an owner, and none without people', async () => {
    const { apis } = test.app.modules;
    const call = { actor: { kind: 'service', name: 'test' }, requestId: 'test' } as const;
    const shared = await makeWorkspace(test.app);
    const second = await join(test.app, shared, { role: 'owner', name: 'Second' });
    const admin = await join(test.app, shared, { role: 'admin', name: 'Admin' });
    const alone = await signUp(test.app, 'Alone');
    const own = (await alone.post('/organizations', { name: 'Own' })).body.id;
    // Two owners pass the check for the last owner simultaneously, and leave one after the other.
    for (const { id } of [shared.owner, second, alone]) await apis.teams.leaveAll(call, { userId: UserId.parse(id) });
    expect((await admin.get(`/organizations/${shared.organizationId}`)).body.myRole).toBe('owner');
    const [row] = await test.database
      .sql`select deleted_at is not null as deleted from teams.organization where id = ${own}`;
    expect(row?.['deleted']).toBe(true);
  });

  it('cannot join anywhere: its requests are withdrawn', async () => {
    const call = { actor: { kind: 'service', name: 'test' }, requestId: 'test' } as const;
    const work = await makeWorkspace(test.app);
    await work.owner.patch(`/organizations/${work.organizationId}`, { listed: true });
    const asker = await signUp(test.app, 'Asker');
    const ask = async () =>
      (await asker.post(`/organizations/${work.organizationId}/join-requests`, {})).body.id as string;
    const first = await ask();
    await test.app.modules.apis.teams.leaveAll(call, { userId: UserId.parse(asker.id) });
    const lateReply = await work.owner.post(`/join-requests/${first}/accept`);
    expect([lateReply.status, lateReply.body.code]).toEqual([409, 'already-decided']);
    const second = await ask();
    expect((await asker.delete('/auth/me', { password })).status).toBe(204);
    const leaving = await work.owner.post(`/join-requests/${second}/accept`);
    expect([leaving.status, leaving.body.code]).toEqual([409, 'account-gone']);
    expect((await work.owner.post(`/join-requests/${second}/decline`)).status).toBe(200);
  });

  it('leaves its organization to an existing member', async () => {
    const call = { actor: { kind: 'service', name: 'test' }, requestId: 'test' } as const;
    const work = await makeWorkspace(test.app);
    const member = await join(test.app, work);
    await test.database.sql`
      insert into teams.member (organization_id, user_id, role, joined_at)
      values (${work.organizationId}, gen_random_uuid(), 'admin', now() - interval '1 day')`;
    await test.app.modules.apis.teams.leaveAll(call, { userId: UserId.parse(work.owner.id) });
    expect((await member.get(`/organizations/${work.organizationId}`)).body.myRole).toBe('owner');
  });
});
