import { z } from 'zod';
import { breaksConstraint, withTransaction } from '#platform/database/database.ts';
import { build, sql } from '#platform/database/drizzle.ts';
import { only, query, statement } from '#platform/database/query.ts';
import { conflict, forbidden } from '#platform/errors.ts';
import { newId, type UserId } from '#platform/ids.ts';
import { equalSecrets } from '#platform/secrets.ts';
import type { AuthContext } from '../context.ts';
import { Email, type Locale, locales, Password, PersonName } from '../contract.ts';
import { hashPassword } from '../passwords/passwords.ts';
import { publish } from '../publish.ts';
import { user } from '../schema.ts';
import { setupToken } from '../sessions/signing-keys.ts';
import { Timezone, type UserRow, userColumns } from './user.ts';

export const SignUp = z.strictObject({
  email: Email,
  password: Password,
  name: PersonName,
  locale: z.enum(locales).optional(),
  timezone: Timezone.optional(),
  inviteToken: z.string().max(200).optional(),
  setupToken: z.string().max(200).optional().describe('From the link that the first start prints.'),
});
export type SignUp = z.infer<typeof SignUp>;

/**
 * Makes an account. The first one is the instance admin's.
 * @throws DomainError 403 where the sign-up policy refuses, 409 `email-taken`.
 */
export async function signUp(ctx: AuthContext, input: SignUp): Promise<UserRow> {
  await checkPolicy(ctx, input);
  const passwordDigest = await hashPassword(input.password);
  const account = {
    id: newId<UserId>(),
    email: input.email,
    name: input.name,
    passwordDigest,
    locale: input.locale ?? 'en',
    timezone: input.timezone ?? 'UTC',
  } as const;
  const created = await createAccount(ctx, account, (isFirst) => {
    if (isFirst && !maySetUp(ctx, input)) {
      throw forbidden(
        'setup-required',
        'The first account is the admin’s: open the link that the server printed when it started.',
      );
    }
    return isFirst;
  });
  if (input.inviteToken !== undefined) await ctx.ports.acceptInvite(ctx, input.inviteToken, created.id);
  return created;
}

export interface NewAccount {
  readonly id: UserId;
  readonly email: string;
  readonly name: string;
  readonly passwordDigest: string | null;
  readonly locale: Locale;
  readonly timezone: string;
}

/** Writes the account with a username of its own. `isAdmin` is told whether it is the first of all. */
export function createAccount(
  ctx: AuthContext,
  account: NewAccount,
  isAdmin: (isFirst: boolean) => boolean,
): Promise<UserRow> {
  return withTransaction(ctx, async (inTx) => {
    // One at a time: two first sign-ups at once must not both become the admin, nor two Saras both `sara`.
    await lockSignUps(inTx, {});
    const { isEmpty } = await only(accountState(inTx, {}));
    const instanceAdmin = isAdmin(isEmpty);
    const username = await freeUsername(inTx, account.email);
    const now = ctx.clock.now().toISOString();
    const row = await insertUser(inTx, { ...account, username, instanceAdmin, now });
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

async function checkPolicy(ctx: AuthContext, input: SignUp): Promise<void> {
  if (input.inviteToken !== undefined) {
    const invited = await ctx.ports.invitedAddress(ctx, input.inviteToken);
    if (invited === null)
      throw conflict('invite-expired', 'This invite is used up, taken back or too old. Ask for a new one.');
    if (invited.toLowerCase() !== input.email.toLowerCase()) {
      throw forbidden(
        'invite-for-another-address',
        'This invite is for another address. Sign up with the address that got it.',
      );
    }
    return;
  }
  if (input.setupToken !== undefined && maySetUp(ctx, input)) return;
  const { signUp: policy } = ctx.settings;
  if (policy === 'open') return;
  const domain = input.email.slice(input.email.lastIndexOf('@') + 1).toLowerCase();
  if (policy === 'invite' || !policy.includes(domain)) {
    throw forbidden(
      'sign-up-closed',
      'Sign-up is by invitation here. Ask somebody in your organization to invite you.',
    );
  }
}

function maySetUp({ settings, keys }: AuthContext, input: SignUp): boolean {
  return (
    settings.trustsFirstSignUp || (input.setupToken !== undefined && equalSecrets(input.setupToken, setupToken(keys)))
  );
}

/** From the address, with a number behind it where somebody has it already. */
async function freeUsername(ctx: AuthContext, email: string): Promise<string> {
  const base = usernameFrom(email);
  const taken = new Set(
    (await likeUsernames(ctx, { prefix: `${base}%` })).map(({ username }) => username.toLowerCase()),
  );
  if (!taken.has(base)) return base;
  let number = 2;
  while (taken.has(`${base}${number}`)) number += 1;
  return `${base}${number}`;
}

function usernameFrom(email: string): string {
  const local = email.slice(0, email.lastIndexOf('@')).normalize('NFKC').toLowerCase();
  const clean = local.replaceAll(/[^\p{L}\p{N}.-]+/gu, '').replace(/^[.-]+/, '');
  return clean.slice(0, 80) || 'user';
}

const lockSignUps = statement<object, object>(() => sql`select pg_advisory_xact_lock(7264513)`);
/** Whether there is no account yet. */
export const accountState = statement<object, { isEmpty: boolean }>(
  () => sql`select not exists (select from ${user}) as "isEmpty"`,
);
const likeUsernames = statement<{ prefix: string }, { username: string }>(
  (place) => sql`select username from ${user} where lower(username) like ${place.prefix} and deleted_at is null`,
);
const insertAccount = query<NewAccount & { username: string; instanceAdmin: boolean; now: string }>()((place) =>
  build
    .insert(user)
    .values({
      id: place.id,
      email: place.email,
      username: place.username,
      name: place.name,
      passwordDigest: place.passwordDigest,
      locale: place.locale,
      timezone: place.timezone,
      calendar: sql`case when ${place.locale} = 'fa' then 'persian' else 'gregorian' end`,
      instanceAdmin: place.instanceAdmin,
      createdAt: place.now,
      updatedAt: place.now,
    })
    .returning(userColumns),
);

async function insertUser(ctx: AuthContext, values: Parameters<typeof insertAccount>[1]): Promise<UserRow> {
  try {
    return await only(insertAccount(ctx, values));
  } catch (error) {
    if (!breaksConstraint(error, 'user_email')) throw error;
    throw conflict('email-taken', 'There is an account with this address already. Sign in, or reset the password.');
  }
}
