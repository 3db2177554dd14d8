import type { Sql } from '../database/connection.ts';
import { isDatabaseAway } from '../database/database.ts';
import { AnyEvent } from '../events/event.ts';
import { eventsChannel } from '../events/relay-batch.ts';

export interface LoggedEvent {
  readonly position: number;
  readonly event: AnyEvent;
}

/** The state of the log: its epoch, its newest position and the oldest that is still stored. */
export interface LogState {
  /** Names the numbering of positions. It changes when the same position can mean another event. */
  readonly epoch: string;
  readonly head: number;
  readonly oldest: number;
}

/** The log of all events in one order, written by the relay. This is its read side. */
export interface EventLog {
  state(): Promise<LogState>;
  after(position: number, limit: number): Promise<LoggedEvent[]>;
  /** Calls back with positions that the log has reached. A notification can be lost, so readers poll as well. */
  listen(onHint: (position: number) => void, onConnected: () => void): Promise<void>;
}

export function createEventLog(sql: Sql): EventLog {
  let timelineText: string | undefined;
  return {
    async state() {
      timelineText ??= await readableTimeline(sql);
      const [row] = await sql.unsafe<(LogState & { timeline: string })[]>(
        `select relay.epoch, ${timelineText} as timeline, relay.next_position - 1 as head,
          coalesce((select min(position) from platform.event_log), relay.next_position) as oldest
        from platform.relay where relay.id = 1`,
        [],
        { prepare: true },
      );
      if (!row) throw new Error('platform.relay has no row');
      const { epoch, timeline, head, oldest } = row;
      return { epoch: timeline === firstTimeline ? epoch : `${epoch}t${timeline.toLowerCase()}`, head, oldest };
    },
    async after(position, limit) {
      const rows = await sql<{ position: number; event: unknown }[]>`
        select position, event from platform.event_log where position > ${position} order by position limit ${limit}`;
      return rows.map((row) => ({ position: row.position, event: AnyEvent.parse(row.event) }));
    },
    async listen(onHint, onConnected) {
      await sql.listen(eventsChannel, (position) => onHint(Number(position)), onConnected);
    },
  };
}

/**
 * PostgreSQL's timeline, which changes when a replica is promoted: an asynchronous one may lack the last events, and
 * gives their positions to others. The name of a WAL file begins with it.
 */
const timeline = 'left(pg_walfile_name(pg_current_wal_insert_lsn()), 8)';
const firstTimeline = '00000001';

/**
 * Some services with a storage of their own have no WAL files; a promotion there loses nothing. A replica can't tell
 * its timeline before its promotion has ended: its error passes, so that it is asked again. Whether it is a replica is
 * read first, because its promotion can end between two statements.
 */
async function readableTimeline(sql: Sql): Promise<string> {
  const [server] = await sql<{ isReplica: boolean }[]>`select pg_is_in_recovery() as "isReplica"`;
  try {
    await sql.unsafe(`select ${timeline}`);
    return timeline;
  } catch (error) {
    if (server?.isReplica || isDatabaseAway(error)) throw error;
    return `'${firstTimeline}'`;
  }
}
