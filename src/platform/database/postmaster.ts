import { readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exitCodes, StartError } from '../startup/start-error.ts';
import { connect } from './connection.ts';
import type { ConnectionTarget } from './connection-target.ts';

/** The content of `postmaster.pid`, by which the server of a data folder describes itself. */
export interface ServerState {
  readonly pid: number;
  readonly socketFolder: string;
  readonly isReady: boolean;
  /** How the process ended; only for an ended child of this process. */
  readonly howItEnded?: () => string | null;
}

/** Used only in the name of the socket file: an embedded server listens on no network. */
export const socketPort = 5432;

/** The superuser of an embedded server, on its unix socket. */
export function superuserOf(socketFolder: string): ConnectionTarget {
  return { host: socketFolder, port: socketPort, database: 'postgres', user: 'postgres' };
}

/**
 * Reads postmaster.pid (PostgreSQL, miscinit.h). Its lines: pid, folder, start, port, socket folder, address, memory,
 * status.
 */
export function readState(folder: string): ServerState | null {
  try {
    const lines = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), socketFolder: lines[4] ?? '', isReady: lines[7]?.trim() === 'ready' };
  } catch {
    return null;
  }
}

/**
 * Finds the server that already runs on this folder and waits until it answers. Removes a lock file without a server.
 * @throws StartError if a server holds the folder and does not answer.
 */
export async function runningServer(folder: string, signal?: AbortSignal): Promise<ServerState | null> {
  let problem = 'it is still starting';
  for (let attempt = 0; attempt < 300; attempt += 1) {
    signal?.throwIfAborted();
    const state = readState(folder);
    if (state === null) return null;
    // The socket is checked before the process: the process of a server in another container on the same volume is not
    // visible here.
    if (state.isReady) {
      const found = await connectionProblem(state.socketFolder, folder);
      if (found === null) return state;
      problem = found;
    }
    if (!isPostmaster(state.pid)) {
      rmSync(join(folder, 'postmaster.pid'), { force: true });
      return null;
    }
    await sleep(100);
  }
  throw new StartError(
    exitCodes.database,
    `A PostgreSQL process uses ${folder} but does not respond (${problem}). Stop it, then start again.`,
  );
}

/** Fast shutdown: open transactions are rolled back, the data is checkpointed. */
export async function stopServer(folder: string, pid: number): Promise<void> {
  if (!isPostmaster(pid)) return;
  process.kill(pid, 'SIGINT');
  for (let attempt = 0; attempt < 3_000; attempt += 1) {
    if (!isPostmaster(pid) || readState(folder)?.pid !== pid) return;
    await sleep(10);
  }
  process.kill(pid, 'SIGQUIT');
}

/** Whether a process with this id exists and is visible. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Whether this process is a PostgreSQL server. The id may belong to another program by now; a zombie does not count.
 */
export function isPostmaster(pid: number): boolean {
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    if (readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')) return false;
    return readlinkSync(`/proc/${pid}/exe`).includes('postgres');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' || (error as NodeJS.ErrnoException).code === 'EACCES';
  }
}

/** Why the server of a socket does not answer, or that it serves another folder; null if all is well. */
async function connectionProblem(socketFolder: string, folder: string): Promise<string | null> {
  const sql = connect(superuserOf(socketFolder), { connections: 1, name: 'start' });
  try {
    const [row] = await sql<{ folder: string }[]>`select current_setting('data_directory') as folder`;
    return row?.folder === folder ? null : `its socket serves ${row?.folder}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await sql.end({ timeout: 1 });
  }
}
