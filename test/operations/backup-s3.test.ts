import { randomBytes } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { locateFolder } from '#platform/backup/archive-location.ts';
import { readConfig } from '#platform/startup/config.ts';
import { openStorage } from '#platform/storage/open-storage.ts';
import { backUpFrom, keptBackups, locationContext } from '../../src/composition/backups.ts';
import { restoreTo, verifyArchive } from '../../src/composition/restore.ts';
import { scheduledBackup } from '../../src/composition/scheduled-backup.ts';
import { startApp, type TestApp } from '../harness/app.ts';
import { emptyDatabase } from '../harness/database.ts';
import { makeWorkspace, signInAgain, type Workspace } from '../harness/people.ts';
import { makeFolder } from '../harness/process.ts';
import { type S3Server, startS3 } from '../harness/s3.ts';
import { testSecretKey } from '../harness/server.ts';

const log = pino({ level: 'silent' });
const folder = makeFolder();
const fileBytes = randomBytes(1_000_000);
/** Three parts of an upload. */
const largeBytes = randomBytes(40 * 1024 * 1024);

/** An installation whose attachments and backups are in buckets. */
let s3: S3Server;
let test: TestApp;
let work: Workspace;
let taskId: string;
beforeAll(async () => {
  s3 = await startS3();
  test = await startApp({ env: { ...s3.env, JOBS: 'off' } });
  work = await makeWorkspace(test.app);
  taskId = (await work.owner.post(`/teams/${work.teamId}/tasks`, { title: 'One' })).body.id;
  const form = new FormData();
  form.append('file', new Blob([fileBytes]), 'a.bin');
  await work.owner.post(`/tasks/${taskId}/attachments`, undefined, { raw: form });
});
afterAll(async () => {
  await test.stop();
  await s3.stop();
  folder.remove();
});

/** Each test has a place of its own in the bucket. */
let target: string;
let place: string;
let number = 0;
beforeEach(() => {
  number += 1;
  place = `backups/${number}`;
  target = `s3://${s3.bucket}/${place}?endpoint=${s3.endpoint}`;
});
afterEach(() => s3.mend());

const configOf = (env: Record<string, string> = {}) =>
  readConfig({ DATA_DIR: join(folder.path, 'source'), SECRET_KEY: testSecretKey, ...s3.env, ...env });
