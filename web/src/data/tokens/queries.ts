import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { ownPassword, withOwnPassword } from '../session/own-password.ts';
import { dayMs } from '../../lib/day-ms.ts';
import type { TokenScope } from './scopes.ts';

export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: async ({ signal }) => (await body(api.GET('/auth/tokens', { signal }))).items,
  staleTime: 0,
});

export interface TokenDraft {
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  /** Null for a token that does not expire. */
  readonly days: number | null;
}

/** @returns the secret, which cannot be read again. @throws Problem `wrong-password`, `confirm-yourself`. */
export async function makeToken({ name, scopes, days }: TokenDraft, password?: string): Promise<string> {
  const expiresAt = days === null ? {} : { expiresAt: new Date(Date.now() + days * dayMs).toISOString() };
  const draft = { name, scopes: [...scopes], ...expiresAt, ...ownPassword(password) };
  const { token } = await withOwnPassword(body(api.POST('/auth/tokens', { body: draft })));
  await queryClient.invalidateQueries(tokensQuery);
  return token;
}

export async function removeToken(id: string): Promise<void> {
  await body(api.DELETE('/auth/tokens/{id}', { params: { path: { id } } }));
  await queryClient.invalidateQueries(tokensQuery);
}
