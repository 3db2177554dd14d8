import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../../test/harness/process.ts';
import { type S3Server, startS3 } from '../../../test/harness/s3.ts';
import { readConfig } from '../startup/config.ts';
import { type Storage } from './storage.ts';
import { openStorage } from './open-storage.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'taskuno-storage-'));
const uploads = join(dataDir, 'uploads');
let s3: S3Server;
beforeAll(async () => {
  s3 = await startS3();
});
afterAll(async () => {
  await s3.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const open = (env: Record<string, string>) =>
  openStorage(readConfig({ DATA_DIR: dataDir, ...env }).storage, pino({ level: 'silent' }));
const filesBelow = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;

async function read(storage: Storage, key: string, size?: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await storage.get(key, size)) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** Files below a folder that this process has open. */
function openBelow(folder: string): string[] {
  const paths = readdirSync('/proc/self/fd').map((name) => {
    const path = join('/proc/self/fd', name);
    return existsSync(path) ? readlinkSync(path) : '';
  });
  return paths.filter((path) => path.startsWith(folder));
}

interface Kind {
  readonly env: () => Record<string, string>;
  readonly storedCount: () => number;
  readonly drafts: string;
}

const kinds: [kind: string, Kind][] = [
  [
    'a folder',
    {
      env: () => ({ STORAGE_URL: `file:${dataDir}/kept` }),
      storedCount: () => filesBelow(join(dataDir, 'kept')),
      drafts: join(dataDir, 'kept/.uploads'),
    },
  ],
  ['a bucket', { env: () => s3.env, storedCount: () => s3.keys().length, drafts: uploads }],
];

describe.each(kinds)('%s', (_kind, { env, storedCount: stored, drafts }) => {
  let storage: Storage;
  beforeEach(async () => {
    storage = open(env());
    await storage.start();
  });

  it('stores bytes unchanged until they are removed, and can store them again', async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 251));
    const parts = [bytes.subarray(0, 1), bytes.subarray(1, 200_000), bytes.subarray(200_000)];
    const before = stored();
    expect(await storage.put('attachments/a/1', Readable.from(parts), 300_000)).toBe(300_000);
    expect((await read(storage, 'attachments/a/1')).equals(bytes)).toBe(true);
    expect(await storage.put('attachments/a/1', Readable.from([Buffer.from('new')]), 10)).toBe(3);
    expect((await read(storage, 'attachments/a/1')).toString()).toBe('new');
    expect(stored()).toBe(before + 1);
    await storage.remove('attachments/a/1');
    await storage.remove('attachments/a/1');
    expect(stored()).toBe(before);
    await expect(read(storage, 'attachments/a/1')).rejects.toMatchObject({ code: 'file-missing' });
    await storage.check();
  });

  it('stores an empty file', async () => {
    expect(await storage.put('empty', Readable.from([]), 10)).toBe(0);
    expect(await read(storage, 'empty')).toHaveLength(0);
  });

  it('removes everything below a key, and nothing else', async () => {
    for (const key of ['logos/a/1', 'logos/a/2', 'logos/ab/1']) await storage.put(key, Readable.from(['x']), 10);
    await storage.removeBelow('logos/a');
    await storage.removeBelow('logos/a');
    await expect(read(storage, 'logos/a/1')).rejects.toMatchObject({ code: 'file-missing' });
    expect((await read(storage, 'logos/ab/1')).toString()).toBe('x');
  });

  it('keeps nothing of an upload that is too large or interrupted', async () => {
    const before = stored();
    const large = Readable.from([Buffer.alloc(6), Buffer.alloc(6)]);
    await expect(storage.put('large', large, 10)).rejects.toMatchObject({ code: 'too-large' });
    const halfOfIt = function* () {
      yield Buffer.alloc(5);
      throw new Error('cut off');
    };
    await expect(storage.put('cut', Readable.from(halfOfIt()), 10)).rejects.toThrow('cut off');
    expect(stored()).toBe(before);
  });

  it('reports missing and incomplete files', async () => {
    await storage.put('short', Readable.from([Buffer.from('abc')]), 10);
    expect((await read(storage, 'short', 3)).toString()).toBe('abc');
    await expect(storage.get('short', 4)).rejects.toMatchObject({ kind: 'not-found', code: 'file-missing' });
    await expect(storage.get('gone')).rejects.toMatchObject({ kind: 'not-found', code: 'file-missing' });
  });

  it('closes a file that is read only in part', async () => {
    await storage.put('part', Readable.from([Buffer.alloc(500_000)]), 500_000);
    const stream = await storage.get('part');
    for await (const chunk of stream) if (chunk) break;
    await until(() => stream.destroyed && openBelow(dataDir).length === 0);
  });

  it.each(['start', 'sweep'] as const)('removes abandoned drafts: %s', async (act) => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    const host = hostname().replaceAll(/\W/g, '_');
    const names = {
      ended: `${host}-${pid}-1-x.part`,
      before: `${host}-${process.pid}-1-x.part`,
      own: `${host}-${process.pid}-${Math.round(performance.timeOrigin)}-x.part`,
      elsewhere: 'another_host-1-1-x.part',
      old: 'another_host-1-1-y.part',
    };
    const paths = Object.values(names).map((name) => join(drafts, name));
    for (const path of paths) writeFileSync(path, 'x');
    const longAgo = Date.now() / 1_000 - 90_000;
    utimesSync(join(drafts, names.old), longAgo, longAgo);
    await storage[act]();
    expect(readdirSync(drafts).toSorted()).toEqual([names.own, names.elsewhere].toSorted());
    for (const path of paths) rmSync(path, { force: true });
  });

  it.each(['../secrets', 'a//b', '/a', 'a/', ''])('refuses the key %j', async (key) => {
    await expect(storage.put(key, Readable.from(['x']), 10)).rejects.toThrow('not a storage key');
    await expect(storage.get(key)).rejects.toThrow('not a storage key');
    await expect(storage.remove(key)).rejects.toThrow('not a storage key');
  });
});

