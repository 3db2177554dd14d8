import type { Context } from '#platform/context.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import type { SigningKeys } from './sessions/signing-keys.ts';

/** What auth asks of the modules above it; the composition root fills it. */
export interface AuthPorts {
  /** The address that an invite is for, or null where the token opens nothing. */
  readonly invitedAddress: (ctx: Context, token: string) => Promise<string | null>;
  /** Lets a person in whom an invite named. */
  readonly acceptInvite: (ctx: Context, token: string, userId: UserId) => Promise<{ organizationId: OrganizationId }>;
}

export interface AuthSettings {
  /** `open`, `invite`, or the mail domains that may sign up. */
  readonly signUp: 'open' | 'invite' | readonly string[];
  /** A server that only this machine reaches takes its first sign-up for the admin's. */
  readonly trustsFirstSignUp: boolean;
  readonly publicUrl: string;
  readonly sessionCookie: string;
}

/** What the verbs of auth get. */
export interface AuthContext extends Context {
  readonly keys: SigningKeys;
  readonly settings: AuthSettings;
  readonly ports: AuthPorts;
  /** Where the request came from; empty for calls that no request began. */
  readonly address: string;
  readonly userAgent: string;
}
