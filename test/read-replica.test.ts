import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startApp, type TestApp } from './harness/app.ts';
import { createDatabase, type TestDatabase } from './harness/database.ts';
import { makeTask, makeWorkspace, type Workspace } from './harness/people.ts';

// Reads that may be late, with a second database in place of a streaming replica: it answers as one that has replayed
// as much as the test says. Which of the two answered shows in the titles of the tasks.

let replica: TestDatabase;
let test: TestApp;
let work: Workspace;

/** A replica's own functions, by a schema that its roles look into first. */
async function makeReplica(): Promise<void> {
  const { sql, name } = replica;
  await sql.unsafe(`
    create schema standby;
    create table standby.state (lsn pg_lsn, is_replica boolean not null);
    insert into standby.state values ('FFFFFFFF/0', true);
    create function standby.pg_is_in_recovery() returns boolean language sql as $$ select is_replica from standby.state $$;
    create function standby.pg_last_wal_replay_lsn() returns pg_lsn language sql as $$ select lsn from standby.state $$;
    grant usage on schema standby to public;
    grant select on standby.state to public;
    alter database ${name} set search_path = standby, pg_catalog, public`);
}

/** What the replica has of the log from now on. */
const replayed = (lsn: string) => replica.sql.unsafe(`update standby.state set lsn = '${lsn}'`);

/** Copies rows of these tables that the replica does not have. */
async function copy(tables: readonly string[]): Promise<void> {
  for (const table of tables) {
    const [source] = await test.database.sql.unsafe<{ rows: unknown }[]>(
      `select coalesce(json_agg(one), '[]')::text as rows from tasks.${table} as one`,
    );
    await replica.sql.unsafe(
      `insert into tasks.${table} select * from json_populate_recordset(null::tasks.${table}, $1::json) on conflict do nothing`,
      [JSON.stringify(typeof source?.rows === 'string' ? JSON.parse(source.rows) : source?.rows)],
    );
  }
}

const titles = async () => {
  const { status, body } = await work.owner.get(`/tasks?organizationId=${work.organizationId}`);
  expect(status).toBe(200);
  return body.items.map(({ title }) => title);
};

beforeAll(async () => {
  replica = await createDatabase();
  await makeReplica();
  test = await startApp({
    replica: replica.targets,
    env: { READ_DATABASE_URL: 'postgres://replica.example.com/taskuno', READ_MAX_LAG_SECONDS: '2' },
  });
  work = await makeWorkspace(test.app);
  await makeTask(work.owner, work.teamId, { title: 'on the primary' });
  await copy(['status', 'task']);
  await replica.sql`update tasks.task set title = 'on the replica'`;
});
afterAll(async () => {
  await test?.stop();
  await replica?.drop();
});

describe('a list', () => {
  it('comes from the replica once that has what the person wrote', async () => {
    await vi.waitFor(async () => expect(await titles()).toEqual(['on the replica']), 10_000);
  });

  it('comes from the primary for who has just written, until the replica has that', async () => {
    const task = await makeTask(work.owner, work.teamId, { title: 'just written' });
    expect(await titles()).toContain('just written');
    await vi.waitFor(async () => expect(await titles()).toEqual(['on the replica']), 10_000);
    expect((await work.owner.get(`/tasks/${task.id}`)).body.title).toBe('just written');
  });

  it('comes from the primary while the replica is late', async () => {
    await replayed('0/1');
    await vi.waitFor(async () => expect(await titles()).toContain('just written'), 10_000);
    const { body } = await work.owner.get('/health');
    expect(body).toMatchObject({ checks: { replica: { status: 'degraded' } } });
    expect((await work.owner.get('/health/ready')).status).toBe(200);
    await replayed('FFFFFFFF/0');
    await vi.waitFor(async () => expect(await titles()).toEqual(['on the replica']), 10_000);
  });

  it('comes from the primary while the replica has become a server of its own', async () => {
    await replica.sql`update standby.state set is_replica = false`;
    await vi.waitFor(async () => expect(await titles()).toContain('just written'), 10_000);
    await replica.sql`update standby.state set is_replica = true`;
    await vi.waitFor(async () => expect(await titles()).toEqual(['on the replica']), 10_000);
  });

  it('comes from the primary if the replica fails in the middle of a read', async () => {
    await replica.sql`alter table tasks.task rename to task_away`;
    await replica.sql.unsafe(`
      create function standby.fail() returns setof tasks.task_away language plpgsql as
        $$ begin raise exception 'lost' using errcode = '57P01'; end $$;
      create view tasks.task as select * from standby.fail();
      grant select on tasks.task to taskuno_tasks`);
    expect(await titles()).toContain('just written');
    await replica.sql.unsafe('drop view tasks.task; alter table tasks.task_away rename to task');
    await vi.waitFor(async () => expect(await titles()).toEqual(['on the replica']), 10_000);
  });
});

describe('the statistics of a team', () => {
  const openTasks = async () => {
    const { status, body } = await work.owner.get(`/teams/${work.teamId}/statistics`);
    expect(status).toBe(200);
    return body.load.map(({ open }) => open);
  };

  it('come from the replica once all changes there are counted, until then from the primary', async () => {
    await makeTask(work.owner, work.teamId, { title: 'counted', assigneeId: work.owner.id });
    await vi.waitFor(async () => expect(await titles()).toEqual(['on the replica']), 10_000);
    expect(await openTasks()).toEqual([1]);
    await copy(['tally_team', 'tally_work']);
    await replica.sql`update tasks.tally_work set tasks = 70 where assignee_id is not null`;
    // The copied tasks still wait there to be counted.
    expect(await openTasks()).toEqual([1]);
    await replica.sql`delete from tasks.tally_change`;
    expect(await openTasks()).toEqual([70]);
  });
});
