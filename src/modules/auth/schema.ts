import {
  boolean,
  index,
  instant,
  integer,
  oneOf,
  pgSchema,
  sql,
  text,
  uniqueIndex,
  uuid,
} from '#platform/database/drizzle.ts';
import { accessChangeTable, commandTable, inboxTable, outboxTable } from '#platform/database/module-tables.ts';
import type { UserId } from '#platform/ids.ts';
import { calendars, locales } from './contract.ts';

export const auth = pgSchema('auth');

export const user = auth.table(
  'user',
  {
    id: uuid().$type<UserId>().primaryKey(),
    email: text().notNull(),
    emailVerifiedAt: instant(),
    username: text().notNull(),
    name: text().notNull(),
    /** Null for people who sign in by other means only. */
    passwordDigest: text(),
    locale: text({ enum: locales }).notNull(),
    timezone: text().notNull(),
    calendar: text({ enum: calendars }).notNull(),
    instanceAdmin: boolean().notNull().default(false),
    lockedAt: instant(),
    deletedAt: instant(),
    version: integer().notNull().default(1),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (table) => [
    uniqueIndex('user_email')
      .on(sql`lower(${table.email})`)
      .where(sql`${table.deletedAt} is null`),
    uniqueIndex('user_username')
      .on(sql`lower(${table.username})`)
      .where(sql`${table.deletedAt} is null`),
    oneOf('user_locale', table.locale, locales),
    oneOf('user_calendar', table.calendar, calendars),
  ],
);

const sessionKinds = ['browser', 'api'] as const;

/** Where somebody is signed in. A browser's row has the digest of its cookie for an id, as Lucia keeps it. */
export const session = auth.table(
  'session',
  {
    id: text().primaryKey(),
    /** What tokens, lists and logs name the session by. */
    sid: uuid().notNull().unique(),
    userId: uuid()
      .$type<UserId>()
      .notNull()
      .references(() => user.id, { onDelete: 'cascade' }),
    kind: text({ enum: sessionKinds }).notNull(),
    address: text().notNull(),
    userAgent: text().notNull(),
    createdAt: instant().notNull(),
    lastSeenAt: instant().notNull(),
    /** Slides with use. */
    expiresAt: instant().notNull(),
    /** Never moves. */
    endsAt: instant().notNull(),
  },
  (table) => [index('session_user').on(table.userId), oneOf('session_kind', table.kind, sessionKinds)],
);

/** One refresh token of a family; the family is the session. */
export const refreshToken = auth.table(
  'refresh_token',
  {
    id: uuid().primaryKey(),
    sid: uuid()
      .notNull()
      .references(() => session.sid, { onDelete: 'cascade' }),
    digest: text().notNull(),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
    usedAt: instant(),
    successorId: uuid(),
  },
  (table) => [index('refresh_token_sid').on(table.sid)],
);

export const outbox = outboxTable(auth);
export const inbox = inboxTable(auth);
export const command = commandTable(auth);
export const accessChange = accessChangeTable(auth);
