import { withTransaction } from '#platform/database/database.ts';
import { and, asc, qb, isNull, or, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query } from '#platform/database/query.ts';
import { DomainError } from '#platform/errors.ts';
import type { UserId } from '#platform/ids.ts';
import type { AuthContext } from '../context.ts';
import type { AdminUser, accountActions, NewPersonalToken, NewUser, PersonalToken } from '../contract.ts';
import { checkDeletion, requestDeletion } from '../deletion/request-deletion.ts';
import { sendReset } from '../passwords/change-password.ts';
import { userTable } from '../schema/user.ts';
import { createPersonalToken } from '../tokens/personal-token.ts';
import { toAdminUser, type UserRow, userColumns } from '../user/user.ts';
import { createUser, lockUser, signOutEverywhere, unlockUser, updateUser } from './admin-users.ts';

// Commands of an operator at the machine, where nobody is signed in.

type Action = (typeof accountActions)[number];

const firstId = '00000000-0000-0000-0000-000000000000' as UserId;

/** Creates an account regardless of the sign-up policy. The first account is the instance admin. */
export async function createByOperator(ctx: AuthContext, input: NewUser): Promise<AdminUser> {
  return toAdminUser(await createUser(ctx, input));
}

/** Accounts in order of creation: the page after the account `after`. */
export async function listByOperator(
  ctx: AuthContext,
  { after, limit }: { after: UserId | null; limit: number },
): Promise<AdminUser[]> {
  return (await page(ctx, { after: after ?? firstId, limit })).map(toAdminUser);
}

/** @throws DomainError 404 `not-found` for an unknown person, and the errors of the verb. */
export async function manageByOperator(
  ctx: AuthContext,
  { login, action }: { login: string; action: Action },
): Promise<AdminUser> {
  return toAdminUser(await act(ctx, await accountOf(ctx, login), action));
}

async function act(ctx: AuthContext, account: UserRow, action: Action): Promise<UserRow> {
  switch (action) {
    case 'lock':
      return lockUser(ctx, account);
    case 'unlock':
      return unlockUser(ctx, account);
    case 'make-admin':
    case 'revoke-admin':
      return updateUser(ctx, account, { instanceAdmin: action === 'make-admin' }, undefined);
    case 'sign-out':
      await signOutEverywhere(ctx, account);
      return account;
    case 'send-reset':
      await withTransaction(ctx, (inTx) => sendReset(inTx, account));
      return account;
  }
}

/** Deletes an account immediately, as an admin does; its tasks go to the successor. */
export async function deleteByOperator(
  ctx: AuthContext,
  { login, successor, dryRun = false }: { login: string; successor: string | null; dryRun?: boolean | undefined },
): Promise<{ email: string; activeTasks: number }> {
  const account = await accountOf(ctx, login);
  const successorId = successor === null ? null : (await accountOf(ctx, successor)).id;
  const activeTasks = await ctx.ports.activeTasks(ctx, account.id);
  if (dryRun) await checkDeletion(ctx, account, successorId);
  else await requestDeletion(ctx, { userId: account.id, successorId, graceMs: 0 });
  return { email: account.email, activeTasks };
}

/** Creates a token that acts as a person, for an operator's script. */
export async function tokenByOperator(
  ctx: AuthContext,
  { login, token }: { login: string; token: NewPersonalToken },
): Promise<PersonalToken & { token: string }> {
  return createPersonalToken(ctx, await accountOf(ctx, login), true, token);
}

/** The account with this address or username. */
export async function accountOf(ctx: AuthContext, login: string): Promise<UserRow> {
  const row = await maybeOne(byName(ctx, { login: login.toLowerCase() }));
  if (!row)
    throw new DomainError('not-found', 'not-found', `There is no account with the email address or username ${login}.`);
  return row;
}

const page = query<{ after: UserId; limit: number }>()((params) =>
  qb
    .select(userColumns)
    .from(userTable)
    .where(and(isNull(userTable.deletedAt), sql`${userTable.id} > ${params.after}`))
    .orderBy(asc(userTable.id))
    .limit(params.limit),
);
const byName = query<{ login: string }>()((params) =>
  qb
    .select(userColumns)
    .from(userTable)
    .where(
      and(
        isNull(userTable.deletedAt),
        or(sql`lower(${userTable.email}) = ${params.login}`, sql`lower(${userTable.username}) = ${params.login}`),
      ),
    ),
);
