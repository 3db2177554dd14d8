import { z } from 'zod';
import { userIdOf } from '#platform/context.ts';
import { breaksConstraint, withTransaction } from '#platform/database/database.ts';
import { qb, sql } from '#platform/database/drizzle.ts';
import { maybeOne, one, query, rawQuery } from '#platform/database/query.ts';
import { conflict, DomainError, forbidden } from '#platform/errors.ts';
import { isLoopback } from '#platform/loopback.ts';
import { newId, type UserId } from '#platform/ids.ts';
import { equalSecrets } from '#platform/startup/secrets.ts';
import { Timezone } from '#platform/timezone.ts';
import { audit } from '../audit/audit.ts';
import type { AuthContext, InviteOfToken } from '../context.ts';
import { Email, type Locale, locales, Password, PersonName } from '../contract.ts';
import { type AddressProof, confirmAddress, proofByInvite } from '../links/address-proof.ts';
import { requestConfirmation, userByEmail } from '../links/confirm-email.ts';
import { checkPasswordChoice } from '../passwords/password-policy.ts';
import { publish } from '../publish.ts';
import { userTable } from '../schema/user.ts';
import { setupToken } from '../signing-keys.ts';
import { inSteadyTime } from '../constant-time.ts';
import { type UserRow, userColumns } from '../user/user.ts';

export const SignUp = z.strictObject({
  email: Email,
  password: Password,
  name: PersonName,
  locale: z.enum(locales).optional(),
  timezone: Timezone.optional(),
  inviteToken: z.string().max(200).optional(),
  setupToken: z.string().max(200).optional().describe('Token from the link that the server prints on first start.'),
});
export type SignUp = z.infer<typeof SignUp>;

/**
 * Creates an account. The first one is the instance admin. If addresses must be confirmed, the reply is the same for an
 * address that has an account: only its owner is notified, by mail.
 * @returns the account, or null if it works only after the address is confirmed.
 * @throws DomainError 403 if the sign-up policy refuses, 409 `email-taken`.
 */
export async function signUp(ctx: AuthContext, input: SignUp): Promise<UserRow | null> {
  const invite = input.inviteToken === undefined ? null : await inviteFor(ctx, input.inviteToken, input.email);
  if (!invite) checkPolicy(ctx, input);
  await checkPasswordChoice('password', input.password, [input.email, input.name]);
  const proof = invite && proofByInvite(invite);
  if (!ctx.settings.confirmsEmail || proof) return makeAccount(ctx, input, { invite, proof, isQuiet: false });
  return inSteadyTime(() => makeAccount(ctx, input, { invite, proof, isQuiet: true }));
}

interface SignUpTerms {
  readonly invite: InviteOfToken | null;
  readonly proof: AddressProof | null;
  /** Whether only the owner of the address learns, by mail, that it has an account. */
  readonly isQuiet: boolean;
}

async function makeAccount(
  ctx: AuthContext,
  input: SignUp,
  { invite, proof, isQuiet }: SignUpTerms,
): Promise<UserRow | null> {
  const passwordDigest = await ctx.passwords.hash(input.password);
  const account: NewAccount = {
    id: newId<UserId>(),
    email: input.email,
    name: input.name,
    passwordDigest,
    locale: input.locale ?? 'en',
    timezone: input.timezone ?? 'UTC',
    proof,
    signUpInviteId: isQuiet ? (invite?.inviteId ?? null) : null,
  };
  if (isQuiet && (await publishRepeatedSignUp(ctx, input.email))) return null;
  const created = await createWithoutDisclosure(ctx, isQuiet, account, (isFirst) => {
    if (isFirst && !maySetUp(ctx, input)) {
      throw forbidden(
        'setup-required',
        'The first account must be created by the server administrator. Open the link that the server printed at startup.',
      );
    }
    return isFirst;
  });
  if (!created) return null;
  if (invite && !isQuiet) await ctx.ports.acceptInvite(ctx, invite.inviteId, created.id);
  if (!isQuiet || created.instanceAdmin) return created;
  await requestConfirmation(ctx, created, created.email);
  return null;
}

