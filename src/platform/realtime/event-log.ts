import type { Sql } from '../database/connection.ts';
import { AnyEvent } from '../events/event.ts';
import { eventsChannel } from '../events/relay.ts';

export interface LoggedEvent {
  readonly position: number;
  readonly event: AnyEvent;
}

/** Where the log stands: its epoch, its newest position and the oldest that is still kept. */
export interface LogState {
  readonly epoch: string;
  readonly head: number;
  readonly oldest: number;
}

/** The one order of all events, as the relay writes it. Several readers, no writers here. */
export interface EventLog {
  state(): Promise<LogState>;
  after(position: number, limit: number): Promise<LoggedEvent[]>;
  /** Calls back with a position that the log has reached; a hint may be lost, so readers poll as well. */
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
