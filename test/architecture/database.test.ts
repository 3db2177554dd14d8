import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moduleNames } from '#platform/startup/module-names.ts';
import { connect, type Sql } from '#platform/database/connection.ts';
import { provisionDatabase, type TestDatabase } from '../harness/database.ts';

/** Accounts belong to no tenant. */
const tenantModules = moduleNames.filter((name) => name !== 'auth');

let database: TestDatabase;
const pools: Sql[] = [];

beforeAll(async () => {
  database = await provisionDatabase();
});
afterAll(async () => {
  await Promise.all(pools.map((sql) => sql.end()));
  await database.drop();
});

function as(target: Parameters<typeof connect>[0]): Sql {
  const sql = connect(target, { connections: 1, name: 'rules' });
  pools.push(sql);
  return sql;
}

/**
 * Tables without an organization: accounts, names of people, tables of the platform; and a person's inbox and
 * preferences, where some notifications concern only the account.
 */
const withoutOrganization = new Set([
  'outbox',
  'inbox',
  'command',
  'access_change',
  'person',
  'organization',
  'message',
  'notification',
  'mute',
  'preference',
  'pending_message',
  'message_window',
  'push_subscription',
  'reminder_preference',
  'suppression',
  'mail_provider',
  'received_mail',
  'mail_inbox',
]);

describe('the schemas', () => {
  it('have no foreign key across modules', async () => {
    const crossing = await database.sql`
      select conrelid::regclass::text as from, confrelid::regclass::text as to from pg_constraint
      join pg_class source on source.oid = conrelid join pg_class target on target.oid = confrelid
      where contype = 'f' and source.relnamespace <> target.relnamespace`;
    expect([...crossing]).toEqual([]);
  });

  it('carry the organization first in every key of tenant data', async () => {
    const keys = await database.sql<{ schema: string; table: string; kind: string; first: string }[]>`
      select nspname as schema, relname as table, contype::text as kind, attname as first
      from pg_constraint join pg_class on pg_class.oid = conrelid join pg_namespace on pg_namespace.oid = relnamespace
      join pg_attribute on attrelid = conrelid and attnum = conkey[1]
      where nspname = any(${tenantModules}) and contype in ('p', 'f')`;
    const tenant = keys.filter(({ table }) => !withoutOrganization.has(table));
    expect(tenant.length).toBeGreaterThan(20);
    for (const key of tenant) expect(key, `${key.schema}.${key.table}`).toMatchObject({ first: 'organization_id' });
  });
});

describe('the role of a module', () => {
  for (const name of moduleNames) {
    it(`${name}: its own rows and nothing else`, async () => {
      const sql = as(database.targets.modules[name]);
      expect((await sql.unsafe(`select count(*) as n from ${name}.outbox`))[0]?.['n']).toBe(0);
      const refusals = [
        ...moduleNames.filter((other) => other !== name).map((other) => `select * from ${other}.outbox`),
        'select * from platform.event_log',
        'select * from pgboss.job',
        `create table ${name}.extra (id int)`,
        'create table public.extra (id int)',
        'create temporary table extra (id int)',
        'create schema extra',
        `drop table ${name}.outbox`,
        `truncate ${name}.outbox`,
        `set role taskuno_migrator`,
      ];
      for (const refusal of refusals)
        await expect(sql.unsafe(refusal), refusal).rejects.toThrow(/denied|must be owner/);
    });
  }
});

describe('the role of the relay', () => {
  it('sees of the modules nothing but their outboxes', async () => {
    const sql = as(database.targets.events);
    for (const name of moduleNames) await sql.unsafe(`select * from ${name}.outbox`);
    for (const table of [
      'auth.user',
      'auth.session',
      'teams.member',
      'projects.project',
      'tasks.task',
      'notifications.message',
    ]) {
      await expect(sql.unsafe(`select * from ${table}`), table).rejects.toThrow(/denied/);
    }
    // It restores events that were set aside, and updates none.
    await expect(sql`update tasks.outbox set event = '{}'`).rejects.toThrow(/denied/);
  });
});
