import {
  bigint,
  check,
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
import { commandTable } from '../database/module-tables.ts';
import type { UserId } from '../ids.ts';

export const platform = pgSchema('platform');

export const flagStates = ['on', 'off'] as const;
export type FlagState = (typeof flagStates)[number];

/** One row. The holder of its lock is the relay. It also counts the positions of the log. */
export const relayTable = platform.table('relay', {
  id: smallint().primaryKey().default(1),
  nextPosition: bigint({ mode: 'number' }).notNull().default(1),
  /** Changes when positions can repeat: after a restore or a promotion. */
  epoch: text().notNull(),
});

/** All events in one order, for 7 days: streams read and resume from it. */
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

/** Events from outboxes in other databases, for the relay of this one. */
export const collectedTable = platform.table('outbox', {
  seq: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  id: uuid().notNull().unique(),
  event: jsonb().notNull(),
});

/** Which queue gets a job for which event type. Written before new code starts to serve. */
export const subscriptionTable = platform.table(
  'subscription',
  {
    event: text().notNull(),
    subscriber: text().notNull(),
    queue: text().notNull(),
    /** For several events in one job. A release that does not know it makes a job of each event. */
    batchQueue: text(),
  },
  (table) => [primaryKey({ columns: [table.event, table.subscriber] })],
);

/** Outbox rows that could not be relayed, with the reason. They do not block the others. */
export const setAsideTable = platform.table('set_aside', {
  id: uuid().primaryKey(),
  module: text().notNull(),
  event: jsonb().notNull(),
  error: text().notNull(),
  at: instant()
    .notNull()
    .default(sql`now()`),
});

/**
 * The processes that run jobs. Each reports every second that it is alive, and which jobs it has held for some time.
 */
export const instanceTable = platform.table('instance', {
  id: uuid().primaryKey(),
  seenAt: instant().notNull(),
  jobs: jsonb().$type<string[]>().notNull(),
});

/**
 * Request counts of the rate limits that all instances share, by the end of their minute. Unlogged: a crash may lose
 * them.
 */
export const rateLimitTable = platform.table('rate_limit', {
  key: text().primaryKey(),
  points: integer().notNull(),
  expire: bigint({ mode: 'number' }),
});

/** Backups that the server makes: the one that runs, with its progress, and the last ones. */
export const backupRunTable = platform.table('backup_run', {
  id: uuid().primaryKey(),
  startedAt: instant().notNull(),
  /** While it runs, its process renews this time. */
  seenAt: instant().notNull(),
  finishedAt: instant(),
  /** Of rows and attachments so far. */
  bytes: bigint({ mode: 'number' }).notNull().default(0),
  /** The full name of the archive. */
  file: text(),
  error: text(),
});

/** Replies of the administration's changes, for repeats. */
export const platformCommandTable = commandTable(platform);

/** Feature flags that an operator has set. A flag without a row has its default. */
export const flagTable = platform.table(
  'flag',
  {
    name: text().primaryKey(),
    state: text({ enum: flagStates }).notNull(),
    /** The share of organizations for which it is on, while its state is `on`. */
    percentage: smallint().notNull(),
    /** Organizations with a state of their own, whatever the flag's state. */
    organizations: jsonb().$type<Record<string, FlagState>>().notNull(),
    updatedAt: instant().notNull(),
    updatedBy: uuid().$type<UserId>(),
  },
  (table) => [
    check('flag_state', sql`${table.state} in ('on', 'off')`),
    check('flag_percentage', sql`${table.percentage} between 0 and 100`),
  ],
);
