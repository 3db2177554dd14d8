import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import type { components } from '../../api/schema.d.ts';

export type Provider = components['schemas']['Provider'];

/** OpenID providers that people may sign in with. */
export const providersQuery = queryOptions({
  queryKey: ['providers'],
  queryFn: async ({ signal }) => (await body(api.GET('/auth/providers', { signal }))).items,
});

/** Where a browser begins its visit to a provider; `link` adds the account there to the one that is signed in. */
export function providerHref(name: string, next: string, link = false): string {
  const query = new URLSearchParams({ next, ...(link ? { link: 'true' } : {}) });
  return `/api/v1/auth/oidc/${encodeURIComponent(name)}/start?${query}`;
}
