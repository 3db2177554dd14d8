import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql, TransactionSql } from '../database/connection.ts';
import { isDatabaseAway } from '../database/database.ts';
import { derivedId } from '../ids.ts';
import type { Queue } from '../jobs/queue.ts';
import type { Logger } from '../observability/logger.ts';
import { AnyEvent } from './event.ts';

/** The steps of a batch, in order: a test ends the process between any two of them. */
export type RelayStep = 'locked' | 'taken' | 'logged' | 'queued' | 'counted' | 'committed';

export interface RelayOptions {
  readonly sql: Sql;
  readonly queue: Pick<Queue, 'insert'>;
  /** The modules whose outboxes it empties. */
  readonly modules: readonly string[];
  readonly log: Logger;
  /** Told of the newest position after each commit. */
  readonly onRelayed: (position: number) => void;
  readonly pollIntervalMs?: number;
  readonly onStep?: (step: RelayStep) => void;
}

export interface Relay {
  start(): void;
  /** Something was published: look now. */
  wake(): void;
  /** Empties the outboxes; resolves once nothing is left that is visible. For tests and for a clean stop. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

interface OutboxRow {
  readonly module: string;
  readonly seq: number;
  readonly id: string;
  readonly event: unknown;
}

const batchSize = 500;
const retryBusyMs = 20;

/**
 * Moves events from the modules' outboxes into the event log and onto the subscribers' queues. Every instance may run
 * one: the row `platform.relay` is both lock and counter, so positions stay in order, and the lock of a process that
 * died is gone with its connection.
 */
export function createRelay(options: RelayOptions): Relay {
  const { log, pollIntervalMs = 1_000 } = options;
  const state = { isStopping: false, isWoken: false };
  let signal: (() => void) | undefined;
  let running: Promise<void> | undefined;

  async function loop(): Promise<void> {
    while (!state.isStopping) {
      state.isWoken = false;
      await drainQuietly();
      if (state.isWoken || state.isStopping) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pollIntervalMs);
        signal = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  async function drainQuietly(): Promise<void> {
    try {
      await drain();
    } catch (error) {
      if (isDatabaseAway(error)) log.debug({ err: error }, 'relay waits for the database');
      else log.error({ err: error }, 'relay failed; it tries again');
      await sleep(200);
    }
  }

  async function drain(): Promise<void> {
    for (;;) {
      const outcome = await relayBatch(options);
      if (outcome === 'empty') return;
      if (outcome === 'busy') await sleep(retryBusyMs);
    }
  }

  return {
    start() {
      running = loop();
    },
    wake() {
      state.isWoken = true;
      signal?.();
    },
    drain,
    async stop() {
      state.isStopping = true;
      signal?.();
      await running;
    },
  };
}

async function relayBatch(options: RelayOptions): Promise<'empty' | 'busy' | 'relayed'> {
  const { sql, onStep = () => undefined, onRelayed } = options;
  let position = 0;
  const outcome = await sql.begin(async (transaction) => {
    const tx = transaction as TransactionSql;
    await tx.unsafe(`set local idle_in_transaction_session_timeout = '5s'`);
    const [lock] = await tx<{ next: number }[]>`
      select next_position as next from platform.relay where id = 1 for update skip locked`;
    if (!lock) return 'busy' as const;
    onStep('locked');
    const rows = await takeRows(tx, options.modules);
    if (rows.length === 0) return 'empty' as const;
    onStep('taken');
    const events = await deliver(tx, options, rows, lock.next);
    position = lock.next + events - 1;
    await tx`update platform.relay set next_position = ${position + 1} where id = 1`;
    onStep('counted');
    return 'relayed' as const;
  });
  if (outcome === 'relayed') {
    onStep('committed');
    onRelayed(position);
  }
  return outcome;
}

/** One statement for all outboxes: an idle relay costs one query a second. */
async function takeRows(tx: TransactionSql, modules: readonly string[]): Promise<OutboxRow[]> {
  const taken = modules.map(
    (module) => `${module}_rows as (
      delete from ${module}.outbox where seq in (select seq from ${module}.outbox order by seq limit ${batchSize})
      returning '${module}' as module, seq, id, event)`,
  );
  const all = modules.map((module) => `select * from ${module}_rows`);
  const rows = await tx.unsafe<OutboxRow[]>(`with ${taken.join(', ')} ${all.join(' union all ')}`);
  return [...rows].toSorted((a, b) => timeOf(a).localeCompare(timeOf(b)) || a.seq - b.seq);
}

function timeOf(row: OutboxRow): string {
  const at = (row.event as { at?: unknown } | null)?.at;
  return typeof at === 'string' ? at : '';
}

/** Writes a batch; where it is refused as a whole, each row goes alone and a bad one is set aside. */
async function deliver(tx: TransactionSql, options: RelayOptions, rows: OutboxRow[], from: number): Promise<number> {
  try {
    return await tx.savepoint((inner) => write(inner as TransactionSql, options, rows, from));
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    let written = 0;
    for (const row of rows) {
      try {
        written += await tx.savepoint((inner) => write(inner as TransactionSql, options, [row], from + written));
      } catch (reason) {
        if (isDatabaseAway(reason)) throw reason;
        await putAside(tx, options, row, reason);
      }
    }
    return written;
  }
}

async function write(tx: TransactionSql, options: RelayOptions, rows: OutboxRow[], from: number): Promise<number> {
  const { onStep = () => undefined, queue } = options;
  const events = rows.map((row) => AnyEvent.parse(row.event));
  const records = events.map((event, index) => ({ position: from + index, id: event.id, event }));
  await tx`
    insert into platform.event_log (position, id, event)
    select position, id, event from jsonb_to_recordset(${JSON.stringify(records)}::jsonb)
      as record (position bigint, id uuid, event jsonb)`;
  onStep('logged');
  const subscriptions = await tx<{ event: string; subscriber: string; queue: string }[]>`
    select event, subscriber, queue from platform.subscription`;
  for (const [name, jobs] of jobsByQueue(events, subscriptions)) await queue.insert(tx, name, jobs);
  onStep('queued');
  return events.length;
}

function jobsByQueue(
  events: readonly AnyEvent[],
  subscriptions: readonly { event: string; subscriber: string; queue: string }[],
): Map<string, { id: string; data: object }[]> {
  const jobs = new Map<string, { id: string; data: object }[]>();
  for (const event of events) {
    for (const { event: type, subscriber, queue } of subscriptions) {
      if (type !== event.type) continue;
      const list = jobs.get(queue) ?? [];
      list.push({ id: derivedId(event.id, subscriber), data: event });
      jobs.set(queue, list);
    }
  }
  return jobs;
}

async function putAside(tx: TransactionSql, options: RelayOptions, row: OutboxRow, reason: unknown): Promise<void> {
  const error = reason instanceof Error ? reason.message : String(reason);
  options.log.error({ module: row.module, eventId: row.id, error }, 'an event could not be relayed and was set aside');
  await tx`
    insert into platform.set_aside (id, module, event, error)
    values (${row.id}, ${row.module}, ${JSON.stringify(row.event)}::jsonb, ${error}) on conflict do nothing`;
}
