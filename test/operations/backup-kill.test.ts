import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { password } from '../harness/people.ts';
import { isRunning, makeFolder, postmasterOf, runProcess, startProcess, until } from '../harness/process.ts';

// Commands that are killed (SIGKILL) in the middle, as by the kernel when memory is short.

const folder = makeFolder();
const backups = join(folder.path, 'backups');
const source = join(folder.path, 'source');
const previous = join(folder.path, 'previous');
const passwordFile = join(folder.path, 'password');
/** Long enough that a command can be killed while it writes it. */
const fileBytes = randomBytes(40_000_000);
const fileKey = 'attachments/a/b';
let archive: string;

const start = (args: readonly string[], dataDir: string) =>
  startProcess({ dataDir, args: ['src/cli.ts', ...args], env: { NODE_NO_WARNINGS: '1' } });
const run = (args: readonly string[], dataDir: string) =>
  runProcess({ dataDir, args: ['src/cli.ts', ...args], env: { NODE_NO_WARNINGS: '1' } });
/** The JSON of a command, after its warnings. */
const jsonOf = (output: string) => JSON.parse(output.replace(/^.*?(?=^[[{])/ms, ''));
const addUser = (email: string, dataDir: string) =>
  run(['user', 'create', '--email', email, '--name', 'Sara', '--password-file', passwordFile], dataDir);

beforeAll(async () => {
  writeFileSync(passwordFile, `${password}\n`);
  await addUser('restored@example.com', source);
  const file = join(source, 'attachments', fileKey);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, fileBytes);
  const to = join(folder.path, 'first.tar.zst');
  archive = jsonOf((await run(['backup', 'create', '--with-keys', '--to', to, '--json'], source)).output).file;
  await addUser('previous@example.com', previous);
}, 240_000);
afterAll(() => folder.remove());

describe('a killed backup', () => {
  it('is no backup, and what it left is removed by the next one', async () => {
    mkdirSync(backups);
    const killed = await start(['backup', 'create', '--to', `${backups}/`], source);
    await until(() => readdirSync(backups).length > 0);
    killed.child.kill('SIGKILL');
    expect(await killed.ended).toBe('SIGKILL');
    expect(readdirSync(backups)).toEqual([expect.stringMatching(/\.part$/)]);
    expect(jsonOf((await run(['backup', 'list', '--to', backups, '--json'], source)).output)).toEqual([]);
    expect((await run(['backup', 'create', '--to', `${backups}/`], source)).code).toBe(0);
    expect(readdirSync(backups)).toEqual([expect.stringMatching(/^taskuno-.*\.tar\.zst$/)]);
  }, 240_000);
});

describe('a killed restore', () => {
  const usersOf = async (dataDir: string) => {
    const { code, output } = await run(['user', 'list', '--json'], dataDir);
    const users = code === 0 ? (jsonOf(output) as { email: string }[]).map(({ email }) => email) : null;
    return { code, output, users };
  };
  const hasFile = (dataDir: string) => {
    const path = join(dataDir, 'attachments', fileKey);
    return existsSync(path) && readFileSync(path).equals(fileBytes);
  };

  it('is refused by every start until it is repeated, or has changed nothing', async () => {
    // How long it takes decides when it is killed.
    const timed = join(folder.path, 'timed');
    spawnSync('cp', ['-a', previous, timed]);
    const startedAt = performance.now();
    expect((await run(['restore', archive, '--force'], timed)).code).toBe(0);
    const fullMs = performance.now() - startedAt;
    const outcomes: string[] = [];
    for (const part of [0.4, 0.6, 0.8]) {
      const dataDir = join(folder.path, `killed-${part}`);
      spawnSync('cp', ['-a', previous, dataDir]);
      const killed = await start(['restore', archive, '--force'], dataDir);
      await new Promise((resolve) => setTimeout(resolve, fullMs * part));
      killed.child.kill('SIGKILL');
      await killed.ended;
      const { code, output, users } = await usersOf(dataDir);
      if (users === null) {
        expect([code, output]).toEqual([4, expect.stringMatching(/did not finish\. Run taskuno restore again/)]);
        // Nobody takes it for an installation that can be backed up.
        expect((await run(['backup', 'create', '--to', `${folder.path}/half/`], dataDir)).code).toBe(4);
        outcomes.push('refused');
        const again = await run(['restore', archive, '--json'], dataDir);
        expect(jsonOf(again.output)).toMatchObject({ keptAs: expect.stringContaining('before_restore') });
      } else if (users.includes('previous@example.com')) {
        outcomes.push('unchanged');
        expect((await run(['restore', archive, '--force'], dataDir)).code).toBe(0);
      }
      expect((await usersOf(dataDir)).users).toEqual(['restored@example.com']);
      expect(hasFile(dataDir)).toBe(true);
    }
    expect(outcomes).toContain('refused');
  }, 600_000);
});

describe('a killed drill', () => {
  it('leaves a server and a folder, which the next drill removes', async () => {
    const killed = await start(['backup', 'drill', archive], source);
    const scratch = () => readdirSync(source).filter((name) => name.startsWith('drill-'));
    const serverOf = (name: string | undefined) => (name === undefined ? null : postmasterOf(join(source, name)));
    await until(() => serverOf(scratch()[0]) !== null);
    const server = serverOf(scratch()[0]) ?? 0;
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect([scratch().length, isRunning(server)]).toEqual([1, true]);
    expect((await run(['backup', 'drill', archive], source)).code).toBe(0);
    expect([scratch(), isRunning(server)]).toEqual([[], false]);
  }, 240_000);
});