/** Creates an account whose address a provider or an administrator has confirmed. */
export function createProvenAccount(
  ctx: AuthContext,
  proof: AddressProof,
  { name, locale = 'en', timezone = 'UTC' }: { name: string; locale?: Locale; timezone?: string },
): Promise<UserRow> {
  const account = {
    id: newId<UserId>(),
    email: proof.email,
    name,
    passwordDigest: null,
    locale,
    timezone,
    proof,
    signUpInviteId: null,
  } as const;
  return createAccount(ctx, account, (isFirst) => {
    if (isFirst && !trustsFirstSignUp(ctx)) {
      throw forbidden(
        'setup-required',
        'The first account must be created by the server administrator. Open the link that the server printed at startup.',
      );
    }
    return isFirst;
  });
}

/** Whether the sign-up policy lets an address create an account. */
export function mayCreateAccount({ settings }: AuthContext, email: string): boolean {
  const { signUp: policy } = settings;
  if (policy === 'open' || policy === 'invite') return policy === 'open';
  return policy.includes(email.slice(email.lastIndexOf('@') + 1).toLowerCase());
}

/** Creates an account without revealing whether the address is taken, also for two simultaneous sign-ups. */
async function createWithoutDisclosure(
  ctx: AuthContext,
  isQuiet: boolean,
  account: NewAccount,
  isAdmin: (isFirst: boolean) => boolean,
): Promise<UserRow | null> {
  try {
    return await createAccount(ctx, account, isAdmin);
  } catch (error) {
    if (isQuiet && error instanceof DomainError && error.code === 'email-taken') return null;
    throw error;
  }
}

/** Notifies the owner of an address of a repeated sign-up; false if there is none. */
async function publishRepeatedSignUp(ctx: AuthContext, email: string): Promise<boolean> {
  const existing = await maybeOne(userByEmail(ctx, { email: email.toLowerCase() }));
  if (!existing) return false;
  await withTransaction(ctx, (inTx) =>
    publish(inTx, {
      type: 'user.sign-up-repeated',
      organizationId: null,
      subject: { kind: 'user', id: existing.id, version: existing.version },
      audience: null,
      payload: { userId: existing.id },
    }),
  );
  return true;
}

export interface NewAccount {
  readonly id: UserId;
  readonly email: string;
  readonly name: string;
  readonly passwordDigest: string | null;
  readonly locale: Locale;
  readonly timezone: string;
  /** Proof of the address; null if there is none. */
  readonly proof: AddressProof | null;
  /** The invite to accept when the address is confirmed. */
  readonly signUpInviteId: string | null;
}

/** Stores the account with a unique username. `isAdmin` receives whether it is the first account. */
function createAccount(
  ctx: AuthContext,
  account: NewAccount,
  isAdmin: (isFirst: boolean) => boolean,
): Promise<UserRow> {
  return withTransaction(ctx, async (inTx) => {
    // Serializes sign-ups: two simultaneous first sign-ups must not both become admin, nor two Saras both `sara`.
    await lockSignUps(inTx, {});
    const { isEmpty } = await one(accountState(inTx, {}));
    const instanceAdmin = isAdmin(isEmpty);
    const username = await freeUsername(inTx, account.email);
    const now = ctx.clock.now().toISOString();
    const { proof, ...values } = account;
    const inserted = await insertUser(inTx, { ...values, username, instanceAdmin, now });
    const row = proof ? await confirmAddress(inTx, inserted.id, proof) : inserted;
    await audit(inTx, 'account.created', { userId: row.id, actorId: userIdOf(ctx.actor) ?? row.id });
    await publish(inTx, {
      type: 'user.signed-up',
      organizationId: null,
      subject: { kind: 'user', id: row.id, version: row.version },
      audience: null,
      payload: { userId: row.id, name: row.name },
    });
    return row;
  });
}

