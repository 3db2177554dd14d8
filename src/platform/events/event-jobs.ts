import { z } from 'zod';
import { mapSettled } from '../batches.ts';
import type { Sql } from '../database/connection.ts';
import { isTemporary, PermanentError } from '../failures.ts';
import { derivedId } from '../ids.ts';
import type { Job, NewJob, WorkDefinition } from '../jobs/job.ts';
import type { AnyEvent } from './event.ts';

type Handler = WorkDefinition['handle'];
type StoredEvent = Pick<AnyEvent, 'id'>;

/** A subscriber's job for one event. It has the same id however often the event is relayed. */
export function jobOfEvent(event: StoredEvent, subscriber: string): NewJob {
  return { id: derivedId(event.id, subscriber), data: event };
}

/** A subscriber's job for several events, which it reads from the event log. */
export function jobOfEvents(events: readonly StoredEvent[], subscriber: string): NewJob {
  const eventIds = events.map(({ id }) => id);
  return { id: derivedId(...eventIds, subscriber), data: { eventIds } };
}

const BatchData = z.strictObject({ eventIds: z.array(z.uuid()) });

export interface BatchOptions {
  readonly sql: Sql;
  readonly subscriber: string;
  /** Handles jobs with one event each. */
  readonly handle: Handler;
  /** Puts jobs on the subscriber's queue. */
  readonly add: (jobs: readonly NewJob[]) => Promise<void>;
}

/**
 * Creates the handler for jobs with several events. Events that fail become jobs of their own in the subscriber's
 * queue, with its retries and its dead-letter queue: none takes others with it. If all fail because something is away,
 * the job waits as it is. A job that was interrupted is divided at once, as one of its events may crash the process.
 */
export function batchHandlerOf({ sql, subscriber, handle, add }: BatchOptions): Handler {
  async function handleBatch({ data, attempt, signal }: Job): Promise<void> {
    const { eventIds } = BatchData.parse(data);
    const events = await readEvents(sql, eventIds);
    const jobs = events.map((event) => jobOfEvent(event, subscriber));
    const failed = attempt > 1 ? jobs : await tryTogether(jobs, signal);
    if (failed.length > 0) await add(failed);
    if (events.length < eventIds.length) throw new PermanentError('Some of its events are no longer in the log.');
  }

  /** Returns the jobs that failed. */
  async function tryTogether(jobs: readonly NewJob[], signal: AbortSignal): Promise<NewJob[]> {
    const results = await handle(jobs.map((job): Job => ({ ...job, attempt: 1, signal })));
    const failed = jobs.filter((_, i) => results[i]?.status !== 'fulfilled');
    const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    if (failed.length > 0 && reasons.length === jobs.length && reasons.every(isTemporary)) throw reasons[0];
    return failed;
  }

  return (jobs) => mapSettled(jobs, 1, handleBatch);
}

async function readEvents(sql: Sql, ids: readonly string[]): Promise<StoredEvent[]> {
  const rows = await sql<{ event: StoredEvent }[]>`
    select event from platform.event_log where id = any(${[...ids]}::uuid[]) order by position`;
  return rows.map(({ event }) => event);
}
