import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { EmailTest, Message } from '../../api/types.ts';
import { basePath } from '../../lib/base-path.ts';

const pollMs = 5_000;

export interface MessageFilter {
  readonly state?: Message['state'] | undefined;
  readonly type?: string | undefined;
  /** A part of the recipient's address or of the subject. */
  readonly q?: string | undefined;
}

export const messagesQuery = ({ state, type, q }: MessageFilter) =>
  infiniteQueryOptions({
    queryKey: ['messages', state ?? '', type ?? '', q ?? ''],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: 50,
        ...(state === undefined ? {} : { state }),
        ...(type === undefined ? {} : { type }),
        ...(q === undefined ? {} : { q }),
        ...(pageParam ? { cursor: pageParam } : {}),
      };
      return body(api.GET('/admin/messages', { params: { query }, signal }));
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
    // Mail has no events, so the page polls to show its progress.
    refetchInterval: pollMs,
  });

export const messageQuery = (id: string) =>
  queryOptions({
    queryKey: ['message', id],
    queryFn: ({ signal }) => body(api.GET('/admin/messages/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.state === 'queued' ? pollMs : false),
  });

/** The address of an email's HTML part as a page. */
export function previewAddress(id: string): string {
  return `${basePath}/api/v1/admin/messages/${id}/preview`;
}

/** The types of all emails, with their names. */
export const emailTypesQuery = queryOptions({
  queryKey: ['email-types'],
  queryFn: async ({ signal }) => (await body(api.GET('/email/types', { signal }))).items,
});

export const emailStatusQuery = queryOptions({
  queryKey: ['email-status'],
  queryFn: ({ signal }) => body(api.GET('/email/status', { signal })),
  refetchInterval: pollMs,
});

/** Sends an email again that was not delivered. */
export async function retryMessage(id: string): Promise<void> {
  await body(api.POST('/admin/messages/{id}/retry', { params: { path: { id } } }));
  await refresh();
}

/** Sends all failed emails again; returns how many. */
export async function retryFailedMessages(): Promise<number> {
  const { count } = await body(api.POST('/admin/messages/retry'));
  await refresh();
  return count;
}

/** Sends a test email now, and returns what the provider replied. */
export async function sendTestEmail(to: string): Promise<EmailTest> {
  const result = await body(api.POST('/email/test', { body: { to } }));
  await refresh();
  return result;
}

async function refresh(): Promise<void> {
  await Promise.all(
    ['messages', 'message', emailStatusQuery.queryKey[0]].map((name) =>
      queryClient.invalidateQueries({ queryKey: [name] }),
    ),
  );
}
