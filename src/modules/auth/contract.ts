import { z } from 'zod';
import { type ApiOf, defineContract } from '#platform/modules/contract.ts';
import { Actor } from '#platform/context.ts';
import { type Language, languages } from '#platform/database/language.ts';
import { Moment, Name, AppPath } from '#platform/http/fields.ts';
import { idOf, UserId } from '#platform/ids.ts';

export const locales = languages;
export const calendars = ['gregorian', 'persian'] as const;
export type Locale = Language;

export const MailedLinkId = idOf<'MailedLinkId'>();
export type MailedLinkId = z.infer<typeof MailedLinkId>;
export const PasskeyId = idOf<'PasskeyId'>();
export type PasskeyId = z.infer<typeof PasskeyId>;
export const IdentityId = idOf<'IdentityId'>();
export type IdentityId = z.infer<typeof IdentityId>;
export const PersonalTokenId = idOf<'PersonalTokenId'>();
export type PersonalTokenId = z.infer<typeof PersonalTokenId>;
export const AuditEntryId = idOf<'AuditEntryId'>();
export type AuditEntryId = z.infer<typeof AuditEntryId>;

/** What a mailed link does: confirm an address, set a new password, take a deletion back. */
export const linkKinds = ['verify', 'reset', 'restore'] as const;

/** A person as everyone who may know of them sees them. */
export const Person = z
  .strictObject({
    id: UserId,
    username: z.string(),
    name: z.string(),
    avatarUrl: AppPath.nullable(),
    email: z.string(),
  })
  .meta({ id: 'Person' });
export type Person = z.infer<typeof Person>;

/** What mails and reminders need beside the name. */
export const Contact = Person.extend({
  locale: z.enum(locales),
  timezone: z.string(),
  /** On the way out: nothing new is given to them. */
  isLeaving: z.boolean(),
  version: z.number().int(),
}).meta({ id: 'Contact' });
export type Contact = z.infer<typeof Contact>;

/** What credentials are worth at this moment: as whom they act, and which forms of them count. */
export const CredentialState = z.strictObject({
  actor: Actor,
  /** Of a browser's session: the digest of its cookie, and for a moment that of the one before. */
  cookie: z.strictObject({ digest: z.string(), previous: z.string().nullable(), previousUntil: z.string() }).nullable(),
  /** The cookie is to be changed with the next reply. */
  mustRotate: z.boolean(),
});
export type CredentialState = z.infer<typeof CredentialState>;

/** Fields of an account that several routes take. */
export const Email = z.email('must be an email address').max(255).meta({ description: 'Compared case-insensitively.' });
export const PersonName = Name;
/** At least 8 characters, no composition rules (NIST SP 800-63B, 5.1.1.2). Longer ones are taken whole. */
export const Password = z.string().min(8, 'must have at least 8 characters').max(1_000);

