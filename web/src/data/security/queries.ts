import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { ownPassword, withOwnPassword } from '../session/own-password.ts';
import { organizationsQuery } from '../organizations/queries.ts';
import { teamsQuery } from '../teams/queries.ts';
import { keys } from './keys.ts';

// No event reports changes of these, so they are read again on each visit.

/** My second factors, and whether I have a password. */
export const secondFactorsQuery = queryOptions({
  queryKey: [...keys.all, 'second-factors'],
  queryFn: ({ signal }) => body(api.GET('/auth/mfa', { signal })),
  staleTime: 0,
});

export const passkeysQuery = queryOptions({
  queryKey: [...keys.all, 'passkeys'],
  queryFn: async ({ signal }) => (await body(api.GET('/auth/passkeys', { signal }))).items,
  staleTime: 0,
});

export const identitiesQuery = queryOptions({
  queryKey: [...keys.all, 'identities'],
  queryFn: async ({ signal }) => (await body(api.GET('/auth/identities', { signal }))).items,
  staleTime: 0,
});

export const sessionsQuery = queryOptions({
  queryKey: [...keys.all, 'sessions'],
  queryFn: async ({ signal }) => (await body(api.GET('/auth/sessions', { signal }))).items,
  staleTime: 0,
});

/** Reads the data of the security page again. */
export function reloadSecurity(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: keys.all });
}

/** A factor more or less changes the access to organizations that require one. */
export async function reloadFactors(): Promise<void> {
  await Promise.all([
    reloadSecurity(),
    queryClient.invalidateQueries(organizationsQuery),
    queryClient.invalidateQueries(teamsQuery),
  ]);
}

/** @throws Problem `wrong-password`, `password-too-common`, `account-locked`. */
export async function changePassword(currentPassword: string, newPassword: string): Promise<void> {
  await withOwnPassword(body(api.POST('/auth/me/password', { body: { currentPassword, newPassword } })));
  await reloadSecurity();
}

/** Mails a link to set the password, also if there was none. */
export async function sendPasswordLink(email: string): Promise<void> {
  await body(api.POST('/auth/password/forgot', { body: { email } }));
}

/** The secret for an authenticator app. @throws Problem `second-factor-on`, `wrong-password`, `confirm-yourself`. */
export function beginTotp(password?: string) {
  return withOwnPassword(body(api.POST('/auth/mfa/totp', { body: ownPassword(password) })));
}

/**
 * Turns the authenticator app on with a first correct code.
 * @returns ten recovery codes.
 * @throws Problem `invalid-code`, `not-enrolling`.
 */
export async function confirmTotp(code: string): Promise<readonly string[]> {
  return (await body(api.POST('/auth/mfa/totp/confirm', { body: { code } }))).recoveryCodes;
}

/** @throws Problem `wrong-password`, `confirm-yourself`. */
export async function removeTotp(password?: string): Promise<void> {
  await withOwnPassword(body(api.DELETE('/auth/mfa/totp', { body: ownPassword(password) })));
  await reloadFactors();
}

/** @throws Problem `wrong-password`, `confirm-yourself`. */
export async function renewRecoveryCodes(password?: string): Promise<readonly string[]> {
  const renewed = await withOwnPassword(body(api.POST('/auth/mfa/recovery-codes', { body: ownPassword(password) })));
  return renewed.recoveryCodes;
}

export async function renamePasskey(id: string, name: string): Promise<void> {
  await body(api.PATCH('/auth/passkeys/{id}', { params: { path: { id } }, body: { name } }));
  await reloadSecurity();
}

/** @throws Problem `wrong-password`, `confirm-yourself`. */
export async function removePasskey(id: string, password?: string): Promise<void> {
  const params = { path: { id } };
  await withOwnPassword(body(api.DELETE('/auth/passkeys/{id}', { params, body: ownPassword(password) })));
  await reloadFactors();
}

/** @throws Problem `last-way-in`. */
export async function removeIdentity(id: string): Promise<void> {
  await body(api.DELETE('/auth/identities/{id}', { params: { path: { id } } }));
  await reloadSecurity();
}

export async function endSessions(ids: readonly string[]): Promise<void> {
  try {
    await Promise.all(ids.map((id) => body(api.DELETE('/auth/sessions/{id}', { params: { path: { id } } }))));
  } finally {
    await reloadSecurity();
  }
}
