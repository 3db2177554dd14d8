import { index, instant, integer, primaryKey, text, uuid } from '#platform/database/drizzle.ts';
import type { UserId } from '#platform/ids.ts';
import { auth } from './base.ts';
import { userTable } from './user.ts';

/** Guesses at an account, by address and source: exact across all instances, also for unknown addresses. */
export const signInFailureTable = auth.table('sign_in_failure', {
  key: text().primaryKey(),
  /** Guesses in progress and wrong guesses. */
  attempts: integer().notNull().default(0),
  failures: integer().notNull(),
  firstAt: instant().notNull(),
  lockedUntil: instant(),
});

/**
 * Sources of earlier sign-ins: an IPv4 address, or an IPv6 /64 and its /48. Guesses from elsewhere do not lock them
 * out.
 */
export const signInSourceTable = auth.table(
  'sign_in_source',
  {
    userId: uuid()
      .$type<UserId>()
      .notNull()
      .references(() => userTable.id, { onDelete: 'cascade' }),
    source: text().notNull(),
    lastAt: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.source] }), index('sign_in_source_last').on(table.lastAt)],
);
