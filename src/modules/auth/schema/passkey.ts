import { bigint, boolean, index, instant, text, uuid } from '#platform/database/drizzle.ts';
import type { UserId } from '#platform/ids.ts';
import type { PasskeyId } from '../contract.ts';
import { auth } from './base.ts';
import { userTable } from './user.ts';

/** A passkey (WebAuthn): for sign-in, or as a second factor. */
export const passkeyTable = auth.table(
  'passkey',
  {
    id: uuid().$type<PasskeyId>().primaryKey(),
    userId: uuid()
      .$type<UserId>()
      .notNull()
      .references(() => userTable.id, { onDelete: 'cascade' }),
    credentialId: text().notNull().unique(),
    publicKey: text().notNull(),
    counter: bigint({ mode: 'number' }).notNull(),
    transports: text().array().notNull().default([]),
    name: text().notNull(),
    isBackedUp: boolean().notNull(),
    createdAt: instant().notNull(),
    lastUsedAt: instant(),
  },
  (table) => [index('passkey_user').on(table.userId)],
);

/** A challenge for a browser to sign: works once, for five minutes. */
export const passkeyChallengeTable = auth.table('passkey_challenge', {
  id: uuid().primaryKey(),
  userId: uuid().$type<UserId>(),
  challenge: text().notNull(),
  expiresAt: instant().notNull(),
});