/** An account as its owner sees it. */
export const User = z
  .strictObject({
    id: UserId,
    email: z.string(),
    emailVerified: z.boolean(),
    username: z.string(),
    name: z.string(),
    avatarUrl: AppPath.nullable(),
    locale: z.enum(locales),
    timezone: z.string(),
    calendar: z.enum(calendars),
    instanceAdmin: z.boolean(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'User' });
export type User = z.infer<typeof User>;

/** An account as administrators see it. */
export const AdminUser = User.extend({
  lockedAt: z.iso.datetime().nullable(),
  leavingAt: z.iso.datetime().nullable(),
}).meta({ id: 'AdminUser' });
export type AdminUser = z.infer<typeof AdminUser>;

/** An account that an administrator makes for somebody. */
export const NewUser = z.strictObject({
  email: Email,
  name: PersonName,
  password: Password.optional().describe('Without a password, a link to set one is emailed.'),
  instanceAdmin: z.boolean().optional(),
});
export type NewUser = z.infer<typeof NewUser>;

const nouns = ['profile', 'organizations', 'projects', 'tasks', 'notifications'] as const;
/** What a personal access token may be held to. */
export const tokenScopes = [...nouns.flatMap((noun) => [`${noun}:read`, `${noun}:write`] as const), 'admin'] as const;

export const PersonalToken = z
  .strictObject({
    id: PersonalTokenId,
    name: z.string(),
    scopes: z.array(z.string()),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().nullable(),
    lastUsedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'PersonalToken' });
export type PersonalToken = z.infer<typeof PersonalToken>;

export const NewPersonalToken = z.strictObject({
  name: Name,
  scopes: z.array(z.enum(tokenScopes)).min(1, 'select at least one').max(20),
  expiresAt: Moment.optional(),
});
export type NewPersonalToken = z.infer<typeof NewPersonalToken>;

/** What an operator does with an account by one word. */
export const accountActions = ['lock', 'unlock', 'sign-out', 'make-admin', 'revoke-admin', 'send-reset'] as const;
/** Whom an operator means: a mail address or a username, compared without case. */
const Whom = z.strictObject({ whom: z.string().min(1).max(255) });

export const authContract = defineContract({
  name: 'auth',
  methods: {
    /** What credentials belong to, by their form and signature alone; null where they are worth nothing. */
    resolveCredentials: {
      input: z.strictObject({ kind: z.enum(['cookie', 'bearer']), secret: z.string() }),
      output: z
        .strictObject({ key: z.string(), digest: z.string().nullable(), expiresAt: z.string().nullable() })
        .nullable(),
    },
    /** Whether what credentials belong to still holds, and as whom it acts. The key is `session:…`, `token:…`, `service`. */
    credentialState: {
      input: z.strictObject({ key: z.string() }),
      output: CredentialState.nullable(),
    },
    /** `Set-Cookie` for a session whose cookie is to be changed; null where another request was quicker. */
    rotateSession: {
      input: z.strictObject({
        sessionId: z.string(),
        isSecure: z.boolean().describe('Whether the browser uses HTTPS.'),
      }),
      output: z.strictObject({ setCookie: z.string() }).nullable(),
    },
    /** Whether there is no account yet. */
    hasNobody: { input: z.strictObject({}), output: z.strictObject({ isEmpty: z.boolean() }) },
    /** What a mail's button leads to; null where it opens nothing any more. The mail worker asks when it sends. */
    mailedLink: {
      input: z.strictObject({ linkId: MailedLinkId }),
      output: z.strictObject({ url: z.string() }).nullable(),
    },
    /** The operator's commands. */
    createUser: { input: NewUser, output: AdminUser },
    /** Accounts in the order in which they were made, a page after the account `after`. */
    listUsers: {
      input: z.strictObject({ after: UserId.nullable(), limit: z.number().int().min(1).max(1_000) }),
      output: z.array(AdminUser),
    },
    manageUser: { input: Whom.extend({ action: z.enum(accountActions) }), output: AdminUser },
    /** A link that would be mailed, where no mail leaves the server. */
    handOverLink: {
      input: Whom.extend({ kind: z.enum(linkKinds) }),
      output: z.strictObject({ url: z.string() }),
    },
    deleteUser: { input: Whom.extend({ successor: z.string().nullable() }), output: z.strictObject({}) },
    createToken: {
      input: Whom.extend({ token: NewPersonalToken }),
      output: PersonalToken.extend({ token: z.string() }),
    },
    listTokens: { input: Whom, output: z.array(PersonalToken) },
    removeToken: { input: Whom.extend({ id: PersonalTokenId }), output: z.strictObject({}) },
    accessChanges: {
      input: z.strictObject({}),
      output: z.array(z.strictObject({ id: z.number().int(), key: z.string() })),
    },
    /** People by id, in any order; unknown and deleted ones are missing. */
    people: { input: z.strictObject({ ids: z.array(UserId).max(1_000) }), output: z.array(Contact) },
    /** People by address or username, compared without case. */
    findPeople: {
      input: z.strictObject({ emails: z.array(z.string()).max(1_000), usernames: z.array(z.string()).max(1_000) }),
      output: z.array(Contact),
    },
  },
  events: {
    'user.signed-up': z.strictObject({ userId: UserId, name: z.string() }),
    'user.verification-requested': z.strictObject({ userId: UserId, linkId: MailedLinkId, email: z.string() }),
    'user.password-reset-requested': z.strictObject({ userId: UserId, linkId: MailedLinkId }),
    /** The module's own: wishes that a job looks into, so that no reply tells whether an address is known. */
    'password-reset.asked': z.strictObject({ email: z.string() }),
    'confirmation.asked': z.strictObject({ email: z.string() }),
    /** Somebody signed up with an address that has an account: its owner is told, nobody else is. */
    'user.sign-up-repeated': z.strictObject({ userId: UserId }),
    /** The module's own: somebody who signed up with an invite has confirmed their address. */
    'user.invite-due': z.strictObject({ userId: UserId, inviteId: z.uuid() }),
    'user.email-changed': z.strictObject({ userId: UserId, before: z.string(), after: z.string() }),
    'user.security-changed': z.strictObject({
      userId: UserId,
      change: z.string(),
      /** What the mail tells in numbers. */
      counts: z.record(z.string(), z.number()).optional(),
    }),
    /** The module's own: the steps of a deletion. */
    'user.leaving': z.strictObject({ userId: UserId, linkId: MailedLinkId.nullable(), finishAt: z.string() }),
    'user.deleted': z.strictObject({ userId: UserId }),
    'user.changed': z.strictObject({
      userId: UserId,
      name: z.string(),
      username: z.string(),
      email: z.string(),
      avatarUrl: AppPath.nullable(),
      version: z.number().int(),
    }),
  },
});

export type AuthApi = ApiOf<typeof authContract>;

/** Names of people through one batched call, kept in process and forgotten when they change. */
export interface PeopleDirectory {
  /** The known ones of these ids. */
  byIds(ids: readonly (UserId | null)[]): Promise<ReadonlyMap<UserId, Contact>>;
  /** The language in which an actor reads; English where it is nobody. */
  languageOf(actor: Actor): Promise<Language>;
}
