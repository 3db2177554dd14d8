import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbedded } from '#platform/database/embedded.ts';
import { checkVersion, ownMajor, programFolder } from '#platform/database/embedded-programs.ts';
import { connect } from '#platform/database/connection.ts';
import { databaseName, embeddedTargets, prepareDatabase } from '#platform/database/provision.ts';
import { readConfig } from '#platform/startup/config.ts';
import { createScratchFolder } from '../../src/composition/scratch-folder.ts';
import { moveDatabase, undoInterruptedUpgrade } from '../../src/composition/upgrade-embedded.ts';
import { makeFolder } from '../harness/process.ts';
import { testSecretKey } from '../harness/server.ts';

// The programs of another major version are not here: the move is made between two servers of the same one.

const folder = makeFolder();
const dataDir = join(folder.path, 'data');
const config = readConfig({ DATA_DIR: dataDir, SECRET_KEY: testSecretKey });
const keptAs = 'postgres-17';

const withDatabase = async <Result>(work: (sql: ReturnType<typeof connect>) => PromiseLike<Result>) => {
  const server = await startEmbedded({ dataDir });
  const sql = connect({ ...server.target, database: databaseName }, { connections: 1, name: 'test' });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
    await server.stop();
  }
};

beforeAll(async () => {
  const server = await startEmbedded({ dataDir });
  await prepareDatabase(config, embeddedTargets(config, server, testSecretKey), testSecretKey);
  await server.stop();
  await withDatabase(
    (sql) => sql`
      insert into tasks.inbox (consumer, event_id) select 'کار ' || i, gen_random_uuid() from generate_series(1, 500) as i`,
  );
}, 120_000);
afterAll(() => folder.remove());

const rows = () =>
  withDatabase(
    (sql) => sql<{ count: number; epoch: string }[]>`
      select (select count(*)::int from tasks.inbox) as count, (select epoch from platform.relay) as epoch`,
  );

describe('an upgrade of the embedded database', () => {
  it('moves every row to the new server, keeps the old folder, and is refused while one is kept', async () => {
    const before = await rows();
    const scratch = await createScratchFolder(dataDir, 'upgrade-');
    const steps: string[] = [];
    const move = { scratch, programs: programFolder(), keptAs, onProgress: (step: string) => void steps.push(step) };
    await moveDatabase(config, testSecretKey, move);
    expect(existsSync(join(dataDir, keptAs, 'PG_VERSION'))).toBe(true);
    expect(steps.at(-1)).toContain(join(dataDir, keptAs));
    expect(await rows()).toEqual(before);
    await expect(moveDatabase(config, testSecretKey, move)).rejects.toThrow('is in the way');
  }, 120_000);

  it('that was killed between its last two steps is undone by the next start', () => {
    const other = join(folder.path, 'killed');
    mkdirSync(join(other, 'upgrade-x'), { recursive: true });
    mkdirSync(join(other, keptAs));
    writeFileSync(join(other, keptAs, 'PG_VERSION'), '17\n');
    undoInterruptedUpgrade(other);
    expect(readFileSync(join(other, 'postgres/PG_VERSION'), 'utf8')).toBe('17\n');
    // Without an interrupted upgrade a missing folder stays missing: the start refuses it.
    renameSync(join(other, 'postgres'), join(other, keptAs));
    renameSync(join(other, 'upgrade-x'), join(other, 'x'));
    undoInterruptedUpgrade(other);
    expect(readdirSync(other).toSorted()).toEqual([keptAs, 'x']);
  });

  it('is not possible from a newer version, which is named', () => {
    const other = join(folder.path, 'versions');
    mkdirSync(other);
    const refused = (version: number) => {
      writeFileSync(join(other, 'PG_VERSION'), `${version}\n`);
      return () => checkVersion(other, programFolder());
    };
    const own = Number(ownMajor());
    expect(refused(own)).not.toThrow();
    expect(refused(own - 1)).toThrow('Start the server once, or run taskuno migrate: both upgrade it.');
    expect(refused(own + 1)).toThrow('Start it with the release that made it');
  });
});
