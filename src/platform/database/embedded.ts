import { spawn } from 'node:child_process';
import { hash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDataFolder } from '../startup/data-folder.ts';
import type { Logger } from '../observability/logger.ts';
import { exitCodes, StartError } from '../startup/start-error.ts';
import type { ConnectionTarget } from './connection-target.ts';
import { type Claim, claimServer, type Purpose } from './embedded-claim.ts';
import { supervise } from './embedded-supervisor.ts';
import { checkVersion, programFolder } from './embedded-programs.ts';
import { type DatabaseUser, databaseUser, changeOwner } from './embedded-user.ts';
import {
  isAlive,
  readState,
  runningServer,
  socketPort,
  type ServerState,
  stopServer,
  superuserOf,
} from './postmaster.ts';

export interface EmbeddedServer {
  /** The superuser of the server, on its unix socket. */
  readonly target: ConnectionTarget;
  /** Changes after a restart. */
  readonly pid: number;
  /** Releases the server. The last user stops it with a fast shutdown. */
  stop(): Promise<void>;
  /** Signals the server to stop without waiting, for an app that must end immediately. */
  abandon(): void;
}

export interface EmbeddedOptions {
  readonly dataDir: string;
  /** `serve` for the app, `share` for a command. Only one app serves from a data folder. */
  readonly purpose?: Purpose;
  /** The folder of the server's programs. Default: that of the npm package. */
  readonly programs?: string;
  /** Further server settings, as in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly onProgress?: (step: string) => void;
  /** If set, the server is restarted whenever it ends, and the restarts are logged here. */
  readonly log?: Pick<Logger, 'error' | 'info'>;
  /** Aborts the start. */
  readonly signal?: AbortSignal | undefined;
}

const launchAttempts = 8;
const startTimeoutMs = 60_000;
const renewMs = 5_000;

/**
 * Starts the PostgreSQL of the npm package in `DATA_DIR/postgres`, on a unix socket that only its user and root can
 * use. A server that already runs there (of a command, or of a killed app) is used.
 * @throws StartError with one line, if the folder or its version does not fit, or another app serves from it.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const { dataDir, purpose = 'share', signal } = options;
  createDataFolder(dataDir);
  const programs = options.programs ?? programFolder();
  const folder = join(dataDir, 'postgres');
  const installation = { folder, programs, user: databaseUser([folder, join(programs, 'postgres')]) };
  let launched: ServerState | null = null;
  try {
    const begin = performance.now();
    for (let attempt = 1; performance.now() - begin < startTimeoutMs; attempt += 1) {
      try {
        const state = (await runningServer(folder, signal)) ?? (launched = await start(options, installation));
        const target = superuserOf(state.socketFolder);
        const claim = await claimServer(target, purpose, dataDir);
        if (claim) return own(options, installation, state, claim);
      } catch (error) {
        // Another process may have started it first, or the shared memory of a killed server is not yet released.
        if (!(error instanceof LaunchError) || attempt === launchAttempts) throw error;
      }
      await sleep(Math.min(50 * attempt, 500), undefined, { signal });
    }
    throw new StartError(
      exitCodes.database,
      `The PostgreSQL in ${folder} accepts no connections. See ${dataDir}/postgres.log.`,
    );
  } catch (error) {
    // Nobody else would stop it.
    if (launched) await stopServer(folder, launched.pid);
    throw error;
  }
}

/** This attempt to start the server failed. */
class LaunchError extends StartError {}

/** The server's public interface. It is supervised if there is a log. */
function own(options: EmbeddedOptions, installation: Installation, state: ServerState, claim: Claim): EmbeddedServer {
  const { folder } = installation;
  const { log, dataDir } = options;
  const supervisor =
    log && supervise(state, { folder, log, logFile: join(dataDir, 'postgres.log'), start: startAgain });
  const pid = () => (supervisor?.state() ?? state).pid;

  async function startAgain(signal: AbortSignal): Promise<ServerState> {
    // Other processes know the old socket path, so it stays the same.
    const again = { ...options, signal, socketFolder: state.socketFolder };
    const started = (await runningServer(folder, signal)) ?? (await start(again, installation));
    // Renew the claim before the server counts as running: otherwise a command that ends now would find no other user
    // and stop it.
    await Promise.race([claim.renew(), sleep(renewMs, undefined, { signal, ref: false }).catch(() => undefined)]);
    return started;
  }

  return {
    target: superuserOf(state.socketFolder),
    get pid() {
      return pid();
    },
    async stop() {
      await supervisor?.stop();
      await claim.release(() => stopServer(folder, pid()));
    },
    abandon() {
      void supervisor?.stop();
      try {
        process.kill(pid(), 'SIGINT');
      } catch {}
    },
  };
}

interface Installation {
  readonly folder: string;
  readonly programs: string;
  readonly user: DatabaseUser;
}

