import { bigint, index, instant, jsonb, type PgSchema, primaryKey, sql, text, uuid } from './drizzle.ts';

/** Stands for the organization of an event that concerns none. */
export const noOrganization = '00000000-0000-0000-0000-000000000000';

/** Events that this module has published and the relay has not yet taken. */
export const outboxTable = (schema: PgSchema) =>
  schema.table('outbox', {
    seq: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    id: uuid().notNull(),
    /** Where the table is distributed, its rows are beside those of their organization. */
    organizationId: uuid().notNull().default(noOrganization),
    event: jsonb().notNull(),
  });

/** Events that a consumer of this module has handled, written in the transaction of its effects. */
export const inboxTable = (schema: PgSchema) =>
  schema.table(
    'inbox',
    {
      consumer: text().notNull(),
      eventId: uuid().notNull(),
      handledAt: instant()
        .notNull()
        .default(sql`now()`),
    },
    (table) => [
      primaryKey({ columns: [table.consumer, table.eventId] }),
      index('inbox_handled_at').on(table.handledAt),
    ],
  );

/** Changes with an idempotency key, and the reply for a repeat. */
export const commandTable = (schema: PgSchema) =>
  schema.table(
    'command',
    {
      actor: text().notNull(),
      commandId: text().notNull(),
      inputHash: text().notNull(),
      output: jsonb().notNull(),
      createdAt: instant()
        .notNull()
        .default(sql`now()`),
    },
    (table) => [
      primaryKey({ columns: [table.actor, table.commandId] }),
      index('command_created_at').on(table.createdAt),
    ],
  );

/** Changes that reduce somebody's access. Every process reads the recent ones and drops the named cache keys. */
export const accessChangeTable = (schema: PgSchema) =>
  schema.table(
    'access_change',
    {
      id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
      key: text().notNull(),
      at: instant()
        .notNull()
        .default(sql`clock_timestamp()`),
    },
    (table) => [index('access_change_at').on(table.at)],
  );

export type OutboxTable = ReturnType<typeof outboxTable>;
export type InboxTable = ReturnType<typeof inboxTable>;
export type CommandTable = ReturnType<typeof commandTable>;
export type AccessChangeTable = ReturnType<typeof accessChangeTable>;
