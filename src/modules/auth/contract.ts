import { z } from 'zod';
import { type ApiOf, defineContract } from '#platform/modules/contract.ts';
import { UserId } from '#platform/ids.ts';

export const locales = ['en', 'fa'] as const;
export const calendars = ['gregorian', 'persian'] as const;
export type Locale = (typeof locales)[number];

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
export const Contact = Person.extend({ locale: z.enum(locales), timezone: z.string(), version: z.number().int() }).meta(
  {
    id: 'Contact',
  },
);
export type Contact = z.infer<typeof Contact>;

/** Where somebody is signed in, as every request asks for it. */
export const SessionState = z.strictObject({
  sessionId: z.string(),
  userId: UserId,
  instanceAdmin: z.boolean(),
});
export type SessionState = z.infer<typeof SessionState>;

/** Fields of an account that several routes take. */
export const Email = z.email('must be a mail address').max(255).meta({ description: 'Compared without case.' });
export const PersonName = z.string().trim().min(1, 'must not be empty').max(100);
export const Password = z.string().min(8, 'must have at least 8 characters').max(1_000);

/** An account that an operator makes. */
export const NewUser = z.strictObject({ email: Email, name: PersonName, password: Password, isAdmin: z.boolean() });
export type NewUser = z.infer<typeof NewUser>;

/** An account as the operator sees it. */
export const Account = z.strictObject({
  id: UserId,
  email: z.string(),
  username: z.string(),
  name: z.string(),
  instanceAdmin: z.boolean(),
  createdAt: z.iso.datetime(),
});
export type Account = z.infer<typeof Account>;

export const authContract = defineContract({
  name: 'auth',
  methods: {
    /** Which session credentials belong to, by their form and signature alone; null where they are worth nothing. */
    resolveCredentials: {
      kind: 'read',
      input: z.strictObject({ kind: z.enum(['cookie', 'bearer']), secret: z.string() }),
      output: z.strictObject({ sessionId: z.string(), expiresAt: z.string() }).nullable(),
    },
    /** Whether a session still holds, and for whom. */
    sessionState: {
      kind: 'read',
      input: z.strictObject({ sessionId: z.string() }),
      output: SessionState.nullable(),
    },
    /** Whether there is no account yet. */
    hasNobody: { kind: 'read', input: z.strictObject({}), output: z.strictObject({ isEmpty: z.boolean() }) },
    createUser: { kind: 'write', input: NewUser, output: Account },
    /** Accounts in the order in which they were made, a page after the account `after`. */
    listUsers: {
      kind: 'read',
      input: z.strictObject({ after: UserId.nullable(), limit: z.number().int().min(1).max(1_000) }),
      output: z.array(Account),
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
