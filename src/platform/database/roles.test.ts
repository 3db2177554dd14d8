import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../../../test/harness/database.ts';
import { connect } from './connection.ts';
import type { ConnectionTarget } from './connection-target.ts';
import { postgresCode } from './database.ts';
import { ensureRoles, limitIdleTransactions } from './roles.ts';

let database: TestDatabase;
const role = `taskuno_probe_${randomBytes(4).toString('hex')}`;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(async () => {
  await database.sql.unsafe(`drop role if exists ${role}`);
  await database.drop();
});

async function storedPassword(): Promise<string | undefined> {
  const [row] = await database.sql<{ kept: string }[]>`
    select rolpassword as kept from pg_authid where rolname = ${role}`;
  return row?.kept;
}

it('the password of a role changes with the key, and stays while the role can sign in', async () => {
  await Promise.all([1, 2].map(() => ensureRoles(database.sql, [role], 'a'.repeat(43))));
  const first = await storedPassword();
  expect(first).toMatch(/^SCRAM-SHA-256/);
  await ensureRoles(database.sql, [role], 'b'.repeat(43), async () => true);
  expect(await storedPassword()).toBe(first);
  await ensureRoles(database.sql, [role], 'b'.repeat(43), async () => false);
  expect(await storedPassword()).not.toBe(first);
});

async function limitOf(target: ConnectionTarget): Promise<string | undefined> {
  const sql = connect(target, { connections: 1, name: 'probe' });
  const [row] = await sql<{ limit: string }[]>`select current_setting('idle_in_transaction_session_timeout') as limit`;
  await sql.end();
  return row?.limit;
}

it('ends idle transactions of the app after 30 seconds', async () => {
  const { modules, events, migrator } = database.targets;
  const limits = await Promise.all([...Object.values(modules), events].map(limitOf));
  expect(limits).toEqual(limits.map(() => '30s'));
  expect(await limitOf(migrator)).toBe('0');
});

async function configOf(): Promise<string[] | null> {
  const [row] = await database.sql<{ config: string[] | null }[]>`
    select rolconfig as config from pg_roles where rolname = ${role}`;
  return row?.config ?? null;
}

it('keeps a timeout that is set for the whole database', async () => {
  const setting = `alter database ${database.name} set idle_in_transaction_session_timeout`;
  await database.sql.unsafe(`${setting} = '5s'`);
  const limited = connect({ ...inject('server'), database: database.name }, { connections: 1, name: 'probe' });
  await limitIdleTransactions(limited, [role]);
  await limited.end();
  await database.sql.unsafe(`${setting} to default`);
  expect(await configOf()).toBeNull();
});

it('keeps the timeout of a role that has its own, or that we may not change', async () => {
  const { sql } = database;
  const weak = connect(database.targets.events, { connections: 1, name: 'probe' });
  await limitIdleTransactions(weak, [role]);
  await weak.end();
  expect(await configOf()).toBeNull();
  await limitIdleTransactions(sql, [role]);
  expect(await configOf()).toEqual(['idle_in_transaction_session_timeout=30s']);
  await sql.unsafe(`alter role ${role} set idle_in_transaction_session_timeout = '100ms'`);
  await limitIdleTransactions(sql, [role]);
  expect(await configOf()).toEqual(['idle_in_transaction_session_timeout=100ms']);
});

it('releases the locks of an abandoned transaction', async () => {
  const { sql } = database;
  await sql.unsafe(`alter role ${role} password 'probe'`);
  const hung = connect(
    { ...database.targets.events, user: role, password: 'probe' },
    { connections: 1, name: 'probe' },
  );
  const ended = hung
    .begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(1)`;
      await new Promise(() => undefined);
    })
    .catch(postgresCode);
  expect(await ended).toBe('CONNECTION_CLOSED');
  expect(await sql`select pg_try_advisory_xact_lock(1) as taken`).toEqual([{ taken: true }]);
  expect(await hung`select 1 as one`).toEqual([{ one: 1 }]);
  await hung.end({ timeout: 1 });
});
