import { setTimeout as sleep } from 'node:timers/promises';
import { exitCodes, StartError } from '../start-error.ts';
import { type ConnectionTarget, connect, type Sql } from './connection.ts';

/** What a process is on an embedded server for: `serve` is one app's alone, `share` any command's beside it. */
export type Purpose = 'serve' | 'share';

/** A process's part in an embedded server, held by locks of a session that ends with the process, however it ends. */
export interface Claim {
  /** Gives it up. Where nobody else has one, `stop` is run, and nobody can begin to use the server meanwhile. */
  leave(stop: () => Promise<void>): Promise<void>;
}

/** Held shared by everyone who uses the server: who can take it alone is the last. */
const useKey = 7_264_520;
/** Held by the app that serves. */
const serveKey = 7_264_521;
const patienceMs = 3_000;

/**
 * Claims a part in the server; null where the server is about to stop, or has.
 * @throws StartError where another app serves from it already.
 */
export async function claimServer(target: ConnectionTarget, purpose: Purpose, folder: string): Promise<Claim | null> {
  const state = { hasLeft: false };
  const sql = connect(target, {
    connections: 1,
    name: `${purpose} ${process.pid}`,
    idleTimeoutSeconds: 0,
    onClose: () => {
      if (!state.hasLeft) void takeAgain(sql, purpose, state);
    },
  });
  try {
    if (await take(sql, purpose, folder)) return { leave: (stop) => leave(sql, state, stop) };
  } catch (error) {
    if (error instanceof StartError) throw error;
  } finally {
    if (!(await holds(sql, purpose))) {
      state.hasLeft = true;
      await sql.end({ timeout: 1 });
    }
  }
  return null;
}
