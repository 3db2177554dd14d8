import { mapSettled } from '../batches.ts';
import type { Call, Context } from '../context.ts';
import { type Transaction, withTransaction } from '../database/database.ts';
import { sql } from '../database/drizzle.ts';
import type { InboxTable } from '../database/module-tables.ts';
import { type Query, rawQuery } from '../database/query.ts';
import { isTemporary } from '../failures.ts';
import type { Job, RetryPolicy } from '../jobs/job.ts';
import { AnyEvent, type DomainEvent, type EventId } from './event.ts';

interface SubscriptionBase {
  /** Such as `notify`. With the module's name in front it is the name of the queue. */
  readonly name: string;
  /** Names in earlier releases. Jobs that still wait in their queues are handled, too. */
  readonly formerNames?: readonly string[];
  readonly events: readonly string[];
  readonly retry?: RetryPolicy;
  /** Whether it sends something out of the app. After a restore its waiting jobs are put aside. */
  readonly isOutgoing?: boolean;
}

/** Handles events one by one. */
interface EachSubscription<C extends Context> extends SubscriptionBase {
  /**
   * For handlers that only write rows of the module: `handle` runs in the transaction that records the event's id in
   * this inbox, so a second delivery does nothing. Waiting events share one transaction.
   */
  readonly once?: InboxTable;
  /** How many events are handled in parallel, if they are independent. */
  readonly concurrency?: number;
  readonly isLong?: boolean;
  readonly handle: (ctx: C, event: AnyEvent, job: { attempt: number; signal: AbortSignal }) => Promise<void>;
}

/**
 * Handles waiting events together, in the transaction that records their ids in the inbox. If it fails, it is called
 * again with each event alone, so that only the events at fault fail.
 */
interface BatchSubscription<C extends Context> extends SubscriptionBase {
  readonly once: InboxTable;
  readonly handleBatch: (ctx: C & { readonly tx: Transaction }, events: readonly AnyEvent[]) => Promise<void>;
}

/** Handles waiting events together, outside of a transaction, and returns the outcome of each, in order. */
interface SettledSubscription<C extends Context> extends SubscriptionBase {
  readonly handleSettled: (ctx: C, events: readonly AnyEvent[]) => Promise<readonly PromiseSettledResult<unknown>[]>;
}

/** A module's reaction to events. */
export type Subscription<C extends Context> = EachSubscription<C> | BatchSubscription<C> | SettledSubscription<C>;

/** Declares a subscription with a handler that is typed by its events. */
export function subscription<C extends Context, E extends DomainEvent>(
  definition: Omit<EachSubscription<C>, 'events' | 'handle'> & {
    readonly events: readonly E['type'][];
    readonly handle: (ctx: C, event: E, job: { attempt: number; signal: AbortSignal }) => Promise<void>;
  },
): Subscription<C> {
  return { ...definition, handle: (ctx, event, job) => definition.handle(ctx, asDelivered<E>(event), job) };
}

/** The same for events that are handled together, outside of a transaction. */
export function settledSubscription<C extends Context, E extends DomainEvent>(
  definition: Omit<SettledSubscription<C>, 'events' | 'handleSettled'> & {
    readonly events: readonly E['type'][];
    readonly handleSettled: (ctx: C, events: readonly E[]) => Promise<readonly PromiseSettledResult<unknown>[]>;
  },
): Subscription<C> {
  return { ...definition, handleSettled: (ctx, events) => definition.handleSettled(ctx, events.map(asDelivered<E>)) };
}

/** The relay delivers to a queue only the event types of its definition, each typed by its publisher. */
function asDelivered<E extends DomainEvent>(event: AnyEvent): E {
  return event as unknown as E;
}

type Handler = (jobs: readonly Job[]) => Promise<readonly PromiseSettledResult<unknown>[]>;

