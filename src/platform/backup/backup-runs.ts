import { randomUUID } from 'node:crypto';
import type { Sql } from '../database/connection.ts';

/** A backup by a server. */
export interface BackupRun {
  /** `stopped`: its process ended before it. */
  readonly state: 'running' | 'done' | 'failed' | 'stopped';
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** Of rows and attachments so far. */
  readonly bytes: number;
  /** Of the last complete one, as an estimate of how many this one will have; null before the first. */
  readonly expectedBytes: number | null;
  readonly file: string | null;
  readonly error: string | null;
}

/** Records one run, so that every process can show it. */
export interface RunRecord {
  /** May be called often; it is stored once in a second. */
  progress(bytes: number): void;
  done(file: string): Promise<void>;
  failed(error: string): Promise<void>;
}

const storeEveryMs = 1_000;
const renewMs = 5_000;
const keptRuns = 50;
const silentSeconds = 30;

/** Begins the record of a run. */
export async function recordRun(sql: Sql): Promise<RunRecord> {
  const id = randomUUID();
  const state = { bytes: 0, stored: 0, isOver: false };
  await sql`insert into platform.backup_run (id, started_at, seen_at) values (${id}, now(), now())`;
  await sql`
    delete from platform.backup_run where id not in (
      select id from platform.backup_run order by started_at desc limit ${keptRuns})`;
  const store = async () => {
    if (state.isOver) return;
    state.stored = state.bytes;
    await sql`update platform.backup_run set bytes = ${state.bytes}, seen_at = now() where id = ${id}`;
  };
  // A progress that can't be stored does not stop the backup.
  const renew = (isDue: () => boolean) => () => void (isDue() && store().catch(() => undefined));
  const timers = [
    setInterval(
      renew(() => state.bytes !== state.stored),
      storeEveryMs,
    ),
    setInterval(
      renew(() => true),
      renewMs,
    ),
  ];
  const end = async (file: string | null, error: string | null) => {
    state.isOver = true;
    for (const timer of timers) clearInterval(timer);
    await sql`
      update platform.backup_run
      set bytes = ${state.bytes}, file = ${file}, error = ${error}, seen_at = now(), finished_at = now()
      where id = ${id}`;
  };
  return {
    progress: (bytes) => void (state.bytes = bytes),
    done: (file) => end(file, null),
    failed: (error) => end(null, error),
  };
}

/** The last run; null if there was none. */
export async function lastRun(sql: Sql): Promise<BackupRun | null> {
  const [row] = await sql<BackupRun[]>`
    select started_at as "startedAt", finished_at as "finishedAt", bytes, file, error,
      case
        when error is not null then 'failed'
        when finished_at is not null then 'done'
        when seen_at > now() - make_interval(secs => ${silentSeconds}) then 'running'
        else 'stopped'
      end as state,
      (select bytes from platform.backup_run where file is not null order by started_at desc limit 1) as "expectedBytes"
    from platform.backup_run order by started_at desc limit 1`;
  return row ?? null;
}
