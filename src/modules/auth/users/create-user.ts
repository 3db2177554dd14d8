import { newId, type UserId } from '#platform/ids.ts';
import type { AuthContext } from '../context.ts';
import type { Account, NewUser } from '../contract.ts';
import { hashPassword } from '../passwords/passwords.ts';
import { toAccount } from './list-users.ts';
import { createAccount } from './sign-up.ts';

/**
 * Makes an account for somebody, whatever the sign-up policy says. The first one of all is the instance admin's.
 * @throws DomainError 409 `email-taken`.
 */
export async function createUser(ctx: AuthContext, { email, name, password, isAdmin }: NewUser): Promise<Account> {
  const passwordDigest = await hashPassword(password);
  const account = { id: newId<UserId>(), email, name, passwordDigest, locale: 'en', timezone: 'UTC' } as const;
  return toAccount(await createAccount(ctx, account, (isFirst) => isFirst || isAdmin));
}
