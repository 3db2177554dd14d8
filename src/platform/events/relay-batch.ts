import { chunksOf } from '../batches.ts';
import type { Sql, TransactionSql } from '../database/connection.ts';
import { postgresCode } from '../database/database-errors.ts';
import { isTemporary } from '../failures.ts';
import type { NewJob } from '../jobs/job.ts';
import type { Queue } from '../jobs/queue.ts';
import type { Logger } from '../observability/logger.ts';
import { AnyEvent } from './event.ts';
import { jobOfEvent, jobOfEvents } from './event-jobs.ts';

export const eventsChannel = 'taskuno_events';

/** The steps of a batch, in order, each one exchange with the database. A test stops the process after each. */
export type RelayStep = 'taken' | 'written' | 'committed';

export interface BatchOptions {
  readonly sql: Sql;
  readonly queue: Pick<Queue, 'insert'>;
  /** The modules whose outboxes are relayed. */
  readonly modules: readonly string[];
  readonly log: Logger;
  /** Called with the newest position after each commit. Other instances get it by a NOTIFY of the same transaction. */
  readonly onRelayed: (position: number) => void;
  readonly onStep?: (step: RelayStep) => void;
}

interface OutboxRow {
  readonly module: string;
  readonly seq: number;
  readonly id: string;
  readonly event: unknown;
}

/** `busy`: another relay has the lock. */
export type Outcome = 'busy' | 'emptied' | 'more';

/**
 * Relays one batch in one transaction. If its content is refused, it is repeated row by row; after any other failure it
 * stays in the outbox for later.
 */
export async function relayBatch(options: BatchOptions, batchSize: number): Promise<Outcome> {
  try {
    return await relayOnce(options, batchSize, writeBatch);
  } catch (error) {
    if (isTemporary(error)) throw error;
    options.log.warn({ err: error }, 'a batch of events was rejected; relaying them one by one');
    return relayOnce(options, batchSize, writeEach);
  }
}

/** Writes the rows of a batch into the log and onto the queues, and returns the newest position. */
type Write = (tx: TransactionSql, options: BatchOptions, batch: Batch) => Promise<number>;

async function relayOnce(options: BatchOptions, batchSize: number, write: Write): Promise<Outcome> {
  const { sql, onStep = () => undefined, onRelayed } = options;
  let position = 0;
  const outcome = await sql.begin(async (transaction) => {
    const tx = transaction as TransactionSql;
    const [taken, subscriptions] = await Promise.all([
      takeRows(tx, options.modules, batchSize),
      tx<SubscriptionRow[]>`select event, subscriber, queue, batch_queue as "batchQueue" from platform.subscription`,
    ]);
    if (!taken) return 'busy' as const;
    const { rows, next } = taken;
    if (rows.length === 0) return 'emptied' as const;
    onStep('taken');
    position = await write(tx, options, { rows, next, subscriptions });
    onStep('written');
    return rows.length < batchSize ? ('emptied' as const) : ('more' as const);
  });
  if (position > 0) {
    onStep('committed');
    onRelayed(position);
  }
  return outcome;
}

interface Taken {
  readonly next: number;
  readonly rows: readonly OutboxRow[];
}

interface Batch extends Taken {
  readonly subscriptions: readonly SubscriptionRow[];
}

/**
 * Takes the lock and reads the rows of all outboxes in one statement; undefined while another relay has the lock. A
 * dead instance holds it for a few seconds at most.
 */
async function takeRows(tx: TransactionSql, modules: readonly string[], batchSize: number): Promise<Taken | undefined> {
  const selects = modules.map(
    (module) => `${module}_rows as (
      delete from ${module}.outbox where seq in (
        select seq from ${module}.outbox where exists (select from lock) order by seq limit $1)
      returning '${module}' as module, seq, id, event)`,
  );
  const all = modules.map((module) => `select * from ${module}_rows`);
  const outboxRows = await tx.unsafe<(Omit<OutboxRow, 'module'> & { module: string | null; next: number })[]>(
    `with lock as materialized (
      select next_position as next, set_config('idle_in_transaction_session_timeout', '5s', true)
      from platform.relay where id = 1 for update skip locked),
    ${selects.join(',\n')}
    select lock.next, rows.* from lock left join (${all.join(' union all ')}) as rows on true`,
    [batchSize],
    { prepare: true },
  );
  const [first] = outboxRows;
  if (!first) return undefined;
  const rows = outboxRows.filter((row): row is OutboxRow & { next: number } => row.module !== null);
  return { next: first.next, rows: rows.toSorted((a, b) => timeOf(a).localeCompare(timeOf(b)) || a.seq - b.seq) };
}