async function inviteFor(ctx: AuthContext, token: string, email: string): Promise<InviteOfToken> {
  const invite = await ctx.ports.findInvite(ctx, token);
  if (!invite) throw conflict('invite-expired', 'This invitation is no longer valid. Ask for a new one.');
  if (invite.email.toLowerCase() === email.toLowerCase()) return invite;
  throw forbidden(
    'invite-for-another-address',
    'This invitation is for another email address. Sign up with that address.',
  );
}

function checkPolicy(ctx: AuthContext, input: SignUp): void {
  if (input.setupToken !== undefined && maySetUp(ctx, input)) return;
  if (!mayCreateAccount(ctx, input.email)) {
    throw forbidden('sign-up-closed', 'Sign-up is by invitation only. Ask someone in your organization to invite you.');
  }
}

function maySetUp(ctx: AuthContext, input: Pick<SignUp, 'setupToken'>): boolean {
  const { keys } = ctx;
  return trustsFirstSignUp(ctx) || (input.setupToken !== undefined && equalSecrets(input.setupToken, setupToken(keys)));
}

/**
 * Whether the request used a local name. A foreign host name that resolves to this machine (DNS rebinding) does not
 * count.
 */
function trustsFirstSignUp({ settings, serverAddress }: AuthContext): boolean {
  return settings.trustsFirstSignUp && isLoopback(new URL(serverAddress.origin).host);
}

/** A username from the address, with a number if it is taken. */
async function freeUsername(ctx: AuthContext, email: string): Promise<string> {
  const base = usernameFrom(email);
  const takenNames = new Set(
    (await likeUsernames(ctx, { prefix: `${base}%` })).map(({ username }) => username.toLowerCase()),
  );
  if (!takenNames.has(base)) return base;
  let number = 2;
  while (takenNames.has(`${base}${number}`)) number += 1;
  return `${base}${number}`;
}

function usernameFrom(email: string): string {
  const local = email.slice(0, email.lastIndexOf('@')).normalize('NFKC').toLowerCase();
  const clean = local.replaceAll(/[^\p{L}\p{N}.-]+/gu, '').replace(/^[.-]+/, '');
  return clean.slice(0, 80) || 'user';
}

const lockSignUps = rawQuery<object, object>(() => sql`select pg_advisory_xact_lock(7264513)`);
/** Whether no account exists. */
export const accountState = rawQuery<object, { isEmpty: boolean }>(
  () => sql`select not exists (select from ${userTable}) as "isEmpty"`,
);
const likeUsernames = rawQuery<{ prefix: string }, { username: string }>(
  (params) => sql`select username from ${userTable} where lower(username) like ${params.prefix} and deleted_at is null`,
);
const insertAccount = query<Omit<NewAccount, 'proof'> & { username: string; instanceAdmin: boolean; now: string }>()(
  (params) =>
    qb
      .insert(userTable)
      .values({
        id: params.id,
        email: params.email,
        username: params.username,
        name: params.name,
        signUpInviteId: params.signUpInviteId,
        passwordDigest: params.passwordDigest,
        locale: params.locale,
        timezone: params.timezone,
        calendar: sql`case when ${params.locale} = 'fa' then 'persian' else 'gregorian' end`,
        instanceAdmin: params.instanceAdmin,
        createdAt: params.now,
        updatedAt: params.now,
      })
      .returning(userColumns),
);

async function insertUser(ctx: AuthContext, values: Parameters<typeof insertAccount>[1]): Promise<UserRow> {
  try {
    return await one(insertAccount(ctx, values));
  } catch (error) {
    if (!breaksConstraint(error, 'user_email')) throw error;
    throw conflict('email-taken', 'An account with this email address already exists. Sign in or reset the password.');
  }
}
