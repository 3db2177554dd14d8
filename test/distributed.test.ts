import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { distributionScript } from '../src/composition/distribution.ts';
import { startApp, type TestApp } from './harness/app.ts';
import { createDatabase, type TestDatabase } from './harness/database.ts';
import { brokenRules } from './harness/distributed-rules.ts';
import { partitionTasks, shardsAsked } from './harness/partitioned-tasks.ts';
import { recordStatements, type SentStatement } from './harness/statements.ts';
import { runTaskJobs, walkThroughTasks } from './harness/task-walk.ts';

// The printed statements for Citus, executed on plain PostgreSQL, where Citus' functions only note their arguments; then
// the app on that database, as it works on a distributed one: without triggers, with a statement for each table. A
// distributed database refuses some statements that PostgreSQL accepts, and asks every server for a statement that does
// not name the organization: all statements of a walk through the app are held to that.

let database: TestDatabase;
let test: TestApp;
let sent: ReadonlyMap<string, SentStatement>;
/** Its tasks are divided by organization. */
let divided: TestDatabase;

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
  divided = await createDatabase();
  await partitionTasks(divided.sql);
}, 240_000);
afterAll(async () => {
  await test?.stop();
  await Promise.all([database?.drop(), divided?.drop()]);
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

/** Statements of scheduled jobs, which concern all organizations, and why each may. */
const ofAllOrganizations: readonly (readonly [RegExp, string])[] = [
  [/^select distinct organization_id as "organizationId" from "tasks"\."task"/, 'organizations with old trash'],
  [/^select organization_id as id from "tasks"\."status" union/, 'organizations that may no longer exist'],
  [/^select distinct team_id as id/, 'teams that may no longer exist'],
  [/^select distinct project_id as id/, 'projects that may no longer exist'],
  [/from "tasks"\."import" where status in/, 'imports that were interrupted'],
  [/from "tasks"\."import" where file_until/, 'files of old imports'],
  [/from "tasks"\."export" where status in/, 'exports that were interrupted'],
  [/from "tasks"\."export" where file_until/, 'archives that have expired'],
  [/^delete from "tasks"\."export" where finished_at/, 'exports of long ago'],
  [/from "tasks"\."counter" as made/, 'teams whose tallies are to be counted'],
  [/^delete from "tasks"\."tally_\w+"/, 'tallies that are no longer needed'],
  [/from "tasks"\."tally_team" order by team_id/, 'teams with tallies'],
  [/workflow\.archive_after_days is not null/, 'closed tasks to archive'],
  [/^select organization_id as "organizationId", task_id as "taskId".* where next_at <=/, 'what is due now'],
  [/"tasks"\."(?:due_notice|reminder)" .*where user_id = \$\d+(?!.*organization_id)/, 'what one person is notified of'],
];

describe('the statements of a walk', () => {
  let statements: readonly SentStatement[];
  beforeAll(async () => {
    await runTaskJobs(test);
    statements = [...sent.values()];
  }, 120_000);

  it('are many, of every module', () => {
    const modules = Map.groupBy(statements, ({ module }) => module);
    expect([...modules.keys()]).toEqual(
      expect.arrayContaining(['auth', 'teams', 'projects', 'tasks', 'notifications']),
    );
    expect(modules.get('tasks')?.length).toBeGreaterThan(150);
  });

  it('contain nothing that a distributed database refuses or answers otherwise', async () => {
    const broken: string[] = [];
    for (const { module, text } of statements)
      for (const rule of await brokenRules(database.sql, text)) broken.push(`${module}: ${rule}\n${text}`);
    expect(broken).toEqual([]);
  }, 240_000);

  it('ask the shard of one organization, those of tasks', async () => {
    const wide: string[] = [];
    const used = new Set<string>();
    for (const { module, text, parameters } of statements) {
      if (module !== 'tasks' || (await shardsAsked(divided.sql, text, parameters)) <= 1) continue;
      const oneLine = text.replaceAll(/\s+/g, ' ').trim();
      const [, reason] = ofAllOrganizations.find(([part]) => part.test(oneLine)) ?? [];
      if (reason === undefined) wide.push(text);
      else used.add(reason);
    }
    expect(wide).toEqual([]);
    // An exception that is no longer one is taken off the list.
    expect([...used].toSorted()).toEqual(ofAllOrganizations.map(([, reason]) => reason).toSorted());
  }, 240_000);
});

describe('the checks', () => {
  const key = 'organization_id = $1::uuid';
  it.each<[string, RegExp | null]>([
    [
      `insert into tasks.workflow (organization_id, team_id) values ($1::uuid, $2::uuid)
      on conflict (organization_id, team_id) do update set version = extract(epoch from now())::int`,
      /ON CONFLICT/,
    ],
    [
      `insert into tasks.workflow (organization_id, team_id, version) values ($1::uuid, $2::uuid, 1)
      on conflict (organization_id, team_id) do update set version = excluded.version + 1`,
      null,
    ],
    [
      `update tasks.task set handed_on = case when version > 1 then jsonb_build_object('a', recurrence) end where ${key}`,
      /CASE/,
    ],
    [
      `update tasks.task set handed_on = case when version > 1 then jsonb_set('{}', '{a}', recurrence) end where ${key}`,
      null,
    ],
    [`update tasks.task set title = 'x' where ${key} returning due_date::text`, /RETURNING/],
    [`update tasks.task set title = 'x' where ${key} returning due_date`, null],
    [
      `with added as (insert into tasks.label (organization_id, id, name, colour) values ($1::uuid, $2::uuid, 'a', 'b') returning id)
      select (select count(*) from added), (select count(*) from tasks.label where ${key})`,
      /reads a table/,
    ],
    [
      `with before as materialized (select count(*) from tasks.label where ${key}),
      added as (insert into tasks.label (organization_id, id, name, colour) values ($1::uuid, $2::uuid, 'a', 'b') returning id)
      select * from before, added`,
      null,
    ],
  ])('find in %s', async (text, rule) => {
    expect(await brokenRules(database.sql, text)).toEqual(rule === null ? [] : [expect.stringMatching(rule)]);
  });

  const id = '01981c2e-6f6b-7cc2-b0f0-0d9f5a3a7c11';
  const join =
    'from tasks.task join tasks.status on status.organization_id = task.organization_id and status.id = task.status_id';
  it.each([
    [`select ${join} where task.organization_id = $1::uuid`, 1],
    [`select ${join} where task.id = $1::uuid`, 8],
    [`select ${join} where task.organization_id = $1::uuid or task.project_id = $1::uuid`, 8],
    [
      `select (select name from tasks.status where status.organization_id = task.organization_id limit 1)
      from tasks.task where task.organization_id = $1::uuid`,
      8,
    ],
  ])('count the shards of %s', async (text, shards) => {
    expect(await shardsAsked(divided.sql, text, [id])).toBe(shards);
  });
});
