import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../../../test/harness/database.ts';
import { until } from '../../../test/harness/process.ts';
import { connect, type Sql } from './connection.ts';
import { migrate } from './migrations.ts';

let database: TestDatabase;
let migrator: Sql;
const folder = mkdtempSync(join(tmpdir(), 'taskuno-migrations-'));
beforeAll(async () => {
  database = await createDatabase();
  migrator = connect({ ...inject('server'), database: database.name }, { connections: 1, name: 'migrator' });
  mkdirSync(join(folder, 'shop'));
  await database.sql`create schema shop`;
  await database.sql`create table shop.item (id int)`;
});
afterAll(async () => {
  await migrator.end({ timeout: 1 });
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

it('a migration behind a lock gives up, lets the statements behind it through, and tries again', async () => {
  writeFileSync(join(folder, 'shop/0000_price.sql'), 'alter table shop.item add column price int');
  const { sql } = database;
  const isWaiting = async () => {
    const [row] = await sql<{ waits: boolean }[]>`
      select exists (select from pg_locks where relation = 'shop.item'::regclass and not granted) as waits`;
    return row?.waits === true;
  };
  const order: string[] = [];
  const migration = sql.begin(async (blocker) => {
    await blocker`select from shop.item`;
    const migrating = migrate(migrator, ['shop'], { folder }).then(() => order.push('migrated'));
    await until(isWaiting);
    await sql`select from shop.item`;
    order.push('read');
    // Resolves after the blocker's end, so that its end does not wait for it.
    return { migrating };
  });
  await (
    await migration
  ).migrating;
  expect(order).toEqual(['read', 'migrated']);
  expect(await migrate(migrator, ['shop'], { folder })).toEqual([]);
});

it('an applied file that has changed is refused', async () => {
  writeFileSync(join(folder, 'shop/0000_price.sql'), 'alter table shop.item add column price bigint');
  await expect(migrate(migrator, ['shop'], { folder })).rejects.toThrow('applied with different content');
});
