import { index, instant, integer, oneOf, text, uuid } from '#platform/database/drizzle.ts';
import type { UserId } from '#platform/ids.ts';
import { linkKinds, type MailedLinkId } from '../contract.ts';
import { auth } from './base.ts';
import { userTable } from './user.ts';

/** A mailed link. Its secret is not stored: it is a digest of id and version. */
export const mailedLinkTable = auth.table(
  'mailed_link',
  {
    id: uuid().$type<MailedLinkId>().primaryKey(),
    userId: uuid()
      .$type<UserId>()
      .notNull()
      .references(() => userTable.id, { onDelete: 'cascade' }),
    kind: text({ enum: linkKinds }).notNull(),
    /** The address to confirm; it can differ from the account's. */
    email: text().notNull(),
    version: integer().notNull().default(1),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
    usedAt: instant(),
  },
  (table) => [index('mailed_link_user').on(table.userId, table.kind), oneOf('mailed_link_kind', table.kind, linkKinds)],
);