const plain = { recipients: [], withKeys: false, withFiles: true } as const;
const backUp = (config = configOf()) => backUpFrom(test.database.targets, config, log, { ...plain, to: target });
const archives = () => s3.keys().filter((key) => key.startsWith(`${place}/`));
const draftsLeft = () =>
  readdirSync(folder.path, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.part'));

describe('a backup in a bucket', () => {
  it('holds attachments of a bucket, is listed, verified, and restored to another bucket', async () => {
    const { file } = await backUp();
    expect(archives()).toHaveLength(1);
    expect(await keptBackups(configOf(), log, target)).toMatchObject([{ file, isEncrypted: false }]);
    const verified = await verifyArchive(configOf(), log, { file, identity: undefined });
    expect(verified.manifest.files).toMatchObject({ count: 1, bytes: fileBytes.length, missing: 0 });

    const database = await emptyDatabase();
    const env = { STORAGE_URL: `s3://${s3.bucket}/restored?endpoint=${s3.endpoint}` };
    const config = configOf({ DATA_DIR: join(folder.path, 'restored'), ...env });
    const input = { file, identity: undefined, force: false };
    expect(await restoreTo(config, log, input, async () => database.targets)).toMatchObject({ files: 1 });
    const app = await startApp({ database, env: { ...s3.env, ...env } });
    const owner = await signInAgain(app.app, work.owner);
    const { items } = (await owner.get(`/tasks/${taskId}/attachments`)).body;
    const reply = await app.app.http.request(`/api/v1/attachments/${items[0]?.id}`, {
      headers: { authorization: `Bearer ${owner.token}` },
    });
    expect(Buffer.from(await reply.arrayBuffer()).equals(fileBytes)).toBe(true);
    await app.stop();
    await database.drop();
  });

  it('is stored in parts, and read whole although every connection breaks', async () => {
    const location = locateFolder(target, locationContext(configOf(), log));
    await location.write('taskuno-20261128-000000.tar.zst', Readable.from(chunksOf(largeBytes)));
    s3.breakDown(/^GET .*000000/, 'cut midway');
    const read: Buffer[] = [];
    for await (const chunk of await location.open('taskuno-20261128-000000.tar.zst')) {
      read.push(Buffer.from(chunk));
      if (read.length === 5) s3.mend();
    }
    expect(Buffer.concat(read).equals(largeBytes)).toBe(true);
    expect(s3.uploads()).toEqual([]);
  });

  it('is kept by the schedule as long as promised; other objects stay', async () => {
    const { storage } = configOf({ STORAGE_URL: target });
    const bucket = openStorage(storage, log);
    const old = ['20200101', '20200102'].map((day) => `taskuno-${day}-000000.tar.zst`);
    for (const name of [...old, 'other.txt']) await bucket.put(name, Readable.from([Buffer.from('x')]), 10);
    const config = configOf({
      BACKUP_SCHEDULE: '30 2 * * *',
      BACKUP_TARGET: target,
      BACKUP_KEEP_DAILY: '1',
      BACKUP_KEEP_WEEKLY: '0',
      BACKUP_KEEP_MONTHLY: '0',
    });
    const onFailed = vi.fn<(error: string) => Promise<void>>();
    const job = scheduledBackup({ events: test.database.sql, config, log, targets: test.database.targets, onFailed });
    await job.run();
    const left = archives();
    expect(left).toHaveLength(2);
    expect(left).toContain(`${place}/other.txt`);
    for (const name of old) expect(left).not.toContain(`${place}/${name}`);
  });
});

describe('a bucket that refuses a backup', () => {
  it.each([
    ['a wrong access key', { BACKUP_S3_ACCESS_KEY_ID: 'nobody' }, /InvalidAccessKeyId.*Check BACKUP_S3_ACCESS_KEY_ID/],
    ['a wrong secret', { BACKUP_S3_SECRET_ACCESS_KEY: 'wrong' }, /SignatureDoesNotMatch.*Check BACKUP_S3_SECRET/],
    [
      'a wrong key for the attachments',
      { S3_ACCESS_KEY_ID: 'nobody', BACKUP_S3_ACCESS_KEY_ID: 'S3RVER' },
      /InvalidAccessKeyId\. Check S3_ACCESS_KEY_ID/,
    ],
  ])('is reported: %s', async (_name, env, message) => {
    await expect(backUp(configOf(env))).rejects.toThrow(message);
    expect(archives()).toEqual([]);
  });

  it('is reported if it does not exist', async () => {
    target = `s3://nowhere/x?endpoint=${s3.endpoint}`;
    await expect(backUp()).rejects.toThrow(/nowhere.*NoSuchBucket.*Create the bucket first/);
  });

  it.each([
    [507, 'XMinioStorageFull', /The storage is full/],
    [403, 'QuotaExceeded', /The bucket is full/],
    [503, 'SlowDown', /responded with 503 SlowDown/],
  ])('with %d %s in the middle is reported, and nothing is left', async (status, code, message) => {
    const location = locateFolder(target, locationContext(configOf(), log));
    s3.breakDown(/^PUT .*partNumber=2/, { status, code });
    await expect(
      location.write('taskuno-20261128-000000.tar.zst', Readable.from(chunksOf(largeBytes))),
    ).rejects.toThrow(message);
    expect([archives(), s3.uploads()]).toEqual([[], []]);
    s3.breakDown(/^PUT .*partNumber=1/, { status, code });
    await expect(backUp()).rejects.toThrow(message);
    expect([archives(), s3.uploads()]).toEqual([[], []]);
    expect(draftsLeft()).toEqual([]);
  });

  it('at the last step is reported, also if it does so with status 200', async () => {
    s3.breakDown(/^POST .*uploadId/, { status: 200, code: 'InternalError' });
    await expect(backUp()).rejects.toThrow('InternalError');
    expect([archives(), s3.uploads()]).toEqual([[], []]);
  });

  it('when the archive is read is reported, not taken for a damaged archive', async () => {
    const { file } = await backUp();
    s3.breakDown(/^GET .*tar\.zst/, { status: 503, code: 'SlowDown' });
    const verify = (name = file) => verifyArchive(configOf(), log, { file: name, identity: undefined });
    await expect(verify()).rejects.toThrow('responded with 503 SlowDown');
    s3.mend();
    await expect(verify(file.replace(/\d{6}\.tar/, '000000.tar'))).rejects.toThrow('There is no archive');
  });
});

describe('parts of an interrupted upload', () => {
  it('are removed by a later backup, unless they may still be in use or belong to others', async () => {
    const start = async (name: string) => {
      const location = locateFolder(target, locationContext(configOf(), log));
      // As after a kill: nobody completes or aborts it.
      s3.breakDown(/^DELETE/, { status: 403, code: 'AccessDenied' });
      const broken = async function* () {
        yield largeBytes.subarray(0, 20 * 1024 * 1024);
        throw new Error('killed');
      };
      await expect(location.write(name, Readable.from(broken()))).rejects.toThrow('killed');
      s3.mend();
    };
    await start('taskuno-20261128-000000.tar.zst');
    await start('other-20261128.tar.zst');
    await backUp();
    expect(s3.uploads()).toHaveLength(2);
    s3.ageUploads(13 * 3_600_000);
    await backUp();
    expect(s3.uploads()).toHaveLength(1);
  });
});

describe('a folder that refuses a backup', () => {
  it('is reported with what to do', async () => {
    const file = join(folder.path, 'a file');
    writeFileSync(file, '');
    target = join(file, 'backups/');
    await expect(backUp()).rejects.toThrow(/No backup can be stored in .* \(ENOTDIR\)\. A part of this path is a file/);
  });

  it('that becomes full is reported, and nothing is left', async () => {
    const location = locateFolder(join(folder.path, 'full'), locationContext(configOf(), log));
    await location.prepare();
    const bytes = async function* () {
      yield Buffer.from('x');
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    };
    await expect(location.write('taskuno-20261128-000000.tar.zst', Readable.from(bytes()))).rejects.toThrow(
      'The disk is full. Free space, or choose another target.',
    );
    expect(readdirSync(join(folder.path, 'full'))).toEqual([]);
  });
});

function* chunksOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 1_000_000) yield bytes.subarray(at, at + 1_000_000);
}
