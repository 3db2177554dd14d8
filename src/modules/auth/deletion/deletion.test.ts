import { describe, expect, it } from 'vitest';
import type { Bind } from '#platform/modules/bind.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { deliver } from '../../../../test/harness/deliver.ts';
import { join, makeTask, makeWorkspace, signUp } from '../../../../test/harness/people.ts';

// The deletion of an account runs through three modules in named steps. These tests interrupt it before and after each
// step, and another process continues it: the result equals that of an uninterrupted deletion.

/** A call that fails before its work, or after its work is done. */
const cutAt =
  (method: string, side: 'before' | 'after'): Bind =>
  (contract, api) =>
    Object.fromEntries(
      Object.entries(api).map(([name, call]) => [
        name,
        async (...args: unknown[]) => {
          const isCut = method === `${contract.name}.${name}`;
          if (isCut && side === 'before') throw new Error('cut');
          const result = await (call as (...all: unknown[]) => Promise<unknown>)(...args);
          if (isCut) throw new Error('cut');
          return result;
        },
      ]),
    ) as typeof api;

/** The database refuses a write to the account, as if the process had died just before. */
const refusing = (condition: string) => `
  create function pg_temp_cut() returns trigger language plpgsql as $$ begin raise exception 'cut'; end $$;
  create trigger cut before update on auth."user" for each row when (${condition}) execute function pg_temp_cut();`;
const allowing = 'drop trigger cut on auth."user"; drop function pg_temp_cut();';

async function endState({ database: { sql } }: TestApp, userId: string) {
  const [account] = await sql`
    select name, password_digest, instance_admin, deleted_at is not null as deleted, leaving_step
    from auth."user" where id = ${userId}`;
  const [counts] = await sql`
    select (select count(*)::int from auth.session where user_id = ${userId}) as sessions,
      (select count(*)::int from auth.audit_entry where user_id = ${userId} and type = 'account.deleted') as audited,
      (select count(*)::int from teams.member where user_id = ${userId}) as memberships,
      (select count(*)::int from teams.team_member where user_id = ${userId}) as teams,
      (select count(*)::int from teams.person where user_id = ${userId}) as names,
      (select count(*)::int from teams.join_request where user_id = ${userId}) as requests,
      (select count(*)::int from teams.invite where accepted_by = ${userId}) as invites,
      (select count(*)::int from tasks.task where assignee_id = ${userId}) as tasks,
      (select count(*)::int from tasks.log where field = 'assigneeId') as handed,
      (select count(*)::int from (select event from auth.outbox union all select event from platform.event_log) as all_events
        where event->>'type' = 'user.deleted') as notified`;
  return { account, counts };
}

async function deleteWith(cut: { bind?: Bind; condition?: string }) {
  const test = await startApp({ env: { JOBS: 'off' }, ...(cut.bind ? { bind: cut.bind } : {}) });
  const { sql } = test.database;
  const admin = await signUp(test.app, 'Admin');
  const work = await makeWorkspace(test.app);
  const person = await join(test.app, work, { teamRole: 'member' });
  const successor = await join(test.app, work, { teamRole: 'member' });
  for (let number = 0; number < 3; number += 1) await makeTask(work.owner, work.teamId, { assigneeId: person.id });
  const { owner, organizationId } = await makeWorkspace(test.app);
  await owner.patch(`/organizations/${organizationId}`, { listed: true });
  const reply = await person.post(`/organizations/${organizationId}/join-requests`, { message: 'It is me' });
  expect(reply.status).toBe(201);
  expect((await person.patch('/auth/me', { name: 'Renamed' })).status).toBe(200);
  expect((await admin.delete(`/users/${person.id}?reassignTo=${successor.id}`)).status).toBe(204);

  const isCut = cut.bind !== undefined || cut.condition !== undefined;
  if (cut.condition) await sql.unsafe(refusing(cut.condition));
  const first = test.runJob('auth', 'finish-deletions');
  if (isCut) await expect(first).rejects.toThrow('cut');
  else await first;
  if (cut.condition) await sql.unsafe(allowing);

  const next = await startApp({ env: { JOBS: 'off' }, database: test.database });
  await next.runJob('auth', 'finish-deletions');
  await next.runJob('auth', 'finish-deletions');
  await deliver(next, 'teams', 'forget-person', 'user.deleted', person.id);
  // A late event does not restore the name.
  await deliver(next, 'teams', 'copy-names', 'user.changed', person.id);
  const state = await endState(next, person.id);
  await next.stop();
  await test.stop();
  return state;
}

describe('an interrupted deletion', () => {
  const points = [
    ['before its beginning is kept', { condition: "new.leaving_step = 'begun'" }],
    ['before the tasks are handed over', { bind: cutAt('tasks.handOver', 'before') }],
    ['after the tasks were handed over', { bind: cutAt('tasks.handOver', 'after') }],
    ['before that is kept', { condition: "new.leaving_step = 'handed-over'" }],
    ['before the organizations are left', { bind: cutAt('teams.leaveAll', 'before') }],
    ['after the organizations were left', { bind: cutAt('teams.leaveAll', 'after') }],
    ['before that is kept', { condition: "new.leaving_step = 'left'" }],
    ['before the account is emptied', { condition: 'new.deleted_at is not null' }],
  ] as const;

  it('has the same result as an uninterrupted one', async () => {
    const whole = await deleteWith({});
    expect(whole).toEqual({
      account: { name: '', password_digest: null, instance_admin: false, deleted: true, leaving_step: 'left' },
      counts: {
        sessions: 0,
        audited: 1,
        memberships: 0,
        teams: 0,
        names: 0,
        requests: 0,
        invites: 0,
        tasks: 0,
        handed: 3,
        notified: 1,
      },
    });
    for (const [point, cut] of points) expect([point, await deleteWith(cut)]).toEqual([point, whole]);
  });
});
