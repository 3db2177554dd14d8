import {
  bigint,
  boolean,
  index,
  instant,
  integer,
  jsonb,
  oneOf,
  pgSchema,
  primaryKey,
  sql,
  text,
  uniqueIndex,
  uuid,
} from '#platform/database/drizzle.ts';
import { accessChangeTable, commandTable, inboxTable, outboxTable } from '#platform/database/module-tables.ts';
import type { UserId } from '#platform/ids.ts';
import {
  type AuditEntryId,
  calendars,
  type IdentityId,
  linkKinds,
  locales,
  type MailedLinkId,
  type PasskeyId,
  type PersonalTokenId,
} from './contract.ts';

export const auth = pgSchema('auth');

/** How far the deletion of an account has come. */
export const leavingSteps = ['marked', 'begun', 'handed-over', 'left'] as const;

/** By what an address is known to be its owner's. */
export const addressProofs = ['mail', 'provider', 'administrator'] as const;
export type AddressProofKind = (typeof addressProofs)[number];

export const userTable = auth.table(
  'user',
  {
    id: uuid().$type<UserId>().primaryKey(),
    email: text().notNull(),
    emailVerifiedAt: instant(),
    /** Null also for addresses that were confirmed before proofs were kept. */
    emailProof: text({ enum: addressProofs }),
    /** The invite that somebody signed up with; it is accepted once the address is confirmed. */
    signUpInviteId: uuid(),
    username: text().notNull(),
    name: text().notNull(),
    /** Null for people who sign in by other means only. */
    passwordDigest: text(),
    locale: text({ enum: locales }).notNull(),
    timezone: text().notNull(),
    calendar: text({ enum: calendars }).notNull(),
    instanceAdmin: boolean().notNull().default(false),
    lockedAt: instant(),
    /** Null for a generated picture; else a number of chance, so that no two pictures share an address. */
    avatarVersion: integer(),
    /** Asked to be deleted: signed out, no new work, gone for good once the grace is over. */
    leavingAt: instant(),
    leavingStep: text({ enum: leavingSteps }),
    /** When a deletion can't be taken back any more. */
    finishAt: instant(),
    /** Who gets the tasks. */
    heirId: uuid().$type<UserId>(),
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
    oneOf('user_email_proof', table.emailProof, addressProofs),
    oneOf('user_locale', table.locale, locales),
    oneOf('user_calendar', table.calendar, calendars),
  ],
);

const sessionKinds = ['browser', 'api'] as const;

/** Where somebody is signed in. A browser's row has the digest of its cookie for an id, as Lucia keeps it. */
export const sessionTable = auth.table(
  'session',
  {
    id: text().primaryKey(),
    /** What tokens, lists and logs name the session by. */
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
    /** Slides with use. */
    expiresAt: instant().notNull(),
    /** Moves only where the clock was ahead when it was set. */
    endsAt: instant().notNull(),
    /** Came in with a second factor, or with a passkey, which is two in one. */
    secondFactor: boolean().notNull().default(false),
    /** The digest before the last change of the cookie: it holds a moment longer, for requests under way. */
    previousId: text(),
    rotatedAt: instant(),
    /** The cookie is to be changed at the next request: the account's role has changed. */
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

/** What a mailed link stands for. The link's secret is never kept: it is a digest of id and version. */
export const mailedLinkTable = auth.table(
  'mailed_link',
  {
    id: uuid().$type<MailedLinkId>().primaryKey(),
    userId: uuid()
      .$type<UserId>()
      .notNull()
      .references(() => userTable.id, { onDelete: 'cascade' }),
    kind: text({ enum: linkKinds }).notNull(),
    /** The address that is to be confirmed; it may differ from the account's. */
    email: text().notNull(),
    version: integer().notNull().default(1),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
    usedAt: instant(),
  },
  (table) => [index('mailed_link_user').on(table.userId, table.kind), oneOf('mailed_link_kind', table.kind, linkKinds)],
);

/** A second factor by codes (RFC 6238). Its secret must be read again, so it is sealed under the server's key. */
export const totpTable = auth.table('totp', {
  userId: uuid()
    .$type<UserId>()
    .primaryKey()
    .references(() => userTable.id, { onDelete: 'cascade' }),
  sealedSecret: text().notNull(),
  createdAt: instant().notNull(),
  /** Null until a first code was right. */
  confirmedAt: instant(),
  /** The step of the last code that was used: none works twice. */
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

/** A passkey (WebAuthn): signs in by itself, or serves as second factor. */
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

/** What a browser was asked to sign, for five minutes and once. */
export const passkeyChallengeTable = auth.table('passkey_challenge', {
  id: uuid().primaryKey(),
  userId: uuid().$type<UserId>(),
  challenge: text().notNull(),
  expiresAt: instant().notNull(),
});

/** An account at an OpenID provider that signs in here. */
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

/** A sign-in that has gone to a provider and is yet to come back. */
export const oidcVisitTable = auth.table('oidc_visit', {
  /** The digest of `state`; the browser's cookie holds the same value. */
  stateDigest: text().primaryKey(),
  provider: text().notNull(),
  nonce: text().notNull(),
  sealedVerifier: text().notNull(),
  next: text().notNull(),
  /** Somebody who is signed in and links an account; null for a sign-in. */
  userId: uuid().$type<UserId>(),
  /** The session that links it: it alone may come back. */
  sessionId: uuid(),
  expiresAt: instant().notNull(),
});

/** A token for scripts. Shown once; its digest alone is kept. */
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
    /** Of the session that made it. */
    secondFactor: boolean().notNull(),
    createdAt: instant().notNull(),
    expiresAt: instant(),
    lastUsedAt: instant(),
  },
  (table) => [index('personal_token_user').on(table.userId)],
);

/** Guesses at an account, by its address and where they came from: exact on all instances, also for unknown addresses. */
export const signInFailureTable = auth.table('sign_in_failure', {
  key: text().primaryKey(),
  /** Those that are being looked at, and those that were wrong. */
  attempts: integer().notNull().default(0),
  failures: integer().notNull(),
  firstAt: instant().notNull(),
  lockedUntil: instant(),
});

/** From where somebody has signed in: an IPv4 address, or an IPv6 /64 and its /48. Nobody locks it out from elsewhere. */
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

/** Every event of security: who, what, from where. Rows are added, never changed. */
export const auditEntryTable = auth.table(
  'audit_entry',
  {
    id: uuid().$type<AuditEntryId>().primaryKey(),
    type: text().notNull(),
    actor: jsonb().notNull(),
    /** Who did it, and whom it is about; no foreign keys, since the log outlives accounts. */
    actorId: uuid().$type<UserId>(),
    userId: uuid().$type<UserId>(),
    address: text().notNull(),
    requestId: text().notNull(),
    facts: jsonb().$type<Record<string, string>>().notNull(),
    at: instant().notNull(),
  },
  (table) => [index('audit_entry_at').on(table.at, table.id), index('audit_entry_user').on(table.userId, table.at)],
);

export const outbox = outboxTable(auth);
export const inbox = inboxTable(auth);
export const command = commandTable(auth);
export const accessChange = accessChangeTable(auth);
