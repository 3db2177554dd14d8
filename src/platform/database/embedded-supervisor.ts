import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../observability/logger.ts';
import { isPostmaster, readState, type ServerState } from './postmaster.ts';

export interface SupervisorOptions {
  readonly folder: string;
  readonly log: Pick<Logger, 'error' | 'info'>;
  /** The server's log file. Its last lines explain why the server ended. */
  readonly logFile: string;
  /** Uses the running server, or starts one. Gives up when the signal is aborted. */
  readonly start: (signal: AbortSignal) => Promise<ServerState>;
}

export interface Supervisor {
  state(): ServerState;
  /** Stops supervising. Resolves when no start is in progress. */
  stop(): Promise<void>;
}

const checkMs = 250;
const maxRetryMs = 5_000;
/** A server that ran for this long had started correctly: after its next end it is restarted without a pause. */
const steadyMs = 2_000;
const reminderMs = 60_000;

/**
 * Restarts the server whenever it ends, with growing pauses while that fails. It watches the process id, not a child
 * process: another process may have started the server, or it may have outlived the app that started it.
 */
export function supervise(first: ServerState, { folder, log, logFile, start }: SupervisorOptions): Supervisor {
  const stopping = new AbortController();
  const { signal } = stopping;
  let state = first;
  let failures = 0;
  // For a server in another container on the same volume only the lock file is visible.
  let isSeen = isPostmaster(state.pid);
  let readFrom = sizeOf(logFile);

  const hasEnded = () => {
    if (state.howItEnded) return state.howItEnded() !== null;
    return isSeen ? !isPostmaster(state.pid) : readState(folder)?.pid !== state.pid;
  };
  const reason = () => {
    const parts = [state.howItEnded?.() ?? null, lastWords(logFile, readFrom)].filter((part) => part !== null);
    return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
  };

  async function watch(): Promise<void> {
    let startedAt = performance.now();
    for (;;) {
      await sleep(checkMs, undefined, { signal, ref: false });
      if (!hasEnded()) continue;
      if (performance.now() - startedAt > steadyMs) failures = 0;
      log.error(`The embedded PostgreSQL stopped${reason()}. Restarting it.`);
      await startAgain();
      startedAt = performance.now();
    }
  }

  async function startAgain(): Promise<void> {
    const endedAt = performance.now();
    let lastLogged = { text: '', at: 0 };
    for (;;) {
      if (failures > 0) await sleep(Math.min(maxRetryMs, 250 * 2 ** failures), undefined, { signal, ref: false });
      failures += 1;
      try {
        readFrom = sizeOf(logFile);
        state = await start(signal);
        isSeen = isPostmaster(state.pid);
        log.info(
          `The embedded PostgreSQL is running again after ${((performance.now() - endedAt) / 1_000).toFixed(1)} s.`,
        );
        return;
      } catch {
        signal.throwIfAborted();
        const text = `The embedded PostgreSQL does not start${reason()}. Retrying every few seconds.`;
        if (text === lastLogged.text && performance.now() - lastLogged.at < reminderMs) continue;
        log.error(text);
        lastLogged = { text, at: performance.now() };
      }
    }
  }

  const watching = watch().catch((error: unknown) => {
    if (!signal.aborted) log.error({ err: error }, 'the supervision of the embedded PostgreSQL ended');
  });
  return {
    state: () => state,
    async stop() {
      stopping.abort();
      await watching;
    },
  };
}

const tailBytes = 8_192;

/** The last line of PostgreSQL's log after `from` that can explain its end; errors of single sessions are skipped. */
function lastWords(logFile: string, from: number): string | null {
  const words = tailOf(logFile, from)
    .split('\n')
    .flatMap(
      (line) =>
        /(?:PANIC|FATAL): {2}(?!terminating |connection |role |password |sorry|the database )(.*)/.exec(line)?.[1] ??
        [],
    );
  return words.at(-1) ?? null;
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function tailOf(file: string, from: number): string {
  try {
    const size = sizeOf(file);
    const start = Math.max(from, size - tailBytes);
    const bytes = Buffer.alloc(Math.max(0, size - start));
    const descriptor = openSync(file, 'r');
    try {
      readSync(descriptor, bytes, 0, bytes.length, start);
    } finally {
      closeSync(descriptor);
    }
    return bytes.toString('utf8');
  } catch {
    return '';
  }
}
