import { boolean, index, instant, text, uuid } from '#platform/database/drizzle.ts';
import type { UserId } from '#platform/ids.ts';
import type { PersonalTokenId } from '../contract.ts';
import { auth } from './base.ts';
import { userTable } from './user.ts';

/** A token for scripts. It is shown once; only its digest is stored. */
export const personalTokenTable = auth.table(
  'personal_token',
  {
    id: uuid().$type<PersonalTokenId>().primaryKey(),
    userId: uuid()
      .$type<UserId>()
      .notNull()
      .references(() => userTable.id, { onDelete: 'cascade' }),
    name: text().notNull(),
    digest: text().notNull(),
    scopes: text().array().notNull(),
    /** Whether the creating session had a second factor. */
    secondFactor: boolean().notNull(),
    createdAt: instant().notNull(),
    expiresAt: instant(),
    lastUsedAt: instant(),
  },
  (table) => [index('personal_token_user').on(table.userId)],
);
