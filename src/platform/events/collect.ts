import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql, TransactionSql } from '../database/connection.ts';
import { isDatabaseAway } from '../database/database.ts';
import type { Logger } from '../observability/logger.ts';

export interface CollectorOptions {
  /** The module's own database. */
  readonly from: Sql;
  readonly module: string;
  /** The database of the relay. */
  readonly to: Sql;
  readonly log: Logger;
  /** Called after each batch: the relay has new rows. */
  readonly onCollected: () => void;
  readonly pollIntervalMs?: number;
  /** A test stops the process between the steps. */
  readonly onStep?: (step: 'read' | 'copied') => void;
}

export interface Collector {
  start(): void;
  /** Looks for new events now. */
  wake(): void;
  /** Collects until the outbox is empty. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

const batchSize = 500;
const retryMs = 1_000;

/**
 * Brings the events of a module whose outbox is in another database to the relay: copies rows into `platform.outbox`,
 * commits, then removes them from the module's outbox. A batch that was copied and not removed is recognized by the
 * events' ids.
 */
export function createCollector(options: CollectorOptions): Collector {
  const { log, module, pollIntervalMs = 1_000 } = options;
  const stopping = new AbortController();
  let isWoken = false;
  let signal: (() => void) | undefined;
  let running: Promise<void> | undefined;

  async function drain(): Promise<void> {
    while ((await collectBatch(options)) === batchSize);
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      isWoken = false;
      await drain().catch(async (error: unknown) => {
        if (!isDatabaseAway(error)) log.error({ module, err: error }, 'events could not be collected; retrying');
        await pause(retryMs);
      });
      if (isWoken || stopping.signal.aborted) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pollIntervalMs);
        signal = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  async function pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: stopping.signal }).catch(() => undefined);
  }

  return {
    start() {
      running = loop();
    },
    wake() {
      isWoken = true;
      signal?.();
    },
    drain,
    async stop() {
      stopping.abort();
      signal?.();
      await running;
    },
  };
}

interface OutboxRow {
  readonly seq: number;
  readonly id: string;
  readonly event: unknown;
}

/** @returns how many rows the batch had. */
async function collectBatch(options: CollectorOptions): Promise<number> {
  const { from, module, to, onCollected, onStep = () => undefined } = options;
  const rows = await from<OutboxRow[]>`
    select seq, id, event from ${from(module)}.outbox order by seq limit ${batchSize}`;
  if (rows.length === 0) return 0;
  onStep('read');
  await to.begin(async (transaction) => copyRows(transaction as TransactionSql, rows));
  onStep('copied');
  onCollected();
  await from`delete from ${from(module)}.outbox where seq = any(${rows.map(({ seq }) => seq)}::bigint[])`;
  return rows.length;
}

/**
 * With the relay's lock, no row is on its way from the outbox to the log: the second statement sees each event that was
 * copied before in one of them.
 */
async function copyRows(tx: TransactionSql, rows: readonly OutboxRow[]): Promise<void> {
  await tx`select from platform.relay where id = 1 for update`;
  const records = rows.map(({ id, event }, index) => ({ index, id, event }));
  await tx`
    insert into platform.outbox (id, event)
    select id, event from jsonb_to_recordset(${JSON.stringify(records)}::jsonb)
      as record (index integer, id uuid, event jsonb)
    where not exists (select from platform.event_log where event_log.id = record.id)
      and not exists (select from platform.set_aside where set_aside.id = record.id)
    order by index
    on conflict (id) do nothing`;
}
