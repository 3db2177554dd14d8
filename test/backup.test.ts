import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Manifest } from '#platform/backup/archive-format.ts';
import { readArchive } from '#platform/backup/read-archive.ts';
import { loadArchive } from '#platform/backup/restore-database.ts';
import { prepareDatabase, withConnection } from '#platform/database/provision.ts';
import { setRestoreMark } from '#platform/database/restore-mark.ts';
import { readConfig } from '#platform/startup/config.ts';
import { backUpBeforeMigrations } from '../src/composition/backup-before-migrations.ts';
import { backUpFrom } from '../src/composition/backups.ts';
import { scheduledBackup } from '../src/composition/scheduled-backup.ts';
import { restoreTo, verifyArchive } from '../src/composition/restore.ts';
import { startApp, type TestApp } from './harness/app.ts';
import { forge, sourceOf, type TarEntry, unpack } from './harness/archives.ts';
import { clientOf } from './harness/client.ts';
import { createDatabase, emptyDatabase, type TestDatabase } from './harness/database.ts';
import {
  join as joinWorkspace,
  makeTask,
  makeWorkspace,
  password,
  type Person,
  signInAgain,
  withLastingToken,
  type Workspace,
} from './harness/people.ts';
import { makeFolder } from './harness/process.ts';
import { testSecretKey } from './harness/server.ts';
import { createPushBrowser } from './harness/push-browser.ts';
import { type Receiver, startReceiver } from './harness/receiver.ts';
import { type MailServer, startMailServer } from './harness/smtp.ts';

const log = pino({ level: 'silent' });
const folder = makeFolder();
const configOf = (name: string) =>
  readConfig({ DATA_DIR: join(folder.path, name), SECRET_KEY: testSecretKey, ...sending() });
const plain = { recipients: [], withKeys: false, withFiles: true } as const;

/** A server with a team, an attachment, and jobs that wait to be run: what a backup has to keep. */
let test: TestApp;
let source: TestDatabase;
let work: Workspace;
/** Is notified in the app, by mail and by push. */
let mina: Person;
/** Receives webhooks and push messages. */
let receiver: Receiver;
let mail: MailServer;
/** Mina was notified of the first before the backup; of the second nobody knows yet. */
let sentTaskId: string;
let waitingTaskId: string;
let taskId: string;
let archivePath: string;
let archive: Buffer;
const description = 'یک کار\twith \\ and \\N\nlines';
const fileBytes = randomBytes(300_000);

function backUp(database: TestDatabase, name: string, options: Partial<Parameters<typeof backUpFrom>[3]> = {}) {
  const config = database === test.database ? { ...configOf('source'), storage: storageOfTest() } : configOf('source');
  return backUpFrom(database.targets, config, log, { ...plain, to: join(folder.path, name), ...options });
}

