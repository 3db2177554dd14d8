import { z } from 'zod';
import { moduleScopes } from '#platform/startup/module-names.ts';
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

/** Kinds of mailed links: confirm an address, set a new password, undo a deletion. */
export const linkKinds = ['verify', 'reset', 'restore'] as const;

/** A person as visible to everyone who may see them. */
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

/** A person with what mails and reminders need. */
export const Contact = Person.extend({
  locale: z.enum(locales),
  timezone: z.string(),
  calendar: z.enum(calendars),
  /** The account is being deleted: it gets no new tasks. */
  isLeaving: z.boolean(),
  /** The person has proved to receive mail at the address. */
  isConfirmed: z.boolean(),
  version: z.number().int(),
}).meta({ id: 'Contact' });
export type Contact = z.infer<typeof Contact>;

/** The part of a contact that replies show; null without an id, or if the account is gone. */
export function personIn(contacts: ReadonlyMap<UserId, Contact>, id: UserId | null): Person | null {
  const contact = id === null ? undefined : contacts.get(id);
  if (!contact) return null;
  const { username, name, avatarUrl, email } = contact;
  return { id: contact.id, username, name, avatarUrl, email };
}

/** The current validity of credentials: whom they act as, and which cookies are valid. */
export const CredentialState = z.strictObject({
  actor: Actor,
  /** For a browser session: the digest of its cookie, and for a short time the digest of the previous cookie. */
  cookie: z.strictObject({ digest: z.string(), previous: z.string().nullable(), previousUntil: z.string() }).nullable(),
  /** The next reply replaces the cookie. */
  mustRotate: z.boolean(),
});
export type CredentialState = z.infer<typeof CredentialState>;

export const Email = z.email('must be an email address').max(255).meta({ description: 'Compared case-insensitively.' });
export const PersonName = Name;
/** At least 8 characters, no composition rules (NIST SP 800-63B, 5.1.1.2). Long passwords are not truncated. */
export const Password = z.string().min(8, 'must have at least 8 characters').max(1_000);

/** An account as visible to its owner. */
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

/** An account as visible to administrators. */
export const AdminUser = User.extend({
  lockedAt: z.iso.datetime().nullable(),
  leavingAt: z.iso.datetime().nullable(),
}).meta({ id: 'AdminUser' });
export type AdminUser = z.infer<typeof AdminUser>;

/** An account that an administrator creates. */
export const NewUser = z.strictObject({
  email: Email,
  name: PersonName,
  password: Password.optional().describe('Without a password, a link to set one is emailed.'),
  instanceAdmin: z.boolean().optional(),
});
export type NewUser = z.infer<typeof NewUser>;

const nouns = Object.values(moduleScopes);
/** The scopes of a personal access token. */
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

/** The operator's commands on an account. */
export const accountActions = ['lock', 'unlock', 'sign-out', 'make-admin', 'revoke-admin', 'send-reset'] as const;
/** The person that an operator names: an email address or a username, compared without case. */
const AccountLogin = z.strictObject({ login: z.string().min(1).max(255) });

