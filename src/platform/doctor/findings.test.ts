import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../startup/config.ts';
import { addressFinding, pushFinding } from './address-findings.ts';
import { backupFinding } from './backup-finding.ts';
import { versionFinding } from './database-findings.ts';
import { describeFinding, failure, findingOf, ok, warning } from './finding.ts';
import { folderFindings, spaceFinding } from './folder-findings.ts';
import { mailFinding } from './mail-finding.ts';
import { differenceFinding } from './schema-findings.ts';
import { storageFinding } from './storage-finding.ts';

// What each check says where all is well, and where it is not.

const folder = mkdtempSync(join(tmpdir(), 'taskuno-doctor-'));
afterAll(() => rmSync(folder, { recursive: true }));

const configWith = (env: Record<string, string>) => readConfig({ DATA_DIR: folder, ...env });

describe('the address', () => {
  const found = (env: Record<string, string>) => addressFinding(configWith(env));

  it('is a loopback address on a server that only this machine reaches', () => {
    expect(found({})).toMatchObject({ level: 'ok' });
    expect(found({ HOST: '0.0.0.0' })).toMatchObject({ outcome: 'loopback', level: 'warning' });
  });

  it('is HTTPS elsewhere', () => {
    expect(found({ PUBLIC_URL: 'https://tasks.example.com' })).toMatchObject({ level: 'ok' });
    expect(found({ PUBLIC_URL: 'http://tasks.example.com' })).toMatchObject({
      outcome: 'plain',
      command: 'PUBLIC_URL=https://tasks.example.com',
    });
  });

  it('of whom push services contact is one that they can reach', () => {
    expect(pushFinding(configWith({ PUBLIC_URL: 'https://tasks.example.com' }))).toMatchObject({ level: 'ok' });
    expect(pushFinding(configWith({}))).toMatchObject({ outcome: 'local', level: 'warning' });
  });
});

describe('the data folder', () => {
  const dataDir = join(folder, 'data');
  const key = join(dataDir, 'secrets/secret-key');
  beforeAll(() => {
    mkdirSync(join(dataDir, 'secrets'), { recursive: true, mode: 0o700 });
    writeFileSync(key, 'k', { mode: 0o600 });
  });
  const found = async (dir = dataDir, env: Record<string, string> = {}) =>
    Object.fromEntries((await folderFindings(configWith({ DATA_DIR: dir, ...env }))).map((one) => [one.id, one]));

  it('exists and can be written', async () => {
    expect((await found())['data-folder']).toMatchObject({ outcome: 'ok' });
    expect((await found(join(folder, 'none')))['data-folder']).toMatchObject({ outcome: 'missing' });
    // A file instead of a folder can't be written by root either.
    writeFileSync(join(folder, 'file'), '', { mode: 0o444 });
    expect((await found(join(folder, 'file')))['data-folder']).toMatchObject({ outcome: 'read-only', level: 'error' });
  });

  it('hides its keys from others', async () => {
    expect((await found())['secrets']).toMatchObject({ outcome: 'ok' });
    chmodSync(key, 0o644);
    expect((await found())['secrets']).toMatchObject({ outcome: 'readable', command: `chmod go-rwx ${key}` });
    chmodSync(key, 0o600);
  });

  it('has a key of at most 90 days', async () => {
    expect((await found())['key-age']).toMatchObject({ outcome: 'ok', values: { days: 0 } });
    const then = new Date(Date.now() - 91 * 86_400_000);
    utimesSync(key, then, then);
    expect((await found())['key-age']).toMatchObject({ outcome: 'old', values: { days: 91, file: key } });
    const fromOutside = { SECRET_KEY: 'k'.repeat(40) };
    expect((await found(dataDir, fromOutside))['key-age']).toMatchObject({ outcome: 'environment' });
  });

  it('has free space', () => {
    expect(spaceFinding(2 * 1024 ** 3)).toMatchObject({ level: 'ok', values: { mebibytes: 2_048 } });
    expect(spaceFinding(500 * 1024 ** 2)).toMatchObject({ level: 'warning', outcome: 'little' });
    expect(spaceFinding(50 * 1024 ** 2)).toMatchObject({ level: 'error', outcome: 'little' });
  });
});

