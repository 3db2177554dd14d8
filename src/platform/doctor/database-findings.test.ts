import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { connect, type Sql } from '../database/connection.ts';
import { createDatabase, provisionDatabase, type TestDatabase } from '../../../test/harness/database.ts';
import { checkDatabase } from './database-findings.ts';
import type { Finding } from './finding.ts';

// Each check of the database sees it well and ill.

let database: TestDatabase;
beforeAll(async () => {
  database = await provisionDatabase();
});
afterAll(() => database.drop());

async function findings(hasKey = true): Promise<Record<string, Finding>> {
  const found = await checkDatabase(database.sql, database.targets, hasKey);
  return Object.fromEntries(found.map((one) => [one.id, one]));
}

it('a new database is well, except that nobody works', async () => {
  const levels = Object.entries(await findings()).map(([id, { level }]) => [id, level]);
  expect(Object.fromEntries(levels)).toEqual({
    database: 'ok',
    encoding: 'ok',
    trigrams: 'ok',
    collations: 'ok',
    clock: 'ok',
    migrations: 'ok',
    rights: 'ok',
    events: 'ok',
    jobs: 'ok',
    queues: 'ok',
    workers: 'warning',
  });
});

it('a database without its key is an error', async () => {
  const { 'secret-key': key, rights } = await findings(false);
  expect(key).toMatchObject({ level: 'error', command: 'taskuno secret-key new' });
  expect(rights).toBeUndefined();
});

it('migrations are missing, or those of a newer release', async () => {
  const { sql } = database;
  const [last] = await sql<{ name: string; hash: string }[]>`
    delete from drizzle.__tasks where name = (select max(name) from drizzle.__tasks) returning name, hash`;
  expect((await findings())['migrations']).toMatchObject({ outcome: 'pending', command: 'taskuno migrate' });
  await sql`insert into drizzle.__tasks (name, hash) values (${last?.name ?? ''}, ${last?.hash ?? ''})`;
  await sql`insert into drizzle.__tasks (name, hash) values ('9999_later.sql', 'x')`;
  expect((await findings())['migrations']).toMatchObject({
    outcome: 'newer',
    values: { names: 'tasks/9999_later.sql' },
  });
  await sql`delete from drizzle.__tasks where name = '9999_later.sql'`;
});

it('a role may not write its tables', async () => {
  const { sql } = database;
  const [row] = await sql<{ role: string }[]>`
    select grantee as role from information_schema.role_table_grants
    where table_schema = 'tasks' and table_name = 'outbox' and privilege_type = 'INSERT'
      and grantee like '%tasks%'`;
  const role = row?.role ?? '';
  await sql.unsafe(`revoke insert on tasks.outbox from "${role}"`);
  expect((await findings())['rights']).toMatchObject({
    level: 'error',
    values: { tables: expect.stringContaining('tasks.outbox') },
  });
  await sql.unsafe(`grant insert on tasks.outbox to "${role}"`);
  expect((await findings())['rights']).toMatchObject({ level: 'ok' });
});

it('events and jobs failed, jobs wait, and a worker is there or not', async () => {
  const { sql } = database;
  await sql`
    insert into platform.set_aside (id, module, event, error) values (gen_random_uuid(), 'tasks', '{}', 'is odd')`;
  await sql`select pgboss.create_queue('tasks.test', '{"policy": "standard"}')`;
  await sql`select pgboss.create_queue('tasks.test.dead', '{"policy": "standard"}')`;
  await sql`insert into pgboss.job (name) values ('tasks.test.dead')`;
  await sql`insert into pgboss.job (name, start_after) values ('tasks.test', now() - interval '6 minutes')`;
  expect(await findings()).toMatchObject({
    events: { outcome: 'failed', values: { count: 1 }, command: 'taskuno events retry --all' },
    jobs: { outcome: 'failed', values: { count: 1 }, command: 'taskuno jobs retry --all' },
    queues: { outcome: 'late', values: { count: 1 } },
    workers: { outcome: 'none', level: 'error' },
  });
  await sql`insert into platform.instance (id, seen_at, jobs) values (gen_random_uuid(), now(), '[]')`;
  expect((await findings())['workers']).toMatchObject({ level: 'ok', values: { count: 1 } });
});

it('the rules of a language are missing, or of another ICU', async () => {
  const { sql } = database;
  await sql`update pg_collation set collversion = '1.0'
    where collname = 'fa' and collnamespace = 'language'::regnamespace`;
  expect((await findings())['collations']).toMatchObject({
    outcome: 'outdated',
    command: 'REINDEX DATABASE; ALTER COLLATION language.fa REFRESH VERSION;',
  });
  await sql`alter collation language.fa refresh version`;
  await sql`create collation language.xx (provider = libc, locale = 'C')`;
  expect((await findings())['collations']).toMatchObject({ outcome: 'without-icu', values: { collations: 'xx' } });
  await sql`drop collation language.xx`;
});

describe('a database with the wrong encoding and locale', () => {
  const name = `test_${randomBytes(6).toString('hex')}`;
  let admin: Sql;
  beforeAll(async () => {
    admin = connect(inject('server'), { connections: 1, name: 'test admin' });
    await admin.unsafe(
      `create database ${name} encoding 'SQL_ASCII' locale 'C' locale_provider libc template template0`,
    );
  });
  afterAll(async () => {
    await admin.unsafe(`drop database ${name} with (force)`);
    await admin.end();
  });

  it('is told apart', async () => {
    const sql = connect({ ...inject('server'), database: name }, { connections: 1, name: 'doctor' });
    try {
      const found = await checkDatabase(sql, database.targets, true);
      expect(found).toContainEqual(expect.objectContaining({ id: 'encoding', outcome: 'wrong' }));
      expect(found).toContainEqual(expect.objectContaining({ id: 'trigrams', outcome: 'ascii' }));
      expect(found).toContainEqual(expect.objectContaining({ id: 'migrations', outcome: 'pending' }));
    } finally {
      await sql.end();
    }
  });
});

it('leaves nothing behind in a database that it looks at', async () => {
  const copy = await createDatabase();
  const tables = () => copy.sql`select relname from pg_class where relkind = 'r' order by relname`;
  const before = await tables();
  await checkDatabase(copy.sql, copy.targets, true);
  expect(await tables()).toEqual(before);
  await copy.drop();
});
