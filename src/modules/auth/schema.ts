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

/** The steps of an account's deletion, in order. */
export const leavingSteps = ['marked', 'begun', 'handed-over', 'left'] as const;

/** How an address was proved to belong to the account's owner. */
export const addressProofs = ['mail', 'provider', 'administrator'] as const;
export type AddressProofKind = (typeof addressProofs)[number];

export const userTable = auth.table(
  'user',
  {
    id: uuid().$type<UserId>().primaryKey(),
    email: text().notNull(),
    emailVerifiedAt: instant(),
    /** Also null for addresses that were confirmed before proofs were recorded. */
    emailProof: text({ enum: addressProofs }),
    /** The invite used at sign-up. It is accepted when the address is confirmed. */
    signUpInviteId: uuid(),
    username: text().notNull(),
    name: text().notNull(),
    /** Null for people without a password. */
    passwordDigest: text(),
    locale: text({ enum: locales }).notNull(),
    timezone: text().notNull(),
    calendar: text({ enum: calendars }).notNull(),
    instanceAdmin: boolean().notNull().default(false),
    lockedAt: instant(),
    /** Null for a generated picture; else a random number, so that every picture has a new address. */
    avatarVersion: integer(),
    /** When the deletion was requested. From then on: signed out, no new tasks, deleted permanently at `finishAt`. */
    leavingAt: instant(),
    leavingStep: text({ enum: leavingSteps }),
    /** When the deletion can no longer be undone. */
    finishAt: instant(),
    /** The successor, who gets the tasks. */
    successorId: uuid('heir_id').$type<UserId>(),
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

export const outbox = outboxTable(auth);
export const inbox = inboxTable(auth);
export const command = commandTable(auth);
export const accessChange = accessChangeTable(auth);
