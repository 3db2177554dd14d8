import { boolean, index, instant, oneOf, text, uuid } from '#platform/database/drizzle.ts';
import type { UserId } from '#platform/ids.ts';
import { auth } from './base.ts';
import { userTable } from './user.ts';

export const sessionKinds = ['browser', 'api'] as const;

/** A session. A browser's row has the digest of its cookie as its id, as Lucia requires. */
export const sessionTable = auth.table(
  'session',
  {
    id: text().primaryKey(),
    /** The session's id in tokens, lists and logs. */
    sid: uuid().notNull().unique(),
    userId: uuid()
      .$type<UserId>()
      .notNull()
      .references(() => userTable.id, { onDelete: 'cascade' }),
    kind: text({ enum: sessionKinds }).notNull(),
    address: text().notNull(),
    userAgent: text().notNull(),
    createdAt: instant().notNull(),
    lastSeenAt: instant().notNull(),
    /** Moves forward with use. */
    expiresAt: instant().notNull(),
    /** Fixed at creation; only shortened if the clock was ahead then. */
    endsAt: instant().notNull(),
    /** Signed in with a second factor, or with a passkey, which counts as two factors. */
    secondFactor: boolean().notNull().default(false),
    /** The previous cookie's digest: valid for a short time, for requests already sent. */
    previousId: text(),
    rotatedAt: instant(),
    /** The next reply replaces the cookie, because the account's role has changed. */
    mustRotate: boolean().notNull().default(false),
  },
  (table) => [
    index('session_user').on(table.userId),
    index('session_previous').on(table.previousId),
    oneOf('session_kind', table.kind, sessionKinds),
  ],
);

/** One refresh token of a family; the family is the session. */
export const refreshTokenTable = auth.table(
  'refresh_token',
  {
    id: uuid().primaryKey(),
    sid: uuid()
      .notNull()
      .references(() => sessionTable.sid, { onDelete: 'cascade' }),
    digest: text().notNull(),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
    usedAt: instant(),
    successorId: uuid(),
  },
  (table) => [index('refresh_token_sid').on(table.sid)],
);
