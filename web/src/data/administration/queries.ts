import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { FlagChange } from '../../api/types.ts';
import { currentLanguage } from '../../i18n/language.ts';

/** Background work has no events of its own, so these pages poll. */
const pollMs = 5_000;

/** The checks of the installation, in the reader's language. */
export const doctorQuery = () => {
  const language = currentLanguage();
  return queryOptions({
    queryKey: ['admin', 'doctor', language],
    queryFn: ({ signal }) => body(api.GET('/admin/doctor', { params: { query: { language } }, signal })),
    staleTime: 0,
  });
};

export const jobsQuery = queryOptions({
  queryKey: ['admin', 'jobs'],
  queryFn: ({ signal }) => body(api.GET('/admin/jobs', { signal })),
  refetchInterval: pollMs,
});

export const queuesQuery = queryOptions({
  queryKey: ['admin', 'queues'],
  queryFn: ({ signal }) => body(api.GET('/admin/queues', { signal })),
  refetchInterval: pollMs,
});

export const failedJobsQuery = (name: string) =>
  queryOptions({
    queryKey: ['admin', 'queues', name],
    queryFn: ({ signal }) => body(api.GET('/admin/queues/{name}/failed', { params: { path: { name } }, signal })),
    staleTime: 0,
  });

export const failedEventsQuery = queryOptions({
  queryKey: ['admin', 'failed-events'],
  queryFn: ({ signal }) => body(api.GET('/admin/failed-events', { signal })),
  refetchInterval: pollMs,
});

export const flagsQuery = queryOptions({
  queryKey: ['admin', 'flags'],
  queryFn: ({ signal }) => body(api.GET('/admin/flags', { signal })),
  staleTime: 0,
});

/** All organizations of the server, oldest first. */
export const allOrganizationsQuery = infiniteQueryOptions({
  queryKey: ['admin', 'organizations'],
  initialPageParam: '',
  queryFn: ({ pageParam, signal }) => {
    const query = { limit: 200, ...(pageParam === '' ? {} : { cursor: pageParam }) };
    return body(api.GET('/admin/organizations', { params: { query }, signal }));
  },
  getNextPageParam: ({ nextCursor }) => nextCursor,
});

export const loadQuery = queryOptions({
  queryKey: ['admin', 'load'],
  queryFn: ({ signal }) => body(api.GET('/admin/metrics', { signal })),
  refetchInterval: pollMs,
});

export async function runJob(name: string): Promise<void> {
  await body(api.POST('/admin/jobs/{name}/run', { params: { path: { name } } }));
  await queryClient.invalidateQueries(jobsQuery);
}

/** Retries failed jobs of a queue: all, or those with these ids. Returns how many. */
export async function retryJobs(name: string, ids?: string[]): Promise<number> {
  const change = ids === undefined ? {} : { ids };
  const { retried } = await body(api.POST('/admin/queues/{name}/retry', { params: { path: { name } }, body: change }));
  await queryClient.invalidateQueries({ queryKey: ['admin', 'queues'] });
  return retried;
}

export async function retryEvents(ids?: string[]): Promise<number> {
  const { retried } = await body(api.POST('/admin/failed-events/retry', { body: ids === undefined ? {} : { ids } }));
  await queryClient.invalidateQueries(failedEventsQuery);
  return retried;
}

export async function setFlag(change: FlagChange): Promise<void> {
  queryClient.setQueryData(flagsQuery.queryKey, await body(api.PUT('/admin/flags', { body: { items: [change] } })));
  await queryClient.invalidateQueries({ queryKey: ['meta'] });
}
