import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { meQuery } from './session.ts';

// The targets of mailed links, and how to request them.

/** Mails a link to set a new password, if the account exists. */
export async function sendReset(email: string): Promise<void> {
  await body(api.POST('/auth/password/forgot', { body: { email } }));
}

/** @throws Problem `link-expired`, `password-too-common`. */
export async function resetPassword(token: string, password: string): Promise<void> {
  await body(api.POST('/auth/password/reset', { body: { token, password } }));
  // Every session of the account has ended; if it was this browser's, nobody is signed in any more.
  queryClient.removeQueries(meQuery);
}

/** @returns the confirmed address. @throws Problem `link-expired`. */
export async function confirmAddress(token: string): Promise<string> {
  const { email } = await body(api.POST('/auth/email/verify', { body: { token } }));
  await queryClient.invalidateQueries(meQuery);
  return email;
}

/** Cancels the deletion of an account. @throws Problem `link-expired`. */
export async function restoreAccount(token: string): Promise<void> {
  await body(api.POST('/auth/me/restore', { body: { token } }));
}

/** Turns off the emails that a link names. @throws Problem `not-found` for an invalid link. */
export async function unsubscribe(token: string): Promise<void> {
  await body(api.POST('/notifications/unsubscribe', { params: { query: { token } }, body: '' }));
}
