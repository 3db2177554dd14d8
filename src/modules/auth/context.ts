import type { Context } from '#platform/context.ts';
import type { ReachedAddress } from '#platform/http/own-address.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import type { OidcProviderConfig } from '#platform/startup/oidc-config.ts';
import type { Storage } from '#platform/storage/storage.ts';
import type { SigningKeys } from './signing-keys.ts';

/** An invite, by the token that somebody holds. */
export interface InviteOfToken {
  readonly inviteId: string;
  readonly email: string;
  /** The token was in the invite's mail, and nobody but its reader has seen it. */
  readonly isMailed: boolean;
}

/** What auth asks of the modules above it; the composition root fills it. */
export interface AuthPorts {
  /** The invite that a token opens, or null where it opens nothing. */
  readonly findInvite: (ctx: Context, token: string) => Promise<InviteOfToken | null>;
  /** Open invites for an address, the oldest first. */
  readonly openInvites: (ctx: Context, email: string) => Promise<readonly string[]>;
  /** Lets a person in whom an invite named. */
  readonly acceptInvite: (
    ctx: Context,
    inviteId: string,
    userId: UserId,
  ) => Promise<{ organizationId: OrganizationId }>;
  /** How many tasks in progress somebody has. */
  readonly activeTasks: (ctx: Context, userId: UserId) => Promise<number>;
  /** Gives all open tasks of somebody to another person, or to nobody. */
  readonly handOverTasks: (ctx: Context, userId: UserId, heirId: UserId | null) => Promise<void>;
  /** Whether an organization would be left without an owner. */
  readonly isLastOwner: (ctx: Context, userId: UserId) => Promise<boolean>;
  readonly leaveOrganizations: (ctx: Context, userId: UserId) => Promise<void>;
  /** People with whom the caller shares an organization, by name, those that match `q`. */
  readonly colleagues: (
    ctx: Context,
    query: { q: string; cursor: string | null; limit: number },
  ) => Promise<{ userIds: UserId[]; nextCursor: string | null }>;
  readonly areColleagues: (ctx: Context, otherId: UserId) => Promise<boolean>;
  /** What the modules above hold of a person, for the export of their own data. */
  readonly personalData: (ctx: Context, userId: UserId) => Promise<Record<string, unknown>>;
}

/** An OpenID provider that people may sign in with; its name stands in addresses: `/auth/oidc/{name}/start`. */
export type OidcProvider = OidcProviderConfig;

export interface AuthSettings {
  /** `open`, `invite`, or the mail domains that may sign up. */
  readonly signUp: 'open' | 'invite' | readonly string[];
  /** A server that only this machine reaches takes its first sign-up for the admin's. */
  readonly trustsFirstSignUp: boolean;
  readonly publicUrl: string;
  /** Whether mail leaves this server; else an administrator hands its links over. */
  readonly sendsMail: boolean;
  readonly oidcProviders: readonly OidcProvider[];
  /** An account works once its address is confirmed. */
  readonly confirmsEmail: boolean;
  readonly sessionDays: { readonly idle: number; readonly absolute: number };
}

/** What the verbs of auth get. */
export interface AuthContext extends Context {
  readonly keys: SigningKeys;
  readonly settings: AuthSettings;
  readonly ports: AuthPorts;
  readonly storage: Storage;
  /** Where the request came from; empty for calls that no request began. */
  readonly address: string;
  readonly userAgent: string;
  /** Where the caller reached the app: at PUBLIC_URL unless the request says otherwise. */
  readonly reached: ReachedAddress;
}
