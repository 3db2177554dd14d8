import type { Context } from '#platform/context.ts';
import type { ServerAddress } from '#platform/http/own-address.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import type { OidcProviderConfig } from '#platform/startup/oidc-config.ts';
import type { Storage } from '#platform/storage/storage.ts';
import type { SigningKeys } from './signing-keys.ts';
import type { PasswordCost } from './oslo.ts';
import type { Passwords } from './hashing/passwords.ts';

/** An invite that was found by a token. */
export interface InviteOfToken {
  readonly inviteId: string;
  readonly email: string;
  /** Whether the token was sent only by mail, so that its holder has read the mail. */
  readonly isMailed: boolean;
}

/** Functions that auth needs from the modules above it. The composition root provides them. */
export interface AuthPorts {
  /** The open invite of a token; null if there is none. */
  readonly findInvite: (ctx: Context, token: string) => Promise<InviteOfToken | null>;
  /** Ids of open invites for an address, oldest first. */
  readonly openInvites: (ctx: Context, email: string) => Promise<readonly string[]>;
  /** Accepts an invite for a person. */
  readonly acceptInvite: (
    ctx: Context,
    inviteId: string,
    userId: UserId,
  ) => Promise<{ organizationId: OrganizationId }>;
  /** The number of a person's tasks in progress. */
  readonly activeTasks: (ctx: Context, userId: UserId) => Promise<number>;
  /** Assigns all open tasks of a person to another person, or to nobody. */
  readonly handOverTasks: (ctx: Context, userId: UserId, successorId: UserId | null) => Promise<void>;
  /** Whether the person is the last owner of an organization. */
  readonly isLastOwner: (ctx: Context, userId: UserId) => Promise<boolean>;
  readonly leaveOrganizations: (ctx: Context, userId: UserId) => Promise<void>;
  /** People who share an organization with the caller and match `q`, by name. */
  readonly colleagues: (
    ctx: Context,
    query: { q: string; cursor: string | null; limit: number },
  ) => Promise<{ userIds: UserId[]; nextCursor: string | null }>;
  readonly areColleagues: (ctx: Context, otherId: UserId) => Promise<boolean>;
  /** A person's data in the modules above, for the export of their own data. */
  readonly personalData: (ctx: Context, userId: UserId) => Promise<Record<string, unknown>>;
}

/** An OpenID provider for sign-in. Its name is part of paths: `/auth/oidc/{name}/start`. */
export type OidcProvider = OidcProviderConfig;

export interface AuthSettings {
  /** `open`, `invite`, or the mail domains that may sign up. */
  readonly signUp: 'open' | 'invite' | readonly string[];
  /** The first sign-up becomes the admin, because only this machine can reach the server. */
  readonly trustsFirstSignUp: boolean;
  readonly publicUrl: string;
  /** Whether a provider sends mail. Otherwise an administrator hands over the links. */
  readonly sendsMail: boolean;
  readonly oidcProviders: readonly OidcProvider[];
  /** An account works only after its address is confirmed. */
  readonly confirmsEmail: boolean;
  readonly sessionDays: { readonly idle: number; readonly absolute: number };
  readonly passwordCost: PasswordCost;
}

/** The context of auth's verbs. */
export interface AuthContext extends Context {
  readonly keys: SigningKeys;
  readonly settings: AuthSettings;
  readonly ports: AuthPorts;
  readonly storage: Storage;
  readonly passwords: Passwords;
  /** The caller's address; empty for calls without a request. */
  readonly address: string;
  readonly userAgent: string;
  /** The address at which the caller reached the app; PUBLIC_URL without a request. */
  readonly serverAddress: ServerAddress;
}
