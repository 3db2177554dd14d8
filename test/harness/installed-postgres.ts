import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ConnectionTarget } from '#platform/database/connection-target.ts';
import { changeOwner, databaseUser } from '#platform/database/embedded-user.ts';
import { superuserOf } from '#platform/database/postmaster.ts';
import { withConnection } from '#platform/database/provision.ts';
import { until } from './process.ts';

/** Where Debian installs PostgreSQL 15 (`apt-get install postgresql-15`). */
const programs = '/usr/lib/postgresql/15/bin';
export const isPostgresInstalled = existsSync(programs);

/** A server of another major version than the embedded one, on a unix socket. */
export interface InstalledServer {
  /** Its superuser. */
  readonly target: ConnectionTarget;
  /** The address of a database for the app. */
  urlOf(database: string): string;
  /** Ends it as a power failure would. */
  kill(): Promise<void>;
  /** Makes a replica a server of its own. */
  promote(): Promise<void>;
  stop(): Promise<void>;
}

const run = promisify(execFile);
const user = databaseUser([programs]);
const settings = { listen_addresses: '', max_connections: '200', jit: 'off' };

/** Creates a server in an empty folder and starts it; a replica, if there is a primary to follow. */
export async function startInstalledServer(folder: string, primary?: InstalledServer): Promise<InstalledServer> {
  const [data, socket] = [join(folder, 'data'), join(folder, 'socket')];
  for (const path of [folder, socket]) mkdirSync(path, { recursive: true, mode: 0o711 });
  changeOwner(user.owner, folder);
  if (primary) {
    const source = ['--host', primary.target.host, '--username', 'postgres', '--checkpoint', 'fast'];
    await runAsUser('pg_basebackup', ['--pgdata', data, '--write-recovery-conf', '--wal-method', 'stream', ...source]);
  } else {
    const locale = ['--encoding=UTF8', '--locale=C.UTF-8'];
    await runAsUser('initdb', ['--pgdata', data, '--username=postgres', '--auth=trust', '--no-sync', ...locale]);
  }
  const lines = Object.entries({ ...settings, unix_socket_directories: socket });
  writeFileSync(join(data, 'postgresql.auto.conf'), lines.map(([name, value]) => `${name} = '${value}'\n`).join(''), {
    flag: 'a',
  });
  const server = spawn(join(programs, 'postgres'), ['-D', data], { ...user.spawnOptions, stdio: 'ignore' });
  const target = superuserOf(socket);
  await until(() => answers(target));
  return {
    target,
    urlOf: (database) => `postgres://postgres@localhost:${target.port}/${database}?host=${socket}`,
    // The sessions notice it and end by themselves.
    kill: () => end(server, 'SIGKILL'),
    promote: () => withConnection(target, 'promotion', async (sql) => void (await sql`select pg_promote()`)),
    stop: () => end(server, 'SIGINT'),
  };
}

async function runAsUser(program: string, args: readonly string[]): Promise<void> {
  const { file, args: all } = user.command(join(programs, program), args);
  await run(file, all, { ...user.spawnOptions, cwd: '/' });
}

async function answers(target: ConnectionTarget): Promise<boolean> {
  try {
    await withConnection(target, 'start', async (sql) => void (await sql`select 1`));
    return true;
  } catch {
    return false;
  }
}

async function end(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  server.kill(signal);
  await once(server, 'exit');
}
