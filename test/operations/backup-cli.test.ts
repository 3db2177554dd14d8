import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runHere } from '../harness/command.ts';
import { password } from '../harness/people.ts';
import { makeFolder } from '../harness/process.ts';

const folder = makeFolder();
afterAll(() => folder.remove());

describe('taskuno backup and restore', () => {
  const dataDir = join(folder.path, 'cli');
  const taskuno = (args: readonly string[], dir = dataDir) => runHere(dir, args);

  it('create, verify, drill and restore, and keep data that they replace', async () => {
    const passwordFile = join(folder.path, 'password');
    writeFileSync(passwordFile, `${password}\n`);
    const account = (email: string) =>
      taskuno(['user', 'create', '--email', email, '--name', 'Sara', '--password-file', passwordFile]);
    expect((await taskuno(['backup', 'create', '--json'])).code).toBe(3);
    await account('sara@example.com');
    const created = JSON.parse(
      (await taskuno(['backup', 'create', '--with-keys', '--json'])).output.replace(/^.*?(?=\{)/s, ''),
    );
    expect(created).toMatchObject({ file: expect.stringMatching(/\/cli\/backups\/taskuno-[\d-]+\.tar\.zst$/) });
    expect(created.sha256).toBe(createHash('sha256').update(readFileSync(created.file)).digest('hex'));
    expect(created.bytes).toBe(readFileSync(created.file).length);
    expect((await taskuno(['backup', 'verify', created.file])).code).toBe(0);
    const drilled = JSON.parse((await taskuno(['backup', 'drill', created.file, '--json'])).output);
    expect(drilled).toMatchObject({ equal: true, rows: created.rows });
    expect(drilled.tables).toHaveLength(created.tables);
    expect(readdirSync(dataDir).filter((name) => name.startsWith('drill'))).toEqual([]);
    expect((await taskuno(['restore', created.file])).code).toBe(6);
    expect((await taskuno(['restore', created.file, '--dry-run'])).code).toBe(6);
    expect(
      JSON.parse((await taskuno(['restore', created.file, '--dry-run', '--force', '--json'])).output),
    ).toMatchObject({ dryRun: true, rows: created.rows, replacesData: true, warnings: [] });
    const forced = await taskuno(['restore', created.file, '--force', '--json']);
    expect(JSON.parse(forced.output)).toMatchObject({ keptAs: expect.stringContaining('taskuno_before_restore_') });
    const accounts = JSON.parse((await taskuno(['user', 'list', '--json'])).output);
    expect(accounts.map(({ email }: { email: string }) => email)).toEqual(['sara@example.com']);
    // A new data folder gets the keys of the backup.
    const fresh = join(folder.path, 'fresh');
    const planned = JSON.parse((await taskuno(['restore', created.file, '--dry-run', '--json'], fresh)).output);
    expect(planned).toMatchObject({ replacesData: false, warnings: [] });
    expect(existsSync(fresh)).toBe(false);
    expect(JSON.parse((await taskuno(['restore', created.file, '--json'], fresh)).output).warnings).toEqual([]);
    expect(readFileSync(join(fresh, 'secrets/secret-key'), 'utf8')).toBe(
      readFileSync(join(dataDir, 'secrets/secret-key'), 'utf8'),
    );
    writeFileSync(join(folder.path, 'no-backup'), 'text');
    const wrong = await taskuno(['backup', 'verify', join(folder.path, 'no-backup')]);
    expect([wrong.code, wrong.output]).toEqual([1, expect.stringContaining('is not a backup of TaskUno')]);
  }, 240_000);
});
