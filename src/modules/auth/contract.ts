import { z } from 'zod';
import { type ApiOf, defineContract } from '#platform/modules/contract.ts';
import { Actor } from '#platform/context.ts';
import { idOf, UserId } from '#platform/ids.ts';

export const locales = ['en', 'fa'] as const;
export const calendars = ['gregorian', 'persian'] as const;
export type Locale = (typeof locales)[number];

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
    avatarUrl: z.string().nullable(),
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
  cookie: z
    .strictObject({ digest: z.string(), previous: z.string().nullable(), previousUntil: z.string() })
    .nullable(),
  /** The cookie is to be changed with the next reply. */
  mustRotate: z.boolean(),
});
export type CredentialState = z.infer<typeof CredentialState>;

export const authContract = defineContract({
  name: 'auth',
  methods: {
    /** What credentials belong to, by their form and signature alone; null where they are worth nothing. */
    resolveCredentials: {
      kind: 'read',
      input: z.strictObject({ kind: z.enum(['cookie', 'bearer']), secret: z.string() }),
      output: z
        .strictObject({ key: z.string(), digest: z.string().nullable(), expiresAt: z.string().nullable() })
        .nullable(),
    },
    /** Whether what credentials belong to still holds, and as whom it acts. The key is `session:…`, `token:…`, `service`. */
    credentialState: {
      kind: 'read',
      input: z.strictObject({ key: z.string() }),
      output: CredentialState.nullable(),
    },
    /** `Set-Cookie` for a session whose cookie is to be changed; null where another request was quicker. */
    rotateSession: {
      kind: 'write',
      input: z.strictObject({ sessionId: z.string() }),
      output: z.strictObject({ setCookie: z.string() }).nullable(),
    },
    /** Whether there is no account yet. */
    hasNobody: { kind: 'read', input: z.strictObject({}), output: z.strictObject({ isEmpty: z.boolean() }) },
    /** What a mail's button leads to; null where it opens nothing any more. The mail worker asks when it sends. */
    mailedLink: {
      kind: 'read',
      input: z.strictObject({ linkId: MailedLinkId }),
      output: z.strictObject({ url: z.string() }).nullable(),
    },
    accessChanges: {
      kind: 'read',
      input: z.strictObject({}),
      output: z.array(z.strictObject({ id: z.number().int(), key: z.string() })),
    },
    /** People by id, in any order; unknown and deleted ones are missing. */
    people: { kind: 'read', input: z.strictObject({ ids: z.array(UserId).max(1_000) }), output: z.array(Contact) },
    /** People by address or username, compared without case. */
    findPeople: {
      kind: 'read',
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
    'user.email-changed': z.strictObject({ userId: UserId, before: z.string(), after: z.string() }),
    'user.security-changed': z.strictObject({ userId: UserId, change: z.string() }),
    /** The module's own: the steps of a deletion. */
    'user.leaving': z.strictObject({ userId: UserId, linkId: MailedLinkId.nullable(), finishAt: z.string() }),
    'user.deleted': z.strictObject({ userId: UserId }),
    'user.changed': z.strictObject({
      userId: UserId,
      name: z.string(),
      username: z.string(),
      email: z.string(),
      version: z.number().int(),
    }),
  },
});

export type AuthApi = ApiOf<typeof authContract>;

/** Names of people through one batched call, kept in process and forgotten when they change. */
export interface PeopleDirectory {
  /** The known ones of these ids. */
  byIds(ids: readonly (UserId | null)[]): Promise<ReadonlyMap<UserId, Contact>>;
}

/** Fields of an account that several routes take. */
export const Email = z.email('must be a mail address').max(255).meta({ description: 'Compared without case.' });
export const PersonName = z.string().trim().min(1, 'must not be empty').max(100);
