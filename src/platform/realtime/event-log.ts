import type { Sql } from '../database/connection.ts';
import { AnyEvent } from '../events/event.ts';
import { eventsChannel } from '../events/relay-batch.ts';

export interface LoggedEvent {
  readonly position: number;
  readonly event: AnyEvent;
}

/** The state of the log: its epoch, its newest position and the oldest that is still stored. */
export interface LogState {
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
  return {
    async state() {
      const [row] = await sql<LogState[]>`
        select relay.epoch, relay.next_position - 1 as head,
          coalesce((select min(position) from platform.event_log), relay.next_position) as oldest
        from platform.relay where relay.id = 1`;
      if (!row) throw new Error('platform.relay has no row');
      return row;
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
