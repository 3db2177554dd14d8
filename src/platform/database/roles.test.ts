import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../../../test/harness/database.ts';
import { ensureRoles } from './roles.ts';

let database: TestDatabase;
const role = `taskuno_probe_${randomBytes(4).toString('hex')}`;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(async () => {
  await database.sql.unsafe(`drop role if exists ${role}`);
  await database.drop();
});

async function keptPassword(): Promise<string | undefined> {
  const [row] = await database.sql<{ kept: string }[]>`
    select rolpassword as kept from pg_authid where rolname = ${role}`;
  return row?.kept;
}

it('a role follows a key that was changed, and is left alone while it gets in', async () => {
  await Promise.all([1, 2].map(() => ensureRoles(database.sql, [role], 'a'.repeat(43))));
  const first = await keptPassword();
  expect(first).toMatch(/^SCRAM-SHA-256/);
  await ensureRoles(database.sql, [role], 'b'.repeat(43), async () => true);
  expect(await keptPassword()).toBe(first);
  await ensureRoles(database.sql, [role], 'b'.repeat(43), async () => false);
  expect(await keptPassword()).not.toBe(first);
});
