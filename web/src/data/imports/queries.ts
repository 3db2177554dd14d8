import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { Import } from '../../api/types.ts';
import { keys } from './keys.ts';

export interface ImportRequest {
  readonly organizationId: string;
  /** Without it, a team is created. */
  readonly teamId?: string | undefined;
  readonly isDryRun: boolean;
  readonly file: File;
}

/** Uploads a file; a job imports it. */
export async function requestImport({ organizationId, teamId, isDryRun, file }: ImportRequest): Promise<Import> {
  const fields = {
    format: 'trello',
    ...(teamId === undefined ? {} : { teamId }),
    dryRun: isDryRun ? 'true' : 'false',
  } as const;
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', file);
  const params = { path: { id: organizationId } };
  // The OpenAPI document describes the fields; the request sends the form itself.
  const started = await body(
    api.POST('/organizations/{id}/imports', {
      params,
      body: { ...fields, file: file.name },
      bodySerializer: () => form,
    }),
  );
  queryClient.setQueryData(importQuery(started.id).queryKey, started);
  await queryClient.invalidateQueries({ queryKey: keys.within(organizationId) });
  return started;
}

export function isRunning({ status }: Pick<Import, 'status'>): boolean {
  return status === 'queued' || status === 'running';
}

const pollMs = 2_000;

/** The state of an import. Events report its progress; if they do not arrive, it is polled. */
export const importQuery = (id: string) =>
  queryOptions({
    queryKey: keys.one(id),
    queryFn: ({ signal }) => body(api.GET('/imports/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data && isRunning(state.data) ? pollMs : false),
  });

export const importsQuery = (organizationId: string) =>
  infiniteQueryOptions({
    queryKey: keys.within(organizationId),
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const params = {
        path: { id: organizationId },
        query: { limit: 20, ...(pageParam ? { cursor: pageParam } : {}) },
      };
      return body(api.GET('/organizations/{id}/imports', { params, signal }));
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

/** Runs a finished dry run for real. */
export async function runImport(id: string): Promise<void> {
  const started = await body(api.POST('/imports/{id}/run', { params: { path: { id } } }));
  queryClient.setQueryData(importQuery(id).queryKey, started);
  await queryClient.invalidateQueries({ queryKey: keys.within(started.organizationId) });
}

/** Until when this person may run their dry run for real; null if they may not. */
export function runnableUntil({ runnableUntil: until, createdBy }: Import, meId: string, now: Date): string | null {
  return until !== null && createdBy === meId && until > now.toISOString() ? until : null;
}

export async function cancelImport(id: string): Promise<void> {
  queryClient.setQueryData(
    importQuery(id).queryKey,
    await body(api.POST('/imports/{id}/cancel', { params: { path: { id } } })),
  );
}
