import type { Context } from '../context.ts';
import { withTransaction } from '../database/database.ts';
import { build } from '../database/drizzle.ts';
import type { InboxTable } from '../database/module-tables.ts';
import { query } from '../database/query.ts';
import type { RetryPolicy } from '../jobs/queue.ts';
import { AnyEvent, type DomainEvent, type EventId } from './event.ts';

/** What a module does when an event arrives. */
export interface Subscription<C extends Context> {
  /** `notify`; with the module's name before it, the name of its queue. */
  readonly name: string;
  readonly events: readonly string[];
  readonly concurrency?: number;
  readonly isLong?: boolean;
  readonly retry?: RetryPolicy;
  readonly handle: (ctx: C, event: AnyEvent, job: { attempt: number; signal: AbortSignal }) => Promise<void>;
}

/** Declares a subscription whose handler knows the types of its events. */
export function subscription<C extends Context, E extends DomainEvent>(definition: {
  readonly name: string;
  readonly events: readonly E['type'][];
  readonly concurrency?: number;
  readonly isLong?: boolean;
  readonly retry?: RetryPolicy;
  readonly handle: (ctx: C, event: E, job: { attempt: number; signal: AbortSignal }) => Promise<void>;
}): Subscription<C> {
  // The relay delivers to this queue only the types that the definition names, each as its publisher typed it.
  return { ...definition, handle: (ctx, event, job) => definition.handle(ctx, event as unknown as E, job) };
}

/**
 * Makes an effect once: the event's id is written in the transaction of the effect's own rows, so a second delivery
 * finds it and does nothing.
 */
export function effectsOnce(inbox: InboxTable) {
  const record = query<{ consumer: string; eventId: EventId }>()((place) =>
    build
      .insert(inbox)
      .values({ consumer: place.consumer, eventId: place.eventId })
      .onConflictDoNothing()
      .returning({ eventId: inbox.eventId }),
  );
  return <C extends Context>(
    ctx: C,
    consumer: string,
    event: AnyEvent | DomainEvent,
    effect: (ctx: C) => Promise<void>,
  ) =>
    withTransaction(ctx, async (inTx) => {
      const isNew = await record(inTx, { consumer, eventId: event.id });
      if (isNew.length > 0) await effect(inTx);
    });
}

/** Reads a job's data back into the event that it carries. */
export function eventOfJob(data: unknown): AnyEvent {
  return AnyEvent.parse(data);
}