/** Creates the handler for jobs that carry events. It returns the outcome of each job. */
export function handlerOf<C extends Context>(subscribed: Subscription<C>, contextOf: (call: Call) => C): Handler {
  // The handler acts for the actor who caused the event, and logs with the request id of that change.
  const contextFor = (event: AnyEvent) => contextOf({ actor: event.actor, requestId: event.requestId });
  if ('handleSettled' in subscribed) return settled(subscribed, contextOf);
  if ('handleBatch' in subscribed) {
    return inOneTransaction(subscribed.once, subscribed.name, contextOf, (ctx, fresh) =>
      subscribed.handleBatch(
        ctx,
        fresh.map(({ event }) => event),
      ),
    );
  }
  const { once, concurrency = 1 } = subscribed;
  if (once === undefined) {
    return (jobs) =>
      mapSettled(jobs, concurrency, async (job) => {
        const event = AnyEvent.parse(job.data);
        await subscribed.handle(contextFor(event), event, job);
      });
  }
  return inOneTransaction(once, subscribed.name, contextOf, async ({ tx }, fresh) => {
    const effects = fresh.map(({ event, job }) => subscribed.handle({ ...contextFor(event), tx }, event, job));
    // All handlers must have finished before the transaction ends, even if one failed.
    const failed = (await Promise.allSettled(effects)).find(({ status }) => status === 'rejected');
    if (failed) await Promise.reject((failed as PromiseRejectedResult).reason);
  });
}

function settled<C extends Context>(
  { name, handleSettled }: SettledSubscription<C>,
  contextOf: (call: Call) => C,
): Handler {
  return async (jobs) => {
    const parsed = jobs.map(({ data }) => AnyEvent.safeParse(data));
    const events = parsed.flatMap(({ data }) => data ?? []);
    const [oldest] = events;
    const outcomes = oldest ? await handleSettled(contextOf(callOfBatch(name, oldest)), events) : [];
    const inOrder = outcomes.values();
    return parsed.map(({ success, error }) => {
      if (!success) return { status: 'rejected', reason: error };
      return inOrder.next().value ?? { status: 'rejected', reason: new Error(`${name} gave no outcome for an event`) };
    });
  };
}

/** A batch has events of several people: the handler acts as the app itself. */
function callOfBatch(name: string, { requestId }: AnyEvent): Call {
  return { actor: { kind: 'job', name, userId: null }, requestId };
}

interface Delivered {
  readonly job: Job;
  readonly event: AnyEvent;
}

/** Handles the events of jobs that the inbox does not yet contain, in the transaction that adds them to it. */
function inOneTransaction<C extends Context>(
  inbox: InboxTable,
  consumer: string,
  contextOf: (call: Call) => C,
  handleFresh: (ctx: C & { readonly tx: Transaction }, fresh: readonly Delivered[]) => Promise<void>,
): Handler {
  const record = recordIn(inbox);
  const handle = async (jobs: readonly Job[]): Promise<void> => {
    // Jobs of one relayed batch arrive in any order.
    const delivered = jobs
      .map((job) => ({ job, event: AnyEvent.parse(job.data) }))
      .toSorted((a, b) => a.event.at.localeCompare(b.event.at));
    const [oldest] = delivered;
    if (!oldest) return;
    await withTransaction(contextOf(callOfBatch(consumer, oldest.event)), async (ctx) => {
      const ids = JSON.stringify(delivered.map(({ event }) => event.id));
      const recorded = new Set((await record(ctx, { consumer, ids })).map(({ eventId }) => eventId));
      const fresh = delivered.filter(({ event }) => recorded.has(event.id));
      if (fresh.length > 0) await handleFresh(ctx, fresh);
    });
  };
  return async (jobs) => {
    const [outcome] = await Promise.allSettled([handle(jobs)]);
    // If the shared transaction fails, each job runs alone, so that one failure does not affect the others.
    if (outcome.status === 'rejected' && jobs.length > 1) return oneByOne(jobs, (job) => handle([job]));
    return jobs.map(() => outcome);
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
