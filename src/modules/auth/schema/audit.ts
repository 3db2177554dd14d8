import { index, instant, jsonb, text, uuid } from '#platform/database/drizzle.ts';
import type { UserId } from '#platform/ids.ts';
import type { AuditEntryId } from '../contract.ts';
import { auth } from './base.ts';

/** Security events: who, what, from where. Rows are added, never changed. */
export const auditEntryTable = auth.table(
  'audit_entry',
  {
    id: uuid().$type<AuditEntryId>().primaryKey(),
    type: text().notNull(),
    actor: jsonb().notNull(),
    /** The actor and the affected person; no foreign keys, since the log outlives accounts. */
    actorId: uuid().$type<UserId>(),
    userId: uuid().$type<UserId>(),
    address: text().notNull(),
    requestId: text().notNull(),
    facts: jsonb().$type<Record<string, string>>().notNull(),
    at: instant().notNull(),
  },
  (table) => [index('audit_entry_at').on(table.at, table.id), index('audit_entry_user').on(table.userId, table.at)],
);
