import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfig } from '#platform/startup/config.ts';
import { refuseLostDatabase, refuseLostFolder, writeMark } from '#platform/startup/installation-mark.ts';
import { makeFolder, runProcess } from '../harness/process.ts';

// A start with an empty folder or database is refused if there was data before.

const folder = makeFolder();
afterAll(folder.remove);

const external = { DATABASE_URL: 'postgres://localhost/taskuno' };
function newFolder(name: string, env: Readonly<Record<string, string>> = {}) {
  const dataDir = join(folder.path, name);
  mkdirSync(dataDir);
  const configOf = (more: Readonly<Record<string, string>> = {}) => readConfig({ DATA_DIR: dataDir, ...env, ...more });
  return { dataDir, configOf };
}

describe('taskuno', () => {
  it('does not create a new database in the place of a lost one', async () => {
    const dataDir = join(folder.path, 'served');
    const migrate = (env: Readonly<Record<string, string>> = {}) =>
      runProcess({ dataDir, env, args: ['src/cli.ts', 'migrate'] });
    expect((await migrate()).code).toBe(0);
    renameSync(join(dataDir, 'postgres'), join(folder.path, 'away'));
    const refused = await migrate();
    expect(refused.code).toBe(3);
    expect(refused.output).toBe(
      `The database ${dataDir}/postgres is missing. Restore a backup with taskuno restore, or bring the folder back. To begin anew, set TASKUNO_EXPECT_DATA=false.\n`,
    );
    expect(existsSync(join(dataDir, 'postgres'))).toBe(false);
    expect((await migrate({ TASKUNO_EXPECT_DATA: 'false' })).code).toBe(0);
    expect((await migrate({ TASKUNO_EXPECT_DATA: 'true' })).output).toContain('the database has no accounts');
  });
});

describe('refuseLostFolder', () => {
  it('lets a first start begin', () => {
    const { configOf } = newFolder('first');
    expect(() => refuseLostFolder(configOf())).not.toThrow();
    expect(() => refuseLostFolder(configOf({ TASKUNO_EXPECT_DATA: 'true' }))).toThrow('TASKUNO_EXPECT_DATA is true');
  });

  it('notices that DATABASE_URL is no longer set', () => {
    const { configOf } = newFolder('forgotten');
    writeMark(configOf(external));
    expect(() => refuseLostFolder(configOf(external))).not.toThrow();
    expect(() => refuseLostFolder(configOf())).toThrow('DATABASE_URL is not set');
    expect(() => refuseLostFolder(configOf({ TASKUNO_EXPECT_DATA: 'false' }))).not.toThrow();
  });

  it('requires a mounted volume in a container, unless nothing is kept in it', () => {
    const { dataDir, configOf } = newFolder('container', { REQUIRE_VOLUME: 'on' });
    expect(() => refuseLostFolder(configOf())).toThrow(`${dataDir} is not a mounted volume`);
    const elsewhere = {
      ...external,
      SECRET_KEY: 'x'.repeat(32),
      STORAGE_URL: 's3://bucket',
      S3_ACCESS_KEY_ID: 'id',
      S3_SECRET_ACCESS_KEY: 'secret',
    };
    expect(() => refuseLostFolder(configOf(elsewhere))).not.toThrow();
    expect(() => refuseLostFolder(readConfig({ DATA_DIR: '/proc', REQUIRE_VOLUME: 'on' }))).not.toThrow();
  });

  it('notices that a volume is not mounted', () => {
    const { dataDir, configOf } = newFolder('unmounted');
    writeFileSync(`${dataDir}.volume`, '');
    expect(() => refuseLostFolder(configOf())).toThrow(`${dataDir} was a mounted volume before and is none now`);
    rmSync(`${dataDir}.volume`);
    expect(() => refuseLostFolder(configOf())).not.toThrow();
  });
});

describe('refuseLostDatabase', () => {
  it('refuses an empty external database that was used before', () => {
    const { configOf } = newFolder('external', external);
    expect(() => refuseLostDatabase(configOf(), 'new')).not.toThrow();
    writeMark(configOf());
    expect(() => refuseLostDatabase(configOf(), 'new')).toThrow('The database is empty');
    expect(() => refuseLostDatabase(configOf(), 'empty')).not.toThrow();
    expect(() => refuseLostDatabase(configOf({ TASKUNO_EXPECT_DATA: 'true' }), 'empty')).toThrow('has no accounts');
    expect(() => refuseLostDatabase(configOf({ TASKUNO_EXPECT_DATA: 'true' }), 'used')).not.toThrow();
    expect(() => refuseLostDatabase(configOf({ TASKUNO_EXPECT_DATA: 'false' }), 'new')).not.toThrow();
  });
});