async function start(
  options: EmbeddedOptions & { socketFolder?: string },
  installation: Installation,
): Promise<ServerState> {
  const { dataDir, settings = {}, onProgress, signal } = options;
  const { folder, programs, user } = installation;
  if (existsSync(join(folder, 'PG_VERSION'))) checkVersion(folder, programs);
  else {
    onProgress?.('creating the database');
    await initialise(installation, signal);
  }
  changeOwner(user.owner, folder);
  const socketFolder = options.socketFolder ?? createSocketFolder(dataDir, user);
  return launch(installation, { socketFolder, settings, signal });
}

/**
 * Creates the data folder under a temporary name and renames it: an interrupted start leaves no incomplete database.
 */
async function initialise({ folder, programs, user }: Installation, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new StartError(
      exitCodes.dataFolder,
      `The folder ${folder} is not empty and contains no database. Move it away, or set DATA_DIR to another folder.`,
    );
  }
  removeOldDrafts(dirname(folder));
  const draft = join(dirname(folder), `${draftPrefix}${process.pid}`);
  mkdirSync(draft, { mode: 0o700 });
  changeOwner(user.owner, draft);
  await runInitdb(programs, user, draft, signal);
  try {
    renameSync(draft, folder);
  } catch (cause) {
    rmSync(draft, { recursive: true, force: true });
    throw new LaunchError(exitCodes.dataFolder, `The database could not be installed in ${folder}: ${cause}`, cause);
  }
}

const draftPrefix = 'postgres.new-';

function removeOldDrafts(dataDir: string): void {
  for (const name of readdirSync(dataDir)) {
    if (!name.startsWith(draftPrefix) || isAlive(Number(name.slice(draftPrefix.length)))) continue;
    rmSync(join(dataDir, name), { recursive: true, force: true });
  }
}

async function runInitdb(
  programs: string,
  user: DatabaseUser,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { file, args } = user.command(join(programs, 'initdb'), [
    `--pgdata=${folder}`,
    '--username=postgres',
    '--auth=trust',
    '--encoding=UTF8',
    // The C locale knows only ASCII letters: trigrams of Persian words would be empty.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C.UTF-8',
    '--no-instructions',
  ]);
  // In its own process group: Ctrl-C must not leave an incomplete database.
  const child = spawn(file, args, {
    ...user.spawnOptions,
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const interrupt = () => child.kill('SIGINT');
  signal?.addEventListener('abort', interrupt);
  const complaints: Buffer[] = [];
  child.stderr.on('data', (bytes: Buffer) => complaints.push(bytes));
  const failure = await new Promise<string | null>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code) => resolve(code === 0 ? null : Buffer.concat(complaints).toString().trim()));
  });
  signal?.removeEventListener('abort', interrupt);
  if (failure === null) return;
  rmSync(folder, { recursive: true, force: true });
  signal?.throwIfAborted();
  throw new StartError(
    exitCodes.dataFolder,
    `The database could not be created in ${dirname(folder)}: ${failure.split('\n').pop()}`,
  );
}

/** A socket path has at most 107 bytes. For a longer data folder the socket is in the temporary folder. */
function createSocketFolder(dataDir: string, user: DatabaseUser): string {
  const socketInDataDir = join(dataDir, 'postgres', 'socket');
  const name = `taskuno-${hash('sha256', dataDir, 'hex').slice(0, 12)}`;
  const folder = Buffer.byteLength(socketInDataDir) < 85 ? socketInDataDir : join(tmpdir(), name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  changeOwner(user.owner, folder);
  return folder;
}

interface LaunchOptions {
  readonly socketFolder: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
}

async function launch(
  { user, programs, folder }: Installation,
  { socketFolder, settings, signal }: LaunchOptions,
): Promise<ServerState> {
  const all = {
    listen_addresses: '',
    port: String(socketPort),
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
  // In its own process group: Ctrl-C must reach only the app, which finishes its requests and then stops the server.
  const child = spawn(file, args, { ...user.spawnOptions, cwd: '/', detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  child.unref();
  let end: string | null = null;
  child.once('error', (error) => (end = error.message));
  child.once('exit', (code, killedBy) => (end = killedBy === null ? `exit code ${code}` : `killed by ${killedBy}`));
  const howItEnded = () => end;
  for (let attempt = 0; attempt < 6_000; attempt += 1) {
    const { pid } = child;
    const state = readState(folder);
    if (pid !== undefined && state?.pid === pid && state.isReady)
      return { pid, socketFolder, isReady: true, howItEnded };
    if (howItEnded() !== null) {
      throw new LaunchError(exitCodes.database, `The embedded PostgreSQL did not start (${end}). See ${logFile}.`);
    }
    if (signal?.aborted && pid !== undefined) await stopServer(folder, pid);
    signal?.throwIfAborted();
    await sleep(10);
  }
  throw new StartError(exitCodes.database, `The embedded PostgreSQL is not ready after a minute. See ${logFile}.`);
}
