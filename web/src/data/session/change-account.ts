import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { User } from '../../api/types.ts';
import { ownPassword, withOwnPassword } from './own-password.ts';
import { meQuery } from './session.ts';

export type Profile = Pick<User, 'name' | 'username' | 'locale' | 'calendar' | 'timezone'>;

/** @throws Problem `username-taken`. */
export async function changeProfile(profile: Partial<Profile>): Promise<User> {
  const saved = await body(api.PATCH('/auth/me', { body: profile }));
  queryClient.setQueryData(meQuery.queryKey, saved);
  return saved;
}

/** Mails a link to the new address, which applies once the link is followed. @throws Problem `wrong-password`. */
export async function changeAddress(email: string, password: string | undefined): Promise<void> {
  await withOwnPassword(body(api.POST('/auth/me/email', { body: { email, ...ownPassword(password) } })));
}

/** @throws Problem `wrong-password`, `own-active-tasks`, `own-last-owner`. */
export async function deleteAccount(password: string | undefined): Promise<void> {
  await withOwnPassword(body(api.DELETE('/auth/me', { body: ownPassword(password) })));
}
