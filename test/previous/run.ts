import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '#platform/database/connection.ts';
import { startEmbedded } from '#platform/database/embedded.ts';
import { type AppProcess, makeFolder, runProcess, startProcess } from '../harness/process.ts';
import { testSecretKey } from '../harness/server.ts';
import { walk, type Walk } from './walk.ts';

// The release before this one works on the database of this one: alone, and beside it, as during a rolling update.
// Use: npm run test:previous, or npm run test:previous -- REF for another commit than the last tag.

const root = new URL('../..', import.meta.url).pathname;

/** The last release before this commit. */
function lastTag(): string | null {
  const tag = spawnSync('git', ['describe', '--tags', '--abbrev=0', '--match', 'v*', 'HEAD^'], {
    cwd: root,
    encoding: 'utf8',
  });
  return tag.status === 0 ? tag.stdout.trim() : null;
}

/** Puts the files of a commit into a folder, and installs its packages. */
function checkOut(ref: string, folder: string): void {
  mkdirSync(folder);
  shell(`git -C "${root}" archive "${ref}" | tar -x -C "${folder}"`);
  shell(`cd "${folder}" && npm ci --omit=dev`);
}

function shell(command: string): void {
  const { status, stdout, stderr } = spawnSync('sh', ['-ec', command], { encoding: 'utf8', maxBuffer: 1e8 });
  if (status !== 0) throw new Error(`${command}: ${status}\n${stdout}\n${stderr}`);
}

async function main(ref: string): Promise<boolean> {
  const folder = makeFolder();
  await using running = new AsyncDisposableStack();
  running.defer(() => folder.remove());
  const previousRoot = join(folder.path, 'previous');
  say(`installing ${ref}`);
  checkOut(ref, previousRoot);
  const server = await startEmbedded({ dataDir: folder.path });
  running.defer(() => server.stop());
  const admin = connect(server.target, { connections: 1, name: 'previous release' });
  await admin`create database taskuno`;
  await admin.end({ timeout: 1 });
  const { host, port, user } = server.target;
  const env = {
    LOG_LEVEL: 'error',
    RATE_LIMITS: 'off',
    SECRET_KEY: testSecretKey,
    SERVICE_KEY: testSecretKey,
    DATABASE_URL: `postgres://${user}@localhost:${port}/taskuno?host=${host}`,
    DATABASE_ROLES: 'on',
  };
  const start = async (name: string, cwd: string): Promise<AppProcess> => {
    const app = await startProcess({ dataDir: join(folder.path, name), cwd, env });
    running.defer(() => void app.child.kill('SIGKILL'));
    await app.ready();
    return app;
  };
  const results: boolean[] = [];
  const report = (what: string, { requests, failures }: Walk, apps: readonly AppProcess[]) => {
    const errors = apps.flatMap((app) => app.output().split('\n').filter(Boolean));
    say(`${what}: ${failures.length} of ${requests} requests failed, ${errors.length} errors logged`);
    for (const line of [...failures, ...errors]) say(`  ${line}`);
    results.push(failures.length + errors.length === 0);
  };

  const before = await start('before', previousRoot);
  report(`${ref} on its own schema`, await walk([before.url], 'before'), [before]);

  let isMigrating = true;
  const during = walkUntil([before.url], () => !isMigrating);
  const migration = await runProcess({ dataDir: join(folder.path, 'cli'), args: ['src/cli.ts', 'migrate'], env });
  isMigrating = false;
  if (migration.code !== 0) throw new Error(`migrate: ${migration.code}\n${migration.output}`);
  say(`migrated: ${migration.output.trim().split('\n').join(', ')}`);
  report(`${ref} while this release migrates`, await during, [before]);
  before.child.kill('SIGTERM');
  await before.ended;

  const previous = await start('previous', previousRoot);
  report(`${ref} started on this release's schema`, await walk([previous.url], 'previous'), [previous]);
  const current = await start('current', root);
  report('both at once', await walk([previous.url, current.url], 'both'), [previous, current]);
  report('both at once, begun by this release', await walk([current.url, previous.url], 'again'), [previous, current]);
  for (const app of [previous, current]) app.child.kill('SIGTERM');
  await Promise.all([previous.ended, current.ended]);
  return results.every(Boolean);
}

/** Walks again and again. */
async function walkUntil(urls: readonly string[], isOver: () => boolean): Promise<Walk> {
  let requests = 0;
  const failures: string[] = [];
  for (let i = 0; i === 0 || !isOver(); i += 1) {
    const one = await walk(urls, `during-${i}`);
    requests += one.requests;
    failures.push(...one.failures);
  }
  return { requests, failures };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const ref = process.argv[2] ?? lastTag();
if (ref === null) say('There is no release before this one.');
else if (!(await main(ref))) process.exitCode = 1;
