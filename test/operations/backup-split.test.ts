import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readArchive } from '#platform/backup/read-archive.ts';
import { loadArchive } from '#platform/backup/restore-database.ts';
import { connect, type Sql } from '#platform/database/connection.ts';
import { type EmbeddedServer, startEmbedded } from '#platform/database/embedded.ts';
import {
  type DatabaseTargets,
  embeddedTargets,
  prepareDatabase,
  withConnection,
} from '#platform/database/provision.ts';
import { readConfig } from '#platform/startup/config.ts';
import { archiveSource, backUpFrom } from '../../src/composition/backups.ts';
import { restoreTo } from '../../src/composition/restore.ts';
import { createDatabase, emptyDatabase, type TestDatabase } from '../harness/database.ts';
import { makeFolder } from '../harness/process.ts';
import { testSecretKey } from '../harness/server.ts';

const log = pino({ level: 'silent' });
const folder = makeFolder();
const config = readConfig({ DATA_DIR: join(folder.path, 'source'), SECRET_KEY: testSecretKey });

/** The main database on one server, the module tasks on another. */
let main: TestDatabase;
let second: EmbeddedServer;
let tasks: Sql;
let targets: DatabaseTargets;
beforeAll(async () => {
  main = await createDatabase();
  const dataDir = join(folder.path, 'second');
  second = await startEmbedded({ dataDir, settings: { fsync: 'off' } });
  const own = embeddedTargets(config, second, testSecretKey);
  await prepareDatabase(config, own, testSecretKey);
  tasks = connect(own.migrator, { connections: 4, name: 'test' });
  targets = { ...main.targets, modules: { ...main.targets.modules, tasks: own.migrator } };
}, 120_000);
afterAll(async () => {
  await tasks.end({ timeout: 1 });
  await second.stop();
  await main.drop();
  folder.remove();
});

/**
 * The life of a change across both servers, step by step as the app makes it: a row with its event; the event goes to
 * the log with a job; the job has its effect once, then it is done.
 */
function startChanges() {
  const state = { isStopping: false, changes: 0 };
  const until = async (step: () => Promise<void>) => {
    while (!state.isStopping) await step();
  };
  const write = async () => {
    const id = randomUUID();
    await tasks.begin(async (tx) => {
      await tx`insert into tasks.inbox (consumer, event_id) values ('change', ${id})`;
      await tx`insert into tasks.outbox (id, event) values (${id}, '{}')`;
    });
    state.changes += 1;
  };
  const relay = async () => {
    const ids = await main.sql.begin(async (tx) => {
      const [lock] = await tx<{ next: number }[]>`
        select next_position as next from platform.relay where id = 1 for update skip locked`;
      if (!lock) return [];
      const rows = await tasks<{ id: string }[]>`select id from tasks.outbox order by seq limit 20`;
      for (const [index, { id }] of rows.entries()) {
        const logged = await tx`
          insert into platform.event_log (position, id, event) values (${lock.next + index}, ${id}, '{}')
          on conflict (id) do nothing returning id`;
        // The job.
        if (logged.length > 0)
          await tx`insert into platform.set_aside (id, module, event, error) values (${id}, 'tasks', '{}', '')`;
      }
      await tx`update platform.relay set next_position = ${lock.next + rows.length} where id = 1`;
      return rows.map(({ id }) => id);
    });
    if (ids.length > 0) await tasks`delete from tasks.outbox where id = any(${ids}::uuid[])`;
    else await pause(1);
  };
  const work = async () => {
    const [job] = await main.sql<{ id: string }[]>`select id from platform.set_aside order by at limit 1`;
    if (!job) return void (await pause(1));
    await tasks`
      insert into tasks.inbox (consumer, event_id) values ('effect', ${job.id}) on conflict do nothing`;
    await main.sql`delete from platform.set_aside where id = ${job.id}`;
  };
  const running = Promise.all([until(write), until(write), until(relay), until(work)]);
  return {
    state,
    async stop() {
      state.isStopping = true;
      await running;
    },
  };
}

/** Changes whose event or effect is lost, and events without their change. */
async function losses(sql: Sql) {
  const [row] = await sql<{ changes: number; lostEvents: number; lostEffects: number; orphans: number }[]>`
    with change as (select event_id as id from tasks.inbox where consumer = 'change'),
    effect as (select event_id as id from tasks.inbox where consumer = 'effect'),
    logged as (select id from platform.event_log where event = '{}'),
    waiting as (select id from tasks.outbox)
    select (select count(*)::int from change) as changes,
      (select count(*)::int from change where id not in (select id from logged union all select id from waiting)) as "lostEvents",
      (select count(*)::int from logged
        where id not in (select id from effect union all select id from platform.set_aside)) as "lostEffects",
      (select count(*)::int from (select id from logged union select id from effect) as later
        where id not in (select id from change)) as orphans`;
  return row;
}

describe('a backup of two servers', () => {
  it('loses no event and no effect, and has no event without its change, while both are written', async () => {
    const changes = startChanges();
    await expect.poll(() => changes.state.changes, { timeout: 30_000 }).toBeGreaterThan(100);
    const files: string[] = [];
    for (const name of ['one', 'two', 'three']) {
      const to = join(folder.path, `${name}.tar.zst`);
      const options = { to, recipients: [], withKeys: false, withFiles: false };
      const { file, manifest } = await backUpFrom(targets, config, log, options);
      expect(manifest.snapshots.map(({ schemas }) => schemas)).toEqual([
        expect.not.arrayContaining(['tasks']),
        ['tasks'],
      ]);
      files.push(file);
      const before = changes.state.changes;
      await expect.poll(() => changes.state.changes, { timeout: 30_000 }).toBeGreaterThan(before + 20);
    }
    await changes.stop();
    for (const file of files) {
      const restored = await emptyDatabase();
      const input = { file, identity: undefined, force: false };
      const own = readConfig({ DATA_DIR: join(folder.path, 'restored'), SECRET_KEY: testSecretKey });
      // Before the app goes on with the restored rows, they are looked at as they were.
      await loadOnly(own, restored, file);
      const found = await losses(restored.sql);
      expect(found).toMatchObject({ lostEvents: 0, lostEffects: 0, orphans: 0 });
      expect(found?.changes).toBeGreaterThan(100);
      await restored.drop();
      await expect(restoreTo(own, log, input, async () => targets)).rejects.toThrow('Unset TASKS_DATABASE_URL');
    }
  }, 240_000);
});

async function loadOnly(own: typeof config, database: TestDatabase, file: string): Promise<void> {
  const source = archiveSource(own, log, file, []);
  const content = await readArchive(source);
  await prepareDatabase(own, database.targets, testSecretKey);
  await withConnection(database.targets.migrator, 'test', (sql) =>
    loadArchive(source, content, { sql, storage: null }),
  );
}
