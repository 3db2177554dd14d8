import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { NewWebhook, Webhook } from '../../api/types.ts';

const pollMs = 3_000;

export const webhooksQuery = (organizationId: string) =>
  queryOptions({
    queryKey: ['webhooks', organizationId],
    queryFn: async ({ signal }) => {
      const params = { path: { id: organizationId } };
      return (await body(api.GET('/organizations/{id}/webhooks', { params, signal }))).items;
    },
    staleTime: 0,
  });

export const webhookQuery = (id: string) =>
  queryOptions({
    queryKey: ['webhook', id],
    queryFn: ({ signal }) => body(api.GET('/webhooks/{id}', { params: { path: { id } }, signal })),
    staleTime: 0,
  });

/** Deliveries have no events, so the page polls while one is waiting for its first attempt. */
export const deliveriesQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['webhook-deliveries', id],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: 25, ...(pageParam ? { cursor: pageParam } : {}) };
      return body(api.GET('/webhooks/{id}/deliveries', { params: { path: { id }, query }, signal }));
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: 0,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some((one) => one.state === 'queued')) ? pollMs : false,
  });

/** @returns the webhook with its secret, which cannot be read again. @throws Problem `address-not-allowed`. */
export async function createWebhook(organizationId: string, draft: NewWebhook): Promise<Webhook & { secret: string }> {
  const params = { path: { id: organizationId } };
  const created = await body(api.POST('/organizations/{id}/webhooks', { params, body: draft }));
  await queryClient.invalidateQueries(webhooksQuery(organizationId));
  return created;
}

export type WebhookChanges = Partial<Omit<NewWebhook, 'preset'>> & { readonly enabled?: boolean };

export async function changeWebhook({ id, organizationId }: Webhook, changes: WebhookChanges): Promise<void> {
  const changed = await body(api.PATCH('/webhooks/{id}', { params: { path: { id } }, body: changes }));
  queryClient.setQueryData(webhookQuery(id).queryKey, changed);
  await queryClient.invalidateQueries(webhooksQuery(organizationId));
}

/** @returns the new secret, which cannot be read again. */
export async function rotateSecret(id: string): Promise<string> {
  const { secret } = await body(api.POST('/webhooks/{id}/rotate-secret', { params: { path: { id } } }));
  await queryClient.invalidateQueries(webhookQuery(id));
  return secret;
}

export async function deleteWebhook({ id, organizationId }: Webhook): Promise<void> {
  await body(api.DELETE('/webhooks/{id}', { params: { path: { id } } }));
  await queryClient.invalidateQueries(webhooksQuery(organizationId));
}

export async function sendTest(id: string): Promise<void> {
  await body(api.POST('/webhooks/{id}/test', { params: { path: { id } } }));
  await queryClient.invalidateQueries(deliveriesQuery(id));
}

export async function redeliver(webhookId: string, id: string): Promise<void> {
  await body(api.POST('/deliveries/{id}/redeliver', { params: { path: { id } } }));
  await queryClient.invalidateQueries(deliveriesQuery(webhookId));
}