const sending = () => ({ SMTP_URL: mail.url, WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' });
const storageOfTest = () => ({ kind: 'folder' as const, folder: join(test.dataDir, 'attachments') });

function restoreInto(database: TestDatabase, name: string, file = archivePath) {
  const input = { file, identity: undefined, force: false };
  return restoreTo(configOf(name), log, input, async () => database.targets);
}

beforeAll(async () => {
  receiver = await startReceiver();
  mail = await startMailServer();
  source = await createDatabase();
  await sendOnce();
  test = await startApp({ database: source, env: { ...sending(), JOBS: 'off' } });
  work = { ...work, owner: await signInAgain(test.app, work.owner) };
  const { owner, teamId } = work;
  waitingTaskId = (await makeTask(owner, teamId, { title: 'Waiting', assigneeId: mina.id })).id;
  const task = await owner.post(`/teams/${teamId}/tasks`, {
    title: 'One',
    description,
    assigneeId: owner.id,
  });
  taskId = task.body.id;
  const form = new FormData();
  form.append('file', new Blob([fileBytes]), 'a.bin');
  await owner.post(`/tasks/${taskId}/attachments`, undefined, { raw: form });
  await owner.post(`/organizations/${work.organizationId}/invites`, { email: 'guest@example.com' });
  await test.app.relay.drain();
  const created = await backUp(test.database, 'first.tar.zst');
  archivePath = created.file;
  archive = readFileSync(archivePath);
});
afterAll(async () => {
  await test.stop();
  await source.drop();
  await receiver.close();
  await mail.close();
  folder.remove();
});

/** Sends every kind of message about a task. The jobs count as unfinished, as if the server had died before it noted their end. */
async function sendOnce(): Promise<void> {
  const app = await startApp({ database: source, env: sending() });
  work = await makeWorkspace(app.app);
  const { owner, organizationId, teamId } = work;
  mina = await withLastingToken(app.app, await joinWorkspace(app.app, work, { name: 'Mina', teamRole: 'member' }));
  const hook = { url: `${receiver.url}/hook`, events: ['task.created'] };
  expect((await owner.post(`/organizations/${organizationId}/webhooks`, hook)).status).toBe(201);
  const device = { endpoint: `${receiver.url}/push`, expirationTime: null, keys: createPushBrowser().keys };
  expect((await mina.post('/notifications/push-subscriptions', device)).status).toBe(201);
  sentTaskId = (await makeTask(owner, teamId, { title: 'Sent', assigneeId: mina.id })).id;
  await app.settled();
  expect(receiver.received.map(({ path }) => path).toSorted()).toEqual(['/hook', '/push']);
  receiver.received.length = 0;
  mail.mails.length = 0;
  await app.stop();
  await source.sql`update pgboss.job set state = 'active', completed_on = null where name like 'notifications.%'`;
}

describe('a backup', () => {
  it('restores to an empty database: everything is there, everyone signs in again, nothing is sent', async () => {
    const database = await emptyDatabase();
    const outcome = await restoreInto(database, 'restored');
    expect(outcome).toMatchObject({ files: 1, keptAs: null, migrations: [], warnings: [] });
    expect(outcome.heldJobs).toBeGreaterThan(0);

    const app = await startApp({
      database,
      env: { ...sending(), STORAGE_URL: `file:${join(folder.path, 'restored/attachments')}` },
    });
    await app.settled();
    expect([mail.mails, receiver.received]).toEqual([[], []]);
    // Of the first the inbox had a notification, of the second it gets one.
    const inbox = (await clientOf(app.app, { authorization: `Bearer ${mina.token}` }).get('/notifications')).body.items;
    const assigned = inbox.filter(({ type }) => type === 'task-assigned').map(({ taskId: id }) => id);
    expect(assigned).toEqual([waitingTaskId, sentTaskId]);

    const before = clientOf(app.app, { authorization: `Bearer ${work.owner.token}` });
    expect((await before.get('/users/me')).status).toBe(401);
    const owner = await signInAgain(app.app, work.owner);
    const task = await owner.get(`/tasks/${taskId}`);
    expect(task.body.description).toBe(description);
    const { items } = (await owner.get(`/tasks/${taskId}/attachments`)).body;
    const stored = await app.app.http.request(`/api/v1/attachments/${items[0]?.id}`, {
      headers: { authorization: `Bearer ${owner.token}` },
    });
    expect(Buffer.from(await stored.arrayBuffer()).equals(fileBytes)).toBe(true);
    // Counters and sequences continue.
    const next = await owner.post(`/teams/${work.teamId}/tasks`, { title: 'Next' });
    expect([next.status, next.body.key]).toEqual([201, 'ENG-4']);
    const [was] = await test.database.sql`select epoch from platform.relay`;
    const [is] = await database.sql`select epoch from platform.relay`;
    expect(is?.['epoch']).not.toBe(was?.['epoch']);

    // What waited at the time of the backup is kept, and sent when an operator wants it.
    const held = new Set((await app.app.queue.failed()).map(({ queue }) => queue));
    expect([...held].filter((name) => name.startsWith('notifications.send-mail'))).not.toEqual([]);
    for (const name of held) await app.app.queue.redrive(name);
    await app.settled();
    expect(mail.mails.flatMap(({ recipients }) => recipients).toSorted()).toEqual(['guest@example.com', mina.email]);
    const sentTo = (path: string) => receiver.received.filter((request) => request.path === path);
    expect(sentTo('/push')).toHaveLength(1);
    const titles = sentTo('/hook').map(({ json }) => json.data?.task?.title);
    expect(titles.toSorted()).toEqual(['Next', 'One', 'Waiting']);
    await app.stop();
    await database.drop();
  });

  it('is of one moment, also while others write', async () => {
    const database = await createDatabase();
    const state = { isStopping: false, writes: 0 };
    // Each transaction writes one row into each of two schemas.
    const writer = async () => {
      while (!state.isStopping) {
        const id = randomUUID();
        await database.sql.begin(async (tx) => {
          await tx`insert into platform.set_aside (id, module, event, error) values (${id}, 'x', '{}', '')`;
          await tx`insert into tasks.inbox (consumer, event_id) values ('x', ${id})`;
        });
        state.writes += 1;
      }
    };
    const writers = [writer(), writer()];
    await expect.poll(() => state.writes).toBeGreaterThan(50);
    const { file } = await backUp(database, 'busy.tar.zst', { withFiles: false });
    const writesDuring = state.writes;
    await expect.poll(() => state.writes).toBeGreaterThan(writesDuring);
    state.isStopping = true;
    await Promise.all(writers);
    const restored = await emptyDatabase();
    await restoreInto(restored, 'busy', file);
    const [counts] = await restored.sql<{ both: number; one: number; other: number }[]>`
      select count(*) filter (where id = event_id)::int as both, count(id)::int as one, count(event_id)::int as other
      from platform.set_aside full join (select * from tasks.inbox where consumer = 'x') as inbox on event_id = id`;
    expect(counts?.both).toBeGreaterThan(50);
    expect([counts?.one, counts?.other]).toEqual([counts?.both, counts?.both]);
    await database.drop();
    await restored.drop();
  });

  it('continues after tables that fill the buffers of the connection', async () => {
    const database = await createDatabase();
    for (const rows of [300, 1_000, 3_000, 7_000]) {
      await database.sql`
        insert into platform.set_aside (id, module, event, error)
        select gen_random_uuid(), 'x', '{}', repeat(md5(i::text), 40) from generate_series(1, ${rows}) as i`;
      await database.sql`
        insert into tasks.inbox (consumer, event_id) select repeat('x', 1000), gen_random_uuid()
        from generate_series(1, ${rows})`;
      const { manifest } = await backUp(database, 'large.tar.zst', { withFiles: false });
      expect(manifest.tables.find(({ table }) => table === 'set_aside')?.rows).toBeGreaterThanOrEqual(rows);
    }
    await database.drop();
  });

  it('leaves no file when it is stopped', async () => {
    const stop = new AbortController();
    const target = join(folder.path, 'stopped');
    const made = backUp(test.database, 'stopped/', { signal: stop.signal, progress: () => stop.abort() });
    await expect(made).rejects.toThrow('The backup was stopped');
    expect(existsSync(target) ? readdirSync(target) : []).toEqual([]);
  });

  it('is readable only with its age key, if it is encrypted', async () => {
    const identity = await generateIdentity();
    const recipients = [await identityToRecipient(identity)];
    const { file } = await backUp(test.database, 'encrypted.age', { recipients, withKeys: true });
    const own = join(folder.path, 'own.txt');
    const other = join(folder.path, 'other.txt');
    writeFileSync(own, `# created by age-keygen\n${identity}\n`);
    writeFileSync(other, `${await generateIdentity()}\n`);
    const verify = (identityFile?: string) => verifyArchive(configOf('source'), log, { file, identity: identityFile });
    expect((await verify(own)).header.hasKeys).toBe(true);
    expect((await verify(own)).keys['secret-key']).toBe(testSecretKey);
    await expect(verify(other)).rejects.toThrow('is encrypted for another key');
    await expect(verify()).rejects.toThrow('is encrypted: name the file of your age key with --identity');
    const encrypted = readFileSync(file);
    for (const length of [100, 1_000, encrypted.length - 1]) {
      await expect(readArchive(sourceOf(encrypted.subarray(0, length), [identity]))).rejects.toThrow(
        /is (?:incomplete|damaged|encrypted)/,
      );
    }
  });

  it.each([0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97])('is refused with another byte at %d of its length', async (part) => {
    const changed = Buffer.from(archive);
    const at = Math.floor(changed.length * part);
    changed.writeUInt8(changed.readUInt8(at) ^ 0x10, at);
    await expect(readArchive(sourceOf(changed))).rejects.toThrow(
      /^is (?:damaged|incomplete|not a backup)|^was made by a newer/,
    );
  });

  it.each([0, 3, 100, 5_000, -1, -100])('is refused when it ends at byte %d', async (end) => {
    await expect(readArchive(sourceOf(archive.subarray(0, end)))).rejects.toThrow(
      /^is (?:damaged|incomplete|not a backup)/,
    );
  });
});

describe('a forged archive', () => {
  const evil = (name: string, type?: TarEntry['type']): TarEntry => ({
    name,
    content: Buffer.from('x'),
    ...(type ? { type } : {}),
  });
  /** Puts an entry where it would be accepted if its name were. */
  const withEntry = (entries: readonly TarEntry[], entry: TarEntry) => [
    ...entries.slice(0, -1),
    entry,
    ...entries.slice(-1),
  ];

  it.each([
    '../../etc/cron.d/evil',
    'files/../../evil',
    '/etc/evil',
    'files//etc/evil',
    'files/a/../../b',
    'keys/../evil',
    'tables/pg_catalog.pg_authid/../1',
    'evil',
  ])('with the entry %s is refused', async (name) => {
    const forged = await forge(withEntry(await unpack(archive), evil(name)));
    await expect(readArchive(sourceOf(forged))).rejects.toThrow('contains the unexpected entry');
  });

  it.each(['symlink', 'link', 'directory'] as const)('with a %s is refused', async (type) => {
    const forged = await forge(withEntry(await unpack(archive), evil('files/a', type)));
    await expect(readArchive(sourceOf(forged))).rejects.toThrow(/that is not a file|unexpected entry/);
  });

  it('with other rows, files or entries than its manifest says is refused', async () => {
    const entries = await unpack(archive);
    const changed = (name: RegExp, edit: (entry: TarEntry) => TarEntry[]) =>
      entries.flatMap((entry) => (name.test(entry.name) ? edit(entry) : [entry]));
    const added = { name: 'tables/pg_catalog.pg_authid/1', content: Buffer.from('1\n') };
    const forgeries = [
      changed(/^tables\/auth\.user\//, (entry) => [
        { ...entry, content: Buffer.concat([entry.content, entry.content]) },
      ]),
      changed(/^tables\/auth\.user\//, () => []),
      changed(/^files\//, (entry) => [{ ...entry, content: Buffer.from('other') }]),
      changed(/^files\//, () => []),
      changed(/^files\//, (entry) => [entry, { ...entry, name: 'files/attachments/another' }]),
      changed(/^manifest/, () => []),
      changed(/^manifest/, (entry) => [entry, entry]),
      changed(/^header/, () => []),
      changed(/^header/, (entry) => [entry, added]),
      entries.toReversed(),
    ];
    for (const forgery of forgeries) {
      await expect(readArchive(sourceOf(await forge(forgery)))).rejects.toThrow(
        /^is (?:damaged|incomplete|not a backup)/,
      );
    }
  });

  it('that names tables of the server loads none of them', async () => {
    const { header, manifest } = await readArchive(sourceOf(archive));
    const summary = manifest.tables.find(({ table }) => table === 'set_aside');
    for (const forged of [
      { ...manifest, tables: [{ ...manifest.tables[0], schema: 'pg_catalog', table: 'pg_authid' }] },
      { ...manifest, tables: [{ ...summary, columns: ['id', 'id'] }] },
      { ...manifest, tables: [{ ...summary, columns: ["id) from program 'id' --"] }] },
    ]) {
      const database = await createDatabase();
      const content = { header, manifest: Manifest.parse(forged) };
      const load = loadArchive(sourceOf(archive), content, { sql: database.sql, storage: null });
      await expect(load).rejects.toThrow('in a form that its migrations do not create');
      await database.drop();
    }
  });

  it('that expands to far more than it holds is refused before it is stored', async () => {
    const header = (await unpack(archive))[0];
    const bomb = await forge([
      ...(header ? [header] : []),
      { name: 'manifest.json', content: Buffer.alloc(20 * 1024 * 1024, 32) },
    ]);
    expect(bomb.length).toBeLessThan(20_000);
    await expect(readArchive(sourceOf(bomb))).rejects.toThrow('contains an entry that is too large');
  });
});

describe('a restore', () => {
  it('is refused where there are accounts, with exit code 6', async () => {
    await expect(restoreInto(test.database, 'refused')).rejects.toMatchObject({ exitCode: 6 });
    expect((await clientOf(test.app).post('/auth/login', { email: work.owner.email, password })).status).toBe(200);
  });

  it('refuses an archive of a newer release', async () => {
    const entries = await unpack(archive);
    const newer = await forge(
      entries.map((entry) => {
        if (entry.name !== 'header.json') return entry;
        const header = JSON.parse(entry.content.toString());
        header.migrations.tasks.push({ name: '9999_later.sql', hash: 'a'.repeat(64) });
        return { ...entry, content: Buffer.from(JSON.stringify(header)) };
      }),
    );
    const file = join(folder.path, 'newer.tar.zst');
    writeFileSync(file, newer);
    const database = await emptyDatabase();
    await expect(restoreInto(database, 'newer', file)).rejects.toMatchObject({
      exitCode: 6,
      message: expect.stringContaining('newer'),
    });
    await database.drop();
  });

  it('that breaks off shows nothing, keeps servers from starting, and can be repeated', async () => {
    const database = await emptyDatabase();
    const content = await readArchive(sourceOf(archive));
    const config = configOf('broken');
    const { migrator } = database.targets;
    await withConnection(migrator, 'test', (sql) => setRestoreMark(sql, { archive: archivePath, keptSuffix: null }));
    await prepareDatabase(config, database.targets, testSecretKey, {
      only: content.header.migrations,
      isRestore: true,
    });
    const broken = {
      ...sourceOf(archive),
      open: async () => Readable.from([archive.subarray(0, archive.length >> 1)]),
    };
    const load = withConnection(migrator, 'test', (sql) => loadArchive(broken, content, { sql, storage: null }));
    await expect(load).rejects.toThrow('is incomplete');
    expect(await database.sql`select id from auth."user"`).toEqual([]);
    await expect(prepareDatabase(config, database.targets, testSecretKey)).rejects.toMatchObject({ exitCode: 4 });
    await restoreInto(database, 'broken');
    expect(await database.sql`select id from auth."user"`).toHaveLength(2);
    await expect(prepareDatabase(config, database.targets, testSecretKey)).resolves.toEqual([]);
    await database.drop();
  });
});

describe('an update', () => {
  it('backs up the tables before it changes them, keeps the last three, and nothing without a change', async () => {
    const database = await emptyDatabase();
    const config = configOf('update');
    const backUpNow = () => backUpBeforeMigrations(config, database.targets);
    await restoreInto(database, 'update');
    expect(await backUpNow()).toBeNull();
    // As if the last migration were new.
    await database.sql`delete from drizzle.__tasks where name = (select max(name) from drizzle.__tasks)`;
    const backups = join(folder.path, 'update/backups/before-update');
    mkdirSync(backups, { recursive: true });
    const old = ['20200101', '20200102', '20200103'].map((day) => `taskuno-${day}-000000.tar.zst`);
    for (const name of old) writeFileSync(join(backups, name), '');
    const file = await backUpNow();
    expect(readdirSync(backups).map((name) => join(backups, name))).toEqual([
      ...old.slice(1).map((name) => join(backups, name)),
      file,
    ]);
    const { header, manifest } = await readArchive(sourceOf(readFileSync(file ?? '')));
    expect([header.hasFiles, manifest.files.count]).toEqual([false, 0]);
    await database.drop();
  });
});

describe('a scheduled backup', () => {
  it('keeps the newest, and removes old ones only after a new one succeeded', async () => {
    const target = join(folder.path, 'schedule');
    mkdirSync(target);
    const old = ['20200101', '20200102'].map((day) => `taskuno-${day}-000000.tar.zst`);
    for (const name of [...old, 'other.txt']) writeFileSync(join(target, name), '');
    const config = readConfig({
      DATA_DIR: join(folder.path, 'source'),
      SECRET_KEY: testSecretKey,
      BACKUP_SCHEDULE: '30 2 * * *',
      BACKUP_TARGET: target,
      BACKUP_KEEP_DAILY: '1',
      BACKUP_KEEP_WEEKLY: '0',
      BACKUP_KEEP_MONTHLY: '0',
    });
    const onFailed = vi.fn<(error: string) => Promise<void>>();
    const job = scheduledBackup({ events: test.database.sql, config, log, targets: test.database.targets, onFailed });
    expect(job).toMatchObject({ cron: '30 2 * * *' });
    await job.run();
    const left = readdirSync(target);
    expect(left).toHaveLength(2);
    expect(left).toContain('other.txt');
    for (const name of old) expect(left).not.toContain(name);
    expect(onFailed).not.toHaveBeenCalled();
  });

  it('tells of a failure once, after the last attempt', async () => {
    const target = join(folder.path, 'a file');
    writeFileSync(target, '');
    const config = readConfig({
      DATA_DIR: join(folder.path, 'source'),
      SECRET_KEY: testSecretKey,
      BACKUP_SCHEDULE: '30 2 * * *',
      BACKUP_TARGET: `${target}/folder`,
    });
    const failures: string[] = [];
    const onFailed = async (error: string) => void failures.push(error);
    const job = scheduledBackup({
      events: test.database.sql,
      config,
      log,
      targets: test.database.targets,
      onFailed,
      retryMs: 1,
    });
    await expect(job.run()).rejects.toThrow(/./);
    expect(failures).toEqual([expect.stringContaining('a file')]);
  });
});
