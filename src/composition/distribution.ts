import { moduleNames } from '#platform/startup/module-names.ts';
import { shardedTables } from '../modules/tasks/module.ts';
import { version } from './version.ts';

/** How the tables are distributed: each module's on a node, or those of tasks over all nodes by organization. */
export type Layout = 'modules' | 'organizations';

/**
 * The statements that distribute the database of this release by Citus, with their order as comments. Those of
 * `modules` bring the tables of each module to a node of their own; those of `organizations` then divide the tables of
 * tasks by organization. Nothing is executed here.
 */
export function distributionScript(wanted: readonly Layout[]): string[] {
  return [
    ...comments(
      `TaskUno ${version} on Citus 12 or newer, PostgreSQL 15 or newer. Run each part as its comment says, and stop at an error.`,
    ),
    ...(wanted.includes('modules') ? ['', ...byModule()] : []),
    ...(wanted.includes('organizations') ? ['', ...byOrganization(wanted.includes('modules'))] : []),
  ];
}

function byModule(): string[] {
  return [
    ...comments(
      'Part 1: the tables of each module on a node of their own.',
      '1. Set max_prepared_transactions to at least max_connections on every node.',
      '2. As a superuser on every node: create the database "taskuno", and in it the extension.',
    ),
    'create extension if not exists citus;',
    ...comments(
      '3. As a superuser, in that database on the coordinator, with your names of hosts:',
      "  select citus_set_coordinator_host('coordinator.example.com', 5432);",
      "  select citus_add_node('worker1.example.com', 5432);",
      "  select citus_add_node('worker2.example.com', 5432);",
    ),
    ...comments(
      '4. There as well, after the extension: Citus knows only roles that were created in this database after it.',
      "  create role taskuno_app login createrole password '…';",
      '  alter database taskuno owner to taskuno_app;',
      '  Where nodes ask for passwords, add a row to pg_dist_authinfo for each role.',
      '5. Start TaskUno once with DATABASE_URL of the coordinator, so that it creates its tables. Stop it.',
      '6. In that database on the coordinator, as the role of step 4:',
    ),
    ...dropTriggers(),
    ...moduleNames.map((name) => `select citus_schema_distribute('${name}');`),
    ...comments(
      '7. Start TaskUno. It finds that its tables are distributed (DATABASE_DISTRIBUTED).',
      '   platform, pgboss and drizzle stay on the coordinator.',
    ),
  ];
}

function byOrganization(wasByModule: boolean): string[] {
  const tables = shardedTables();
  return [
    ...comments(
      `Part 2: the tables of tasks over all nodes by organization${wasByModule ? ', after part 1' : ''}.`,
      '1. Let the server run until the outbox and the changes of tallies are empty, then stop it: both must be 0.',
    ),
    'select count(*) as outbox from tasks.outbox;',
    'select count(*) as changes from tasks.tally_change;',
    ...comments('2. In one session on the coordinator, as the role that owns the tables:'),
    ...(wasByModule ? [] : dropTriggers()),
    // citus_schema_undistribute refuses identity columns.
    'drop table tasks.outbox;',
    'drop table tasks.tally_change;',
    ...(wasByModule ? ["select citus_schema_undistribute('tasks');"] : []),
    ...newTables,
    ...tables.flatMap(({ name, idIndexes }) =>
      idIndexes.flatMap((index) => [
        `drop index tasks.${index.name};`,
        `create index ${index.name} on tasks.${name} (${index.columns});`,
      ]),
    ),
    ...distribute(tables.map(({ name }) => name)),
    ...comments('3. Start TaskUno. The tables without an organization stay on the coordinator.'),
  ];
}

/** Citus has no triggers on distributed tables: the app does their work. */
function dropTriggers(): string[] {
  return ['task_added', 'task_removed', 'task_changed', 'task_due_added', 'task_due_changed'].map(
    (name) => `drop trigger if exists ${name} on tasks.task;`,
  );
}

/** With the organization in their keys, and a sequence in place of an identity. */
const newTables = [
  'create table tasks.outbox (',
  '  organization_id uuid not null,',
  '  seq bigserial not null,',
  '  id uuid not null,',
  '  event jsonb not null,',
  '  primary key (organization_id, seq));',
  'create table tasks.tally_change (',
  '  organization_id uuid not null,',
  '  team_id uuid not null,',
  '  id bigserial not null,',
  '  project_id uuid,',
  '  status_id uuid not null,',
  '  assignee_id uuid,',
  '  is_archived boolean not null,',
  '  estimate integer not null,',
  '  created_at timestamp(3) with time zone not null,',
  '  started_at timestamp(3) with time zone,',
  '  completed_at timestamp(3) with time zone,',
  '  sign smallint not null,',
  '  primary key (organization_id, team_id, id));',
  ...comments('With DATABASE_ROLES=on:'),
  'do $$ begin',
  "  if exists (select from pg_roles where rolname = 'taskuno_tasks') then",
  '    grant select, insert, update, delete on tasks.outbox, tasks.tally_change to taskuno_tasks;',
  '    grant usage, select on all sequences in schema tasks to taskuno_tasks;',
  '    grant select, insert, delete on tasks.outbox to taskuno_events;',
  '    grant usage, select on sequence tasks.outbox_seq_seq to taskuno_events;',
  '  end if;',
  'end $$;',
];

/** Referenced tables come first. All are in one group, so that they are divided alike. */
function distribute(tables: readonly string[]): string[] {
  const [first = '', ...others] = [...tables, 'outbox'].map((name) => `tasks."${name}"`);
  return [
    `select create_distributed_table('${first}', 'organization_id', colocate_with => 'none');`,
    ...others.map(
      (name) => `select create_distributed_table('${name}', 'organization_id', colocate_with => '${first}');`,
    ),
  ];
}

function comments(...lines: readonly string[]): string[] {
  return lines.map((line) => `-- ${line}`);
}
