import { bigint, instant, integer, primaryKey, text, uuid } from '#platform/database/drizzle.ts';
import type { UserId } from '#platform/ids.ts';
import { auth } from './base.ts';
import { sessionKinds } from './session.ts';
import { userTable } from './user.ts';

/** A second factor by codes (RFC 6238). Its secret must be readable, so it is encrypted with the server's key. */
export const totpTable = auth.table('totp', {
  userId: uuid()
    .$type<UserId>()
    .primaryKey()
    .references(() => userTable.id, { onDelete: 'cascade' }),
  sealedSecret: text().notNull(),
  createdAt: instant().notNull(),
  /** Null until the first correct code. */
  confirmedAt: instant(),
  /** The step of the last used code: no code works twice. */
  lastStep: bigint({ mode: 'number' }).notNull().default(0),
});

export const recoveryCodeTable = auth.table(
  'recovery_code',
  {
    userId: uuid()
      .$type<UserId>()
      .notNull()
      .references(() => userTable.id, { onDelete: 'cascade' }),
    digest: text().notNull(),
    usedAt: instant(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.digest] })],
);

/** A sign-in that waits for its second factor. */
export const mfaChallengeTable = auth.table('mfa_challenge', {
  id: uuid().primaryKey(),
  userId: uuid()
    .$type<UserId>()
    .notNull()
    .references(() => userTable.id, { onDelete: 'cascade' }),
  kind: text({ enum: sessionKinds }).notNull(),
  attempts: integer().notNull().default(0),
  createdAt: instant().notNull(),
  expiresAt: instant().notNull(),
});