describe('mail', () => {
  let greeting = '220 ready\r\n';
  let server: Server;
  beforeAll(async () => {
    server = createServer((socket) => socket.end(greeting)).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
  });
  afterAll(() => server.close());
  const smtp = () => ({ SMTP_URL: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}` });

  it('reaches its server', async () => {
    expect(await mailFinding(configWith(smtp()))).toMatchObject({ level: 'ok', outcome: 'smtp' });
    greeting = '421 busy\r\n';
    expect(await mailFinding(configWith(smtp()))).toMatchObject({
      level: 'error',
      outcome: 'unreachable',
      values: { reason: '421 busy' },
    });
    const nobody = { SMTP_URL: 'smtp://127.0.0.1:1' };
    expect(await mailFinding(configWith(nobody))).toMatchObject({ values: { reason: 'ECONNREFUSED' } });
  });

  it('is sent, above all where new accounts need it', async () => {
    expect(await mailFinding(configWith({ RESEND_API_KEY: 're_1' }))).toMatchObject({ outcome: 'resend' });
    expect(await mailFinding(configWith({}))).toMatchObject({ level: 'warning', outcome: 'none' });
    const confirming = { EMAIL_CONFIRMATION: 'on' };
    expect(await mailFinding(configWith(confirming))).toMatchObject({ level: 'error', outcome: 'required' });
  });
});

describe('the storage', () => {
  const log = pino({ level: 'silent' });

  it('keeps what is written', async () => {
    mkdirSync(join(folder, 'attachments'));
    expect(await storageFinding(configWith({}), log)).toMatchObject({ level: 'ok' });
    rmSync(join(folder, 'attachments'), { recursive: true });
    expect(await storageFinding(configWith({}), log)).toMatchObject({ outcome: 'missing' });
    writeFileSync(join(folder, 'attachments'), '');
    expect(await storageFinding(configWith({}), log)).toMatchObject({ level: 'error', outcome: 'folder-failed' });
  });

  it('says which settings of a bucket to look at', async () => {
    const env = {
      STORAGE_URL: 's3://files?endpoint=http://127.0.0.1:1&region=a',
      S3_ACCESS_KEY_ID: 'id',
      S3_SECRET_ACCESS_KEY: 'key',
    };
    expect(await storageFinding(configWith(env), log)).toMatchObject({ level: 'error', outcome: 'bucket-failed' });
  });
});

describe('backups', () => {
  const nightly = { schedule: '30 2 * * *', target: '/mnt/backups/' };
  const now = new Date('2026-11-28T10:00:00Z');
  const found = (backup: typeof nightly | { schedule: null; target: string }, names: readonly string[]) =>
    backupFinding(backup, async () => names, now);

  it('are as new as the schedule promises', async () => {
    expect(await found(nightly, ['taskuno-20261128-023100.tar.zst'])).toMatchObject({
      level: 'ok',
      values: { date: '2026-11-28 02:31 UTC' },
    });
    expect(await found(nightly, ['taskuno-20261127-023100.tar.zst', 'other.txt'])).toMatchObject({
      level: 'error',
      outcome: 'overdue',
      values: { date: '2026-11-27 02:31 UTC', due: '2026-11-28 02:30 UTC' },
    });
    expect(await found(nightly, [])).toMatchObject({ level: 'warning', outcome: 'none' });
  });

  it('may take their time', async () => {
    const soon = backupFinding(
      nightly,
      async () => ['taskuno-20261127-023100.tar.zst'],
      new Date('2026-11-28T03:00:00Z'),
    );
    expect(await soon).toMatchObject({ level: 'ok' });
  });

  it('are made by something, if not by the server', async () => {
    const byHand = { schedule: null, target: 's3://backups?region=a' };
    expect(await found(byHand, ['taskuno-20261125-100000.tar.zst.age'])).toMatchObject({ level: 'ok' });
    expect(await found(byHand, ['taskuno-20261101-100000.tar.zst.age'])).toMatchObject({ outcome: 'unscheduled' });
    const away = backupFinding(byHand, () => Promise.reject(new Error('no such bucket')), now);
    expect(await away).toMatchObject({ outcome: 'unreadable', values: { target: 's3://backups' } });
  });
});

describe('the database server', () => {
  it('is PostgreSQL 15 or newer', () => {
    expect(versionFinding(150_004, '15.4')).toMatchObject({ level: 'ok' });
    expect(versionFinding(140_010, '14.10')).toMatchObject({ level: 'error', outcome: 'old' });
  });

  it('has the same time', () => {
    expect(differenceFinding(500)).toMatchObject({ level: 'ok' });
    expect(differenceFinding(4_000)).toMatchObject({ level: 'warning', values: { seconds: 4 } });
    expect(differenceFinding(90_000)).toMatchObject({ level: 'error', command: 'timedatectl set-ntp true' });
  });
});

describe('a finding', () => {
  const late = warning('queues', 'late', { count: 1_200, minutes: 5 }, 'taskuno queue status');

  it('is told in the language of the reader, with its digits', () => {
    expect(describeFinding(late, 'en')).toEqual({
      id: 'queues',
      level: 'warning',
      title: 'Waiting jobs',
      message: 'Jobs that have waited for more than 5 minutes: 1,200',
      fix: expect.stringContaining('HTTP=off'),
      command: 'taskuno queue status',
    });
    expect(describeFinding(late, 'fa').message).toContain('۱٬۲۰۰');
    expect(describeFinding(ok('queues', 'ok'), 'fa')).toMatchObject({ title: 'کارهای منتظر', fix: null });
  });

  it('isolates names in Persian sentences, and leaves English ones as they are in a terminal', () => {
    const lost = failure('storage', 'folder-failed', { place: '/data', reason: 'EACCES' });
    expect(describeFinding(lost, 'en').message).toBe('Files can’t be stored in /data: EACCES');
    expect(describeFinding(lost, 'fa').message).toContain('\u2068/data\u2069');
  });

  it('is a check that failed itself', async () => {
    const broken = await findingOf('clock', () => Promise.reject(new Error('no clock')));
    expect(describeFinding(broken, 'en')).toMatchObject({
      level: 'error',
      title: 'Clock',
      message: 'The check failed: no clock',
    });
    expect(describeFinding(broken, 'fa').message).toContain('no clock');
  });
});
