import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { distributionScript } from '../src/composition/distribution.ts';
import { startApp, type TestApp } from './harness/app.ts';
import { createDatabase, type TestDatabase } from './harness/database.ts';
import { recordStatements, type SentStatement } from './harness/statements.ts';
import { walkThroughTasks } from './harness/task-walk.ts';

// The printed statements for Citus, executed on plain PostgreSQL, where Citus' functions only note their arguments; then
// the app on that database, as it works on a distributed one: without triggers, with a statement for each table. A
// distributed database refuses some statements that PostgreSQL accepts, and asks every server for a statement that does
// not name the organization: all statements of a walk through the app are held to that.

let database: TestDatabase;
let test: TestApp;
let sent: ReadonlyMap<string, SentStatement>;

beforeAll(async () => {
  database = await createDatabase();
  await database.sql.unsafe(`
    create table public.called (id bigserial, call text);
    create function public.citus_schema_distribute(name regnamespace) returns void language sql as
      $$ insert into public.called (call) values ('distribute ' || name) $$;
    create function public.citus_schema_undistribute(name regnamespace) returns void language sql as
      $$ insert into public.called (call) values ('undistribute ' || name) $$;
    create function public.create_distributed_table(name regclass, key text, colocate_with text) returns void
      language sql as $$ insert into public.called (call) values (name || ' by ' || key || ' with ' || colocate_with) $$`);
  const script = distributionScript(['modules', 'organizations']);
  await database.sql.unsafe(script.filter((line) => !line.includes('create extension')).join('\n'));
  test = await startApp({ database, env: { DATABASE_DISTRIBUTED: 'on' } });
  sent = recordStatements(test.app);
  await walkThroughTasks(test);
  await test.runJob('tasks', 'fold-tallies');
}, 240_000);
afterAll(async () => {
  await test?.stop();
  await database?.drop();
});

describe('the printed statements', () => {
  it('distribute each module, then each table of tasks that has an organization, referenced ones first', async () => {
    const calls = (await database.sql<{ call: string }[]>`select call from public.called order by id`).map(
      ({ call }) => call,
    );
    const modules = ['auth', 'teams', 'projects', 'tasks', 'notifications'];
    expect(calls.slice(0, 6)).toEqual([...modules.map((name) => `distribute ${name}`), 'undistribute tasks']);
    const tables = calls.slice(6).map((call) => call.split(' ')[0]);
    const rows = await database.sql<{ name: string }[]>`
      select attrelid::regclass::text as name from pg_attribute join pg_class on pg_class.oid = attrelid
      where attname = 'organization_id' and relnamespace = 'tasks'::regnamespace and relkind = 'r'`;
    expect(tables.toSorted()).toEqual(rows.map(({ name }) => name).toSorted());
    const references = await database.sql<{ from: string; to: string }[]>`
      select conrelid::regclass::text as from, confrelid::regclass::text as to from pg_constraint
      where contype = 'f' and connamespace = 'tasks'::regnamespace and conrelid <> confrelid`;
    expect(references.length).toBeGreaterThan(5);
    for (const { from, to } of references)
      expect(tables.indexOf(to), `${from} → ${to}`).toBeLessThan(tables.indexOf(from));
  });

  it('leave no unique index and no trigger that Citus refuses', async () => {
    const indexes = await database.sql<{ name: string }[]>`
      select indexrelid::regclass::text as name from pg_index join pg_class on pg_class.oid = indrelid
      where relnamespace = 'tasks'::regnamespace and indisunique
        and exists (select from pg_attribute where attrelid = indrelid and attname = 'organization_id')
        and not exists (
          select from pg_attribute
          where attrelid = indrelid and attname = 'organization_id' and attnum = any(indkey::int2[]))`;
    expect(indexes).toEqual([]);
    const triggers = await database.sql`
      select tgname from pg_trigger join pg_class on pg_class.oid = tgrelid
      where relnamespace = 'tasks'::regnamespace and not tgisinternal`;
    expect([...triggers]).toEqual([]);
  });
});

describe('without triggers', () => {
  it('changes of tasks keep the tallies right', async () => {
    const { sql } = database;
    const [waiting] = await sql`select count(*) as rows from tasks.tally_change`;
    expect(waiting?.['rows']).toBe(0);
    const differences = await sql`
      with counted as (
        select organization_id, team_id, status_id, assignee_id, count(*) as tasks, sum(coalesce(estimate, 0)) as estimate
        from tasks.task where deleted_at is null and archived_at is null group by 1, 2, 3, 4),
      kept as (
        select organization_id, team_id, status_id, assignee_id, tasks, estimate from tasks.tally_work
        where tasks <> 0 or estimate <> 0)
      (select 'missing' as what, * from (table counted except table kept) as missing)
      union all (select 'left over', * from (table kept except table counted) as rest)`;
    expect([...differences]).toEqual([]);
    const [kept] = await sql`select count(*) as rows from tasks.tally_work where tasks > 0`;
    expect(kept?.['rows']).toBeGreaterThan(3);
  });

  it('changes of tasks schedule a notice for each person of a task with a due date', async () => {
    const wrong = await database.sql`
      select task_id, user_id from tasks.due_notice
      except
      select id, unnest(collaborator_ids || assignee_id) from tasks.task where due_date is not null or due_at is not null`;
    expect([...wrong]).toEqual([]);
    const [row] = await database.sql`select count(*) as rows from tasks.due_notice`;
    expect(row?.['rows']).toBeGreaterThan(0);
  });
});

describe('a created or changed task', () => {
  it('is written without an insert inside WITH', () => {
    const texts = [...sent.values()].filter(({ module }) => module === 'tasks').map(({ text }) => text.toLowerCase());
    const ofOne = texts.filter((text) =>
      /insert into "tasks"\."(counter|task)"|update "tasks"\."task" set "/.test(text),
    );
    expect(ofOne.length).toBeGreaterThan(5);
    for (const text of ofOne) expect(text).not.toMatch(/^\s*with\b/);
  });
});
