import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { AdminUser, Page } from '../../api/types.ts';

/** Accounts by name, filtered by a search text. */
export const usersQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ['users', q],
    initialPageParam: '',
    queryFn: async ({ pageParam, signal }) => {
      const query = { limit: 50, ...(q === '' ? {} : { q }), ...(pageParam === '' ? {} : { cursor: pageParam }) };
      // The API returns accounts to administrators and people to everyone else.
      return (await body(api.GET('/users', { params: { query }, signal }))) as Page<AdminUser>;
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: 0,
  });

export interface AuditChoice {
  readonly type?: string | undefined;
  readonly userId?: string | undefined;
}

/** Security events, newest first. */
export const auditQuery = ({ type, userId }: AuditChoice) =>
  infiniteQueryOptions({
    queryKey: ['audit', type ?? '', userId ?? ''],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: 50,
        ...(type === undefined ? {} : { type }),
        ...(userId === undefined ? {} : { userId }),
        ...(pageParam === '' ? {} : { cursor: pageParam }),
      };
      return body(api.GET('/admin/audit-log', { params: { query }, signal }));
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: 0,
  });

function reloadUsers(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: ['users'] });
}

export interface NewAccount {
  readonly email: string;
  readonly name: string;
  /** Without a password, a link to set one is mailed. */
  readonly password?: string;
  readonly instanceAdmin: boolean;
}

/** @throws Problem `email-taken`, `password-too-common`. */
export async function createUser(account: NewAccount): Promise<{ id: string }> {
  const { id } = await body(api.POST('/users', { body: account }));
  await reloadUsers();
  return { id };
}

/** A link that would otherwise be mailed; only if the server sends no mail. @throws Problem `mail-is-on`. */
export async function linkForUser(id: string, kind: 'verify' | 'reset' | 'restore'): Promise<string> {
  return (await body(api.POST('/users/{id}/links', { params: { path: { id } }, body: { kind } }))).url;
}

/** Actions of an administrator on an account that need no further input. */
export const userActs = {
  makeAdmin: ({ id }: AdminUser) =>
    body(api.PATCH('/users/{id}', { params: { path: { id } }, body: { instanceAdmin: true } })),
  revokeAdmin: ({ id }: AdminUser) =>
    body(api.PATCH('/users/{id}', { params: { path: { id } }, body: { instanceAdmin: false } })),
  sendReset: ({ email }: AdminUser) => body(api.POST('/auth/password/forgot', { body: { email } })),
  signOut: ({ id }: AdminUser) => body(api.POST('/users/{id}/sign-out', { params: { path: { id } } })),
  lock: ({ id }: AdminUser) => body(api.POST('/users/{id}/lock', { params: { path: { id } } })),
  unlock: ({ id }: AdminUser) => body(api.POST('/users/{id}/unlock', { params: { path: { id } } })),
} as const;
export type UserAct = keyof typeof userActs;

/** @throws Problem `last-admin` and others. */
export async function actOnUser(act: UserAct, user: AdminUser): Promise<void> {
  await userActs[act](user);
  await reloadUsers();
}

/** @throws Problem `user-has-active-tasks` without a successor, `last-owner`, `last-admin`. */
export async function deleteUser(id: string, successorId: string | null): Promise<void> {
  const query = successorId === null ? {} : { reassignTo: successorId };
  await body(api.DELETE('/users/{id}', { params: { path: { id }, query } }));
  await reloadUsers();
}