export const authContract = defineContract({
  name: 'auth',
  methods: {
    /** Finds the owner of credentials by form and signature only; null if they are invalid. */
    resolveCredentials: {
      repeatable: 'always',
      input: z.strictObject({ kind: z.enum(['cookie', 'bearer']), secret: z.string() }),
      output: z
        .strictObject({ key: z.string(), digest: z.string().nullable(), expiresAt: z.string().nullable() })
        .nullable(),
    },
    /**
     * Whether the session, token or service still exists, and whom it acts as. The key is `session:…`, `token:…` or
     * `service`.
     */
    credentialState: {
      repeatable: 'always',
      input: z.strictObject({ key: z.string() }),
      output: CredentialState.nullable(),
    },
    /** `Set-Cookie` for a session whose cookie must change; null if another request was faster. */
    rotateSession: {
      input: z.strictObject({
        sessionId: z.string(),
        isSecure: z.boolean().describe('Whether the browser uses HTTPS.'),
      }),
      output: z.strictObject({ setCookie: z.string() }).nullable(),
    },
    /** The caller's own account. @throws DomainError 401 if the caller is no person. */
    ownAccount: { repeatable: 'always', input: z.strictObject({}), output: User },
    /** Whether no account exists. */
    hasNobody: { repeatable: 'always', input: z.strictObject({}), output: z.strictObject({ isEmpty: z.boolean() }) },
    /** The address of a mail's button; null if the link is no longer valid. The mail worker calls it when it sends. */
    mailedLink: {
      repeatable: 'always',
      input: z.strictObject({ linkId: MailedLinkId }),
      output: z.strictObject({ url: z.string() }).nullable(),
    },
    /** The methods of the operator's commands. */
    createUser: { input: NewUser, output: AdminUser },
    /** Accounts in order of creation: the page after the account `after`. */
    listUsers: {
      repeatable: 'always',
      input: z.strictObject({ after: UserId.nullable(), limit: z.number().int().min(1).max(1_000) }),
      output: z.array(AdminUser),
    },
    /** The administrators of the installation who can sign in. */
    instanceAdmins: {
      repeatable: 'always',
      input: z.strictObject({}),
      output: z.strictObject({ userIds: z.array(UserId) }),
    },
    manageUser: { input: AccountLogin.extend({ action: z.enum(accountActions) }), output: AdminUser },
    /** A link for an administrator to hand over, when no mail is sent. */
    handOverLink: {
      input: AccountLogin.extend({ kind: z.enum(linkKinds) }),
      output: z.strictObject({ url: z.string() }),
    },
    /** With `dryRun` it only checks whether that is possible. `activeTasks` are reassigned to the successor. */
    deleteUser: {
      input: AccountLogin.extend({ successor: z.string().nullable(), dryRun: z.boolean().optional() }),
      output: z.strictObject({ email: z.string(), activeTasks: z.number().int() }),
    },
    createToken: {
      input: AccountLogin.extend({ token: NewPersonalToken }),
      output: PersonalToken.extend({ token: z.string() }),
    },
    listTokens: { repeatable: 'always', input: AccountLogin, output: z.array(PersonalToken) },
    removeToken: { input: AccountLogin.extend({ id: PersonalTokenId }), output: z.strictObject({}) },
    accessChanges: {
      repeatable: 'always',
      input: z.strictObject({}),
      output: z.array(z.strictObject({ id: z.number().int(), key: z.string() })),
    },
    /** People by id, in any order; without unknown and deleted ones. */
    people: {
      repeatable: 'always',
      input: z.strictObject({ ids: z.array(UserId).max(1_000) }),
      output: z.array(Contact),
    },
    /** People by address or username, compared without case. */
    findPeople: {
      repeatable: 'always',
      input: z.strictObject({ emails: z.array(z.string()).max(1_000), usernames: z.array(z.string()).max(1_000) }),
      output: z.array(Contact),
    },
  },
  events: {
    'user.signed-up': z.strictObject({ userId: UserId, name: z.string() }),
    'user.verification-requested': z.strictObject({ userId: UserId, linkId: MailedLinkId, email: z.string() }),
    'user.password-reset-requested': z.strictObject({ userId: UserId, linkId: MailedLinkId }),
    /** Internal: a request that a job handles, so that no reply reveals whether an address is known. */
    'password-reset.asked': z.strictObject({ email: z.string() }),
    'confirmation.asked': z.strictObject({ email: z.string() }),
    /** Somebody signed up with the address of an existing account. Only its owner is notified. */
    'user.sign-up-repeated': z.strictObject({ userId: UserId }),
    /** Internal: a person who signed up with an invite has confirmed the address. */
    'user.invite-due': z.strictObject({ userId: UserId, inviteId: z.uuid() }),
    'user.email-changed': z.strictObject({ userId: UserId, before: z.string(), after: z.string() }),
    'user.security-changed': z.strictObject({
      userId: UserId,
      change: z.string(),
      /** Numbers in the mail's text. */
      counts: z.record(z.string(), z.number()).optional(),
    }),
    /** Internal: an account was marked for deletion. */
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

/** People by batched calls, cached in this process until they change. */
export interface PeopleDirectory {
  /** The existing people of these ids. */
  byIds(ids: readonly (UserId | null)[]): Promise<ReadonlyMap<UserId, Contact>>;
  /** The language of an actor; English if it is not a person. */
  languageOf(actor: Actor): Promise<Language>;
}