function timeOf(row: OutboxRow): string {
  const at = (row.event as { at?: unknown } | null)?.at;
  return typeof at === 'string' ? at : '';
}

/** Sends all statements at once: the time until readers see a change is mostly exchanges with the database. */
async function writeBatch(tx: TransactionSql, options: BatchOptions, batch: Batch): Promise<number> {
  const events = batch.rows.map((row) => AnyEvent.parse(row.event));
  const position = batch.next + events.length - 1;
  await allOf([...writeEvents(tx, options, batch, events), advanceTo(tx, position)]);
  return position;
}

/** Writes row by row. A row whose content is refused is set aside; the others continue. */
async function writeEach(tx: TransactionSql, options: BatchOptions, batch: Batch): Promise<number> {
  let { next } = batch;
  for (const row of batch.rows) {
    try {
      await tx.savepoint((inner) => {
        const event = AnyEvent.parse(row.event);
        return allOf(writeEvents(inner as TransactionSql, options, { ...batch, next }, [event]));
      });
      next += 1;
    } catch (reason) {
      if (isTemporary(reason)) throw reason;
      await putAside(tx, options, row, reason);
    }
  }
  await advanceTo(tx, next - 1);
  return next - 1;
}

/** Writes events into the log, and a job of each for its subscribers. The statements are sent without waiting. */
function writeEvents(
  tx: TransactionSql,
  { queue }: BatchOptions,
  { next, subscriptions }: Pick<Batch, 'next' | 'subscriptions'>,
  events: readonly AnyEvent[],
): Promise<unknown>[] {
  const records = events.map((event, index) => ({ position: next + index, id: event.id, event }));
  const log = tx`
    insert into platform.event_log (position, id, event)
    select position, id, event from jsonb_to_recordset(${JSON.stringify(records)}::jsonb)
      as record (position bigint, id uuid, event jsonb)`;
  const jobs = [...jobsByQueue(events, subscriptions)].map(([name, added]) => queue.insert(tx, name, added));
  return [log.execute(), ...jobs];
}

/**
 * Waits for all statements also after one has failed: one that is sent later, because its queue had to be looked up
 * first, would be outside of the transaction.
 * @throws the error that made the others fail.
 */
async function allOf(statements: readonly Promise<unknown>[]): Promise<void> {
  const errors = (await Promise.allSettled(statements)).flatMap((result) =>
    result.status === 'rejected' ? [result.reason as unknown] : [],
  );
  if (errors.length > 0) throw errors.find((error) => !isFollowing(error)) ?? errors[0];
}

/** In a transaction that has failed, PostgreSQL refuses every further statement (`in_failed_sql_transaction`). */
function isFollowing(error: unknown): boolean {
  return postgresCode(error) === '25P02';
}

/** Counts on, and tells the other instances. */
async function advanceTo(tx: TransactionSql, position: number): Promise<void> {
  await tx`
    update platform.relay set next_position = ${position + 1} where id = 1
    returning pg_notify(${eventsChannel}, ${String(position)})`;
}

interface SubscriptionRow {
  readonly event: string;
  readonly subscriber: string;
  readonly queue: string;
  readonly batchQueue: string | null;
}

/** A handler may use one transaction for the events of a job. */
const maxEventsPerJob = 100;

function jobsByQueue(
  events: readonly AnyEvent[],
  subscriptions: readonly SubscriptionRow[],
): ReadonlyMap<string, readonly NewJob[]> {
  const jobs = new Map<string, NewJob[]>();
  const add = (queue: string, ...added: NewJob[]) => jobs.set(queue, [...(jobs.get(queue) ?? []), ...added]);
  for (const [subscriber, rows] of Map.groupBy(subscriptions, (row) => row.subscriber)) {
    const types = new Map(rows.map((row) => [row.event, row]));
    const wanted = events.filter(({ type }) => types.has(type));
    const batchQueue = rows[0]?.batchQueue ?? null;
    if (batchQueue === null || wanted.length < 2) {
      for (const event of wanted) add(types.get(event.type)?.queue ?? subscriber, jobOfEvent(event, subscriber));
    } else {
      add(batchQueue, ...chunksOf(wanted, maxEventsPerJob).map((chunk) => jobOfEvents(chunk, subscriber)));
    }
  }
  return jobs;
}

async function putAside(tx: TransactionSql, options: BatchOptions, row: OutboxRow, reason: unknown): Promise<void> {
  const error = reason instanceof Error ? reason.message : String(reason);
  options.log.error(
    { module: row.module, eventId: row.id, error },
    'an event could not be relayed; see taskuno events failed',
  );
  await tx`
    insert into platform.set_aside (id, module, event, error)
    values (${row.id}, ${row.module}, ${JSON.stringify(row.event)}::jsonb, ${error}) on conflict do nothing`;
}
