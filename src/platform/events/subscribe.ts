import { mapSettled } from '../batches.ts';
import type { Call, Context } from '../context.ts';
import { withTransaction } from '../database/database.ts';
import { sql } from '../database/drizzle.ts';
import type { InboxTable } from '../database/module-tables.ts';
import { type Query, rawQuery } from '../database/query.ts';
import { isTemporary } from '../failures.ts';
import type { Job, RetryPolicy } from '../jobs/queue.ts';
import { AnyEvent, type DomainEvent, type EventId } from './event.ts';

/** A module's reaction to events. */
export interface Subscription<C extends Context> {
  /** Such as `notify`. With the module's name in front it is the name of the queue. */
  readonly name: string;
  readonly events: readonly string[];
  /**
   * For handlers that only write rows of the module: `handle` runs in the transaction that records the event's id in
   * this inbox, so a second delivery does nothing. Waiting events share one transaction.
   */
  readonly once?: InboxTable;
  /** How many events are handled in parallel, if they are independent. */
  readonly concurrency?: number;
  readonly isLong?: boolean;
  readonly retry?: RetryPolicy;
  readonly handle: (ctx: C, event: AnyEvent, job: { attempt: number; signal: AbortSignal }) => Promise<void>;
}

/** Declares a subscription with a handler that is typed by its events. */
export function subscription<C extends Context, E extends DomainEvent>(
  definition: Omit<Subscription<C>, 'events' | 'handle'> & {
    readonly events: readonly E['type'][];
    readonly handle: (ctx: C, event: E, job: { attempt: number; signal: AbortSignal }) => Promise<void>;
  },
): Subscription<C> {
  // The relay delivers to this queue only the event types of the definition, each typed by its publisher.
  return { ...definition, handle: (ctx, event, job) => definition.handle(ctx, event as unknown as E, job) };
}

/** Creates the handler for jobs that carry events. It returns the outcome of each job. */
export function handlerOf<C extends Context>(
  subscribed: Subscription<C>,
  contextOf: (call: Call) => C,
): (jobs: readonly Job[]) => Promise<PromiseSettledResult<unknown>[]> {
  const { concurrency = 1, once } = subscribed;
  // The handler acts for the actor who caused the event, and logs with the request id of that change.
  const contextFor = (event: AnyEvent) => contextOf({ actor: event.actor, requestId: event.requestId });
  if (once === undefined) {
    return (jobs) =>
      mapSettled(jobs, concurrency, async (job) => {
        const event = AnyEvent.parse(job.data);
        await subscribed.handle(contextFor(event), event, job);
      });
  }
  const record = recordIn(once);
  const handle = async (jobs: readonly Job[]): Promise<void> => {
    const events = jobs.map(({ data }) => AnyEvent.parse(data));
    const [oldest] = events;
    if (!oldest) return;
    await withTransaction(contextFor(oldest), async ({ tx }) => {
      const ids = JSON.stringify(events.map(({ id }) => id));
      const rows = await record({ ...contextFor(oldest), tx }, { consumer: subscribed.name, ids });
      const fresh = new Set(rows.map(({ eventId }) => eventId));
      const effects = jobs.map(async (job, i) => {
        const event = events[i];
        if (event && fresh.has(event.id)) await subscribed.handle({ ...contextFor(event), tx }, event, job);
      });
      // All handlers must have finished before the transaction ends, even if one failed.
      const failed = (await Promise.allSettled(effects)).find(({ status }) => status === 'rejected');
      if (failed) await Promise.reject((failed as PromiseRejectedResult).reason);
    });
  };
  return async (jobs) => {
    const [together] = await Promise.allSettled([handle(jobs)]);
    // If the shared transaction fails, each job runs alone, so that one failure does not affect the others.
    if (together.status === 'rejected' && jobs.length > 1) return oneByOne(jobs, (job) => handle([job]));
    return jobs.map(() => together);
  };
}

/** One after the other, until one fails temporarily: the rest would fail for the same reason. */
async function oneByOne(
  jobs: readonly Job[],
  handle: (job: Job) => Promise<void>,
): Promise<PromiseSettledResult<unknown>[]> {
  const results: PromiseSettledResult<unknown>[] = [];
  for (const job of jobs) {
    const last = results.at(-1);
    if (last?.status === 'rejected' && isTemporary(last.reason)) results.push(last);
    else results.push(...(await Promise.allSettled([handle(job)])));
  }
  return results;
}

function recordIn(inbox: InboxTable): Query<{ consumer: string; ids: string }, { eventId: EventId }> {
  return rawQuery(
    (params) => sql`
      insert into ${inbox} (consumer, event_id)
      select ${params.consumer}::text, id::uuid from jsonb_array_elements_text(${params.ids}::jsonb) as id
      on conflict do nothing returning event_id as "eventId"`,
  );
}