describe('a failing bucket', () => {
  const put = (storage: Storage) => storage.put('trouble', Readable.from([Buffer.from('abc')]), 10);

  it.each([[[503]], [['cut', 500]], [[429, 'cut']]] as const)(
    'that first answers %j is asked again',
    async (troubles) => {
      const storage = open(s3.env);
      s3.disturb(...troubles);
      expect(await put(storage)).toBe(3);
      s3.disturb(...troubles);
      expect((await read(storage, 'trouble')).toString()).toBe('abc');
      s3.disturb(...troubles);
      await storage.remove('trouble');
    },
  );

  it('counts as unavailable after three tries, and keeps no upload', async () => {
    const storage = open(s3.env);
    s3.disturb(503, 503, 503);
    await expect(put(storage)).rejects.toMatchObject({ kind: 'unavailable', code: 'storage-away' });
    s3.disturb('cut', 'cut', 'cut');
    await expect(storage.get('trouble')).rejects.toMatchObject({ code: 'storage-away' });
    expect(readdirSync(uploads)).toEqual([]);
    s3.disturb('cut');
    await expect(storage.check()).rejects.toThrow('socket hang up');
  });

  it('is checked at the start by two instances at the same time', async () => {
    const storage = open(s3.env);
    await storage.put('checks/another/file', Readable.from([Buffer.from('TaskUno')]), 100);
    await storage.start();
    expect((await read(storage, 'checks/another/file')).toString()).toBe('TaskUno');
    await storage.removeBelow('checks');
  });

  it('does not delay the start while it is unavailable', async () => {
    s3.disturb(503, 503, 503);
    await expect(open(s3.env).start()).resolves.toBeUndefined();
  });

  it.each([
    ['NoSuchBucket', { STORAGE_URL: 's3://nowhere?endpoint=' }, 'Create the bucket first.'],
    ['InvalidAccessKeyId', { S3_ACCESS_KEY_ID: 'nobody' }, 'Check S3_ACCESS_KEY_ID.'],
    ['SignatureDoesNotMatch', { S3_SECRET_ACCESS_KEY: 'wrong' }, 'Check S3_SECRET_ACCESS_KEY'],
  ])('says at the start what to mend: %s', async (code, env, remedy) => {
    const settings = { ...s3.env, ...env };
    const url = settings.STORAGE_URL.endsWith('=') ? settings.STORAGE_URL + s3.endpoint : settings.STORAGE_URL;
    const started = open({ ...settings, STORAGE_URL: url }).start();
    await expect(started).rejects.toMatchObject({ exitCode: 2 });
    await expect(started).rejects.toThrow(new RegExp(`${code}.*${remedy}`));
  });
});
