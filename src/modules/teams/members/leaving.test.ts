import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bind } from '#platform/modules/bind.ts';
import { bindInProcess } from '#platform/modules/bind.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { join, makeTask, makeWorkspace, password, signUp } from '../../../../test/harness/people.ts';

// Leaving walks over two modules: the membership ends in one transaction, the tasks follow by its event. The second
// step is cut before and after its work, and repeated as the queue does it: the end is that of a way that nothing cut.

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
beforeAll(async () => {
  test = await startApp({ env: { JOBS: 'off' }, bind: cutting });
});
afterAll(() => test.stop());

async function deliver(userId: string): Promise<void> {
  await test.app.relay.drain();
  const [row] = await test.database.sql`
    select event from platform.event_log where event->>'type' = 'member.left' and event->'payload'->>'userId' = ${userId}`;
  const teams = test.app.modules.hosted.find(({ name }) => name === 'teams');
  const subscription = teams?.subscriptions.find(({ name }) => name === 'hand-over-tasks');
  const event = row?.['event'];
  if (!teams || !subscription || !event) throw new Error('nothing to deliver');
  const ctx = teams.contextOf({ actor: event.actor, requestId: event.requestId });
  await subscription.handle(ctx, event, { attempt: 1, signal: new AbortController().signal });
}

describe('leaving that is cut', () => {
  it.each(['before', 'after', null] as const)(
    '%s the tasks are handed over ends as one that nothing cut',
    async (side) => {
      const work = await makeWorkspace(test.app);
      const leaver = await join(test.app, work, { teamRole: 'member' });
      const heir = await join(test.app, work, { teamRole: 'member' });
      for (let number = 0; number < 3; number += 1) await makeTask(work.owner, work.teamId, { assigneeId: leaver.id });
      const path = `/organizations/${work.organizationId}/members/${leaver.id}?reassignTo=${heir.id}`;
      expect((await work.owner.delete(path)).status).toBe(204);
      cut = side;
      calls = 0;
      if (side !== null) await expect(deliver(leaver.id)).rejects.toThrow('cut');
      cut = null;
      for (let time = 0; time < 2; time += 1) await deliver(leaver.id);
      expect(calls).toBe(side === null ? 2 : 3);
      const [counts] = await test.database.sql`
      select (select count(*)::int from tasks.task where assignee_id = ${heir.id}) as heirs,
        (select count(*)::int from tasks.task where assignee_id = ${leaver.id}) as leavers,
        (select count(*)::int from tasks.log where field = 'assigneeId'
          and organization_id = ${work.organizationId}) as handed`;
      expect(counts).toEqual({ heirs: 3, leavers: 0, handed: 3 });
    },
  );
});

describe('an account that is deleted', () => {
  it('leaves no organization without an owner, and none without people', async () => {
    const { apis } = test.app.modules;
    const call = { actor: { kind: 'service', name: 'test' }, requestId: 'test' } as const;
    const shared = await makeWorkspace(test.app);
    const second = await join(test.app, shared, { role: 'owner', name: 'Second' });
    const admin = await join(test.app, shared, { role: 'admin', name: 'Admin' });
    const alone = await signUp(test.app, 'Alone');
    const own = (await alone.post('/organizations', { name: 'Own' })).body.id;
    // Two owners pass the question for the last one at once, and leave one after the other.
    for (const { id } of [shared.owner, second, alone]) await apis.teams.leaveAll(call, { userId: id as never });
    expect((await admin.get(`/organizations/${shared.organizationId}`)).body.myRole).toBe('owner');
    const [row] = await test.database
      .sql`select deleted_at is not null as deleted from teams.organization where id = ${own}`;
    expect(row?.['deleted']).toBe(true);
  });

  it('is let in nowhere any more: its requests are taken back', async () => {
    const call = { actor: { kind: 'service', name: 'test' }, requestId: 'test' } as const;
    const work = await makeWorkspace(test.app);
    await work.owner.patch(`/organizations/${work.organizationId}`, { listed: true });
    const asker = await signUp(test.app, 'Asker');
    const ask = async () =>
      (await asker.post(`/organizations/${work.organizationId}/join-requests`, {})).body.id as string;
    const first = await ask();
    await test.app.modules.apis.teams.leaveAll(call, { userId: asker.id as never });
    const late = await work.owner.post(`/join-requests/${first}/accept`);
    expect([late.status, late.body.code]).toEqual([409, 'already-decided']);
    const second = await ask();
    expect((await asker.delete('/auth/me', { password })).status).toBe(204);
    const leaving = await work.owner.post(`/join-requests/${second}/accept`);
    expect([leaving.status, leaving.body.code]).toEqual([409, 'account-gone']);
    expect((await work.owner.post(`/join-requests/${second}/decline`)).status).toBe(200);
  });

  it('leaves its organization to somebody who is there', async () => {
    const call = { actor: { kind: 'service', name: 'test' }, requestId: 'test' } as const;
    const work = await makeWorkspace(test.app);
    const member = await join(test.app, work);
    await test.database.sql`
      insert into teams.member (organization_id, user_id, role, joined_at)
      values (${work.organizationId}, gen_random_uuid(), 'admin', now() - interval '1 day')`;
    await test.app.modules.apis.teams.leaveAll(call, { userId: work.owner.id as never });
    expect((await member.get(`/organizations/${work.organizationId}`)).body.myRole).toBe('owner');
  });
});
