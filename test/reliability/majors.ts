import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ArchiveContent, readArchive } from '#platform/backup/read-archive.ts';
import { withConnection } from '#platform/database/provision.ts';
import { isPostgresInstalled, startInstalledServer } from '../harness/installed-postgres.ts';
import { makeFolder, runProcess, startProcess, until } from '../harness/process.ts';
import type { Finding } from './run.ts';
import { ask, env } from './workload.ts';

const patienceMs = 180_000;
/** A restore ends all sessions, gives the stream a new epoch, relays events that wait, and puts aside what would be sent. */
const changedByRestore =
  /^(?:auth\.(?:session|refresh_token)|platform\.(?:relay|event_log|subscription)|pgboss\..*|\w+\.(?:outbox|inbox)|tasks\.due_notice)$/;

/** The demo moves from PostgreSQL 18 to 15 and back by backup and restore. */
export async function majorRows(): Promise<Finding[]> {
  const name = 'the demo from PostgreSQL 18 to 15 and back';
  if (!isPostgresInstalled) return [{ name, figure: 'postgresql-15 is not installed', holds: false }];
  const folder = makeFolder();
  await using running = new AsyncDisposableStack();
  running.defer(() => folder.remove());
  const file = (text: string) => join(folder.path, text);
  const older = await startInstalledServer(file('older'));
  running.defer(() => older.stop());
  await withConnection(older.target, 'reliability', async (sql) => void (await sql`create database taskuno`));
  const onOlder = { DATABASE_URL: older.urlOf('taskuno'), DATABASE_ROLES: 'on' };

  const demo = await startProcess({ dataDir: file('first'), args: ['src/cli.ts', 'demo'], env });
  running.defer(() => void demo.child.kill('SIGKILL'));
  await until(() => demo.output().includes('The demo runs at'), patienceMs);
  demo.child.kill('SIGTERM');
  await demo.ended;
  const first = await backUp(file('first'), file('first.tar.zst'));
  await restore(file('second'), file('first.tar.zst'), onOlder);
  const second = await backUp(file('second'), file('second.tar.zst'), onOlder);
  await restore(file('third'), file('second.tar.zst'));
  const third = await backUp(file('third'), file('third.tar.zst'));

  const { english, password } = JSON.parse(readFileSync(file('first/demo-accounts.json'), 'utf8')) as Record<
    string,
    string
  >;
  const app = await startProcess({ dataDir: file('third'), env });
  running.defer(() => void app.child.kill('SIGKILL'));
  await app.ready();
  const signedIn = await ask(app.url, 'POST', '/auth/login', { body: { email: english, password } });
  app.child.kill('SIGTERM');
  await app.ended;

  const tables = first.manifest.tables.length;
  const rows = first.manifest.tables.reduce((sum, one) => sum + one.rows, 0);
  const steps = [first, second, third].map(({ header }) => header.postgres.split('.')[0]);
  const differing = [...differences(first, second), ...differences(second, third)];
  return [
    {
      name,
      figure: `${steps.join(' → ')}: ${tables} tables, ${rows} rows and ${first.manifest.files.count} files; beside sessions and background work ${differing.length === 0 ? 'nothing differs' : `these differ: ${differing.join(', ')}`}; sign-in ${signedIn.status}`,
      holds: differing.length === 0 && steps.join() === '18,15,18' && rows > 1_000 && signedIn.status === 200,
    },
  ];
}

type Variables = Readonly<Record<string, string>>;

async function backUp(dataDir: string, file: string, more: Variables = {}): Promise<ArchiveContent> {
  await taskuno(dataDir, ['backup', 'create', '--with-keys', '--to', file], more);
  return readArchive({ name: file, open: async () => createReadStream(file), identities: [] });
}

async function restore(dataDir: string, file: string, more: Variables = {}): Promise<void> {
  await taskuno(dataDir, ['restore', file], more);
}

async function taskuno(dataDir: string, args: readonly string[], more: Variables): Promise<void> {
  const { code, output } = await runProcess({ dataDir, args: ['src/cli.ts', ...args], env: more });
  if (code !== 0) throw new Error(`${args.join(' ')}: ${code}\n${output}`);
}

/** Tables with other rows, and files with other bytes. */
function differences(before: ArchiveContent, after: ArchiveContent): string[] {
  const sumOf = ({ manifest }: ArchiveContent, schema: string, table: string) =>
    manifest.tables.find((one) => one.schema === schema && one.table === table)?.sha256;
  const tables = before.manifest.tables
    .filter(({ schema, table, sha256 }) => sumOf(after, schema, table) !== sha256)
    .map(({ schema, table }) => `${schema}.${table}`)
    .filter((name) => !changedByRestore.test(name));
  return before.manifest.files.sha256 === after.manifest.files.sha256 ? tables : [...tables, 'files'];
}
