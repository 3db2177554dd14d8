import { z } from 'zod';
import { Actor, type Context } from '../context.ts';
import { afterCommit, type Transaction } from '../database/database.ts';
import { sql } from '../database/drizzle.ts';
import { noOrganization, type OutboxTable } from '../database/module-tables.ts';
import { rawQuery } from '../database/query.ts';
import { idOf, newId, OrganizationId, ProjectId, TeamId, UserId } from '../ids.ts';

export const EventId = idOf<'EventId'>();
export type EventId = z.infer<typeof EventId>;

/**
 * Who may receive an event in a stream: readers of the teams, guests of the projects, the users, and with `everyone`
 * all members of the organization. A change that moves something names the audience before and after.
 */
export const Audience = z.strictObject({
  organizationId: OrganizationId.nullable(),
  everyone: z.boolean(),
  teamIds: z.array(TeamId),
  projectIds: z.array(ProjectId),
  userIds: z.array(UserId),
});
export type Audience = z.infer<typeof Audience>;

/** What an event is about: enough for a client to know what to reload, and whether it already has this version. */
export const Subject = z.strictObject({ kind: z.string(), id: z.string(), version: z.number().int() });
export type Subject = z.infer<typeof Subject>;

export const AnyEvent = z.strictObject({
  id: EventId,
  type: z.string(),
  at: z.string(),
  actor: Actor,
  organizationId: OrganizationId.nullable(),
  requestId: z.string(),
  /** The `traceparent` of the change, if it was traced. */
  trace: z.string().optional(),
  subject: Subject,
  /** Null for events that no stream shows. */
  audience: Audience.nullable(),
  payload: z.record(z.string(), z.unknown()),
});
export type AnyEvent = z.infer<typeof AnyEvent>;

/** An event as subscribers receive it: `DomainEvent<'task.created', …>`. */
export type DomainEvent<Type extends string = string, Payload = Record<string, unknown>> = Omit<
  AnyEvent,
  'type' | 'payload'
> & { readonly type: Type; readonly payload: Payload };

/** A module's events by name, each with the schema of its payload. They are part of its contract. */
export type EventSchemas = Readonly<Record<string, z.ZodType<Record<string, unknown>>>>;

export type EventOf<Schemas extends EventSchemas> = {
  [Type in keyof Schemas & string]: DomainEvent<Type, z.infer<Schemas[Type]>>;
}[keyof Schemas & string];

/** The part of an event that the publisher provides; id, time, actor and request come from the context. */
export type Draft<Schemas extends EventSchemas> = {
  [Type in keyof Schemas & string]: {
    readonly type: Type;
    readonly organizationId: OrganizationId | null;
    readonly subject: Subject;
    readonly audience: Audience | null;
    readonly payload: z.infer<Schemas[Type]>;
  };
}[keyof Schemas & string];

/**
 * Creates a module's publish function. It writes rows into the module's outbox, together at the end of the transaction.
 * Call it inside `withTransaction`. An event is handled at least once after the commit, and never after a rollback.
 */
export function publisher<Schemas extends EventSchemas>(_schemas: Schemas, outbox: OutboxTable) {
  const insert = rawQuery<{ events: string }, never>(
    (params) => sql`
      insert into ${outbox} (id, organization_id, event)
      select id, ${eventOrganization}, event from jsonb_to_recordset(${params.events}::jsonb) as draft (id uuid, event jsonb)`,
  );
  const drafted = new WeakMap<Transaction, AnyEvent[]>();

  function eventsOf(ctx: Context, tx: Transaction): AnyEvent[] {
    const cached = drafted.get(tx);
    if (cached) return cached;
    const events: AnyEvent[] = [];
    drafted.set(tx, events);
    const rows = () => JSON.stringify(events.map((event) => ({ id: event.id, event })));
    tx.beforeCommit.push(() => insert({ ...ctx, tx }, { events: rows() }));
    return events;
  }

  return async (ctx: Context, ...drafts: Draft<Schemas>[]): Promise<void> => {
    if (!ctx.tx) throw new Error('events are published inside the transaction of their change');
    ctx.tx.published = true;
    eventsOf(ctx, ctx.tx).push(...drafts.map((draft) => envelope(ctx, draft)));
  };
}

/** The organization of an event, for its row in the outbox. */
const eventOrganization = sql`coalesce((event ->> 'organizationId')::uuid, ${sql.raw(`'${noOrganization}'`)})`;

/** Completes a draft. For the few statements that write the outbox row themselves. */
export function envelope(ctx: Context, draft: Omit<AnyEvent, 'id' | 'at' | 'actor' | 'requestId' | 'trace'>): AnyEvent {
  const trace = ctx.db.tracing?.current();
  return {
    id: newId<EventId>(),
    type: draft.type,
    at: ctx.clock.now().toISOString(),
    actor: ctx.actor,
    organizationId: draft.organizationId,
    requestId: ctx.requestId,
    ...(trace === undefined ? {} : { trace }),
    subject: draft.subject,
    audience: draft.audience,
    payload: draft.payload,
  };
}

/** Wakes the relay after the commit. For statements that wrote their outbox row themselves. */
export function wakeRelay(ctx: Context): void {
  if (ctx.tx) ctx.tx.published = true;
  else afterCommit(ctx, ctx.db.onPublished);
}

/** An audience; omitted parts are empty. */
export function audience(
  organizationId: OrganizationId | null,
  parts: Partial<Omit<Audience, 'organizationId'>>,
): Audience {
  return {
    organizationId,
    everyone: parts.everyone ?? false,
    teamIds: unique(parts.teamIds),
    projectIds: unique(parts.projectIds),
    userIds: unique(parts.userIds),
  };
}

function unique<Id>(ids: readonly Id[] | undefined): Id[] {
  return [...new Set(ids ?? [])];
}
