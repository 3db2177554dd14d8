import { index, instant, text, uniqueIndex, uuid } from '#platform/database/drizzle.ts';
import type { UserId } from '#platform/ids.ts';
import type { IdentityId } from '../contract.ts';
import { auth } from './base.ts';
import { userTable } from './user.ts';

/** An account at an OpenID provider that can sign in here. */
export const identityTable = auth.table(
  'identity',
  {
    id: uuid().$type<IdentityId>().primaryKey(),
    userId: uuid()
      .$type<UserId>()
      .notNull()
      .references(() => userTable.id, { onDelete: 'cascade' }),
    provider: text().notNull(),
    subject: text().notNull(),
    email: text().notNull(),
    createdAt: instant().notNull(),
    lastUsedAt: instant(),
  },
  (table) => [
    uniqueIndex('identity_subject').on(table.provider, table.subject),
    index('identity_user').on(table.userId),
  ],
);

/** A sign-in that was started at a provider and is not finished. */
export const oidcVisitTable = auth.table('oidc_visit', {
  /** The digest of `state`; the browser's cookie holds the same value. */
  stateDigest: text().primaryKey(),
  provider: text().notNull(),
  nonce: text().notNull(),
  sealedVerifier: text().notNull(),
  next: text().notNull(),
  /** The signed-in user who links an account; null for a sign-in. */
  userId: uuid().$type<UserId>(),
  /** The session that links it: only this session can finish. */
  sessionId: uuid(),
  expiresAt: instant().notNull(),
});
