import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { basePath } from '../../lib/base-path.ts';
import type { components } from '../../api/schema.d.ts';

export type Provider = components['schemas']['Provider'];

/** The OpenID providers that people may sign in with. */
export const providersQuery = queryOptions({
  queryKey: ['providers'],
  queryFn: async ({ signal }) => (await body(api.GET('/auth/providers', { signal }))).items,
});

/** The address that starts a sign-in by a provider. */
export function providerHref(name: string, next: string): string {
  return `${basePath}/api/v1/auth/oidc/${encodeURIComponent(name)}/start?${new URLSearchParams({ next })}`;
}
