import {
  bigint,
  index,
  instant,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  smallint,
  sql,
  text,
  uuid,
} from '../database/drizzle.ts';

export const platform = pgSchema('platform');

/** One row: whoever holds its lock is the relay, and it counts the positions of the log. */
export const relayTable = platform.table('relay', {
  id: smallint().primaryKey().default(1),
  nextPosition: bigint({ mode: 'number' }).notNull().default(1),
  /** Changes when positions may repeat: after a restore, after a promotion. */
  epoch: text().notNull(),
});

/** Every event in one order, for 7 days: what streams read and resume from. */
export const eventLogTable = platform.table(
  'event_log',
  {
    position: bigint({ mode: 'number' }).primaryKey(),
    id: uuid().notNull().unique(),
    event: jsonb().notNull(),
    at: instant()
      .notNull()
      .default(sql`now()`),
  },
  (table) => [index('event_log_at').on(table.at)],
);

/** Which queue gets a job for which event; written before new code serves. */
export const subscriptionTable = platform.table(
  'subscription',
  { event: text().notNull(), subscriber: text().notNull(), queue: text().notNull() },
  (table) => [primaryKey({ columns: [table.event, table.subscriber] })],
);

/** Outbox rows that could not be relayed, each with its reason: they never hold up the others. */
export const setAsideTable = platform.table('set_aside', {
  id: uuid().primaryKey(),
  module: text().notNull(),
  event: jsonb().notNull(),
  error: text().notNull(),
  at: instant()
    .notNull()
    .default(sql`now()`),
});

/** The processes that work on jobs: each says every second that it lives, and which jobs it has had for a while. */
export const instanceTable = platform.table('instance', {
  id: uuid().primaryKey(),
  seenAt: instant().notNull(),
  jobs: jsonb().$type<string[]>().notNull(),
});

/** Requests of the limits that all instances share, by the end of their minute. Unlogged: a crash may forget them. */
export const rateLimitTable = platform.table('rate_limit', {
  key: text().primaryKey(),
  points: integer().notNull(),
  expire: bigint({ mode: 'number' }),
});
