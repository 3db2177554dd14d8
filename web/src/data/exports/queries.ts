import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { Export } from '../../api/types.ts';
import { basePath } from '../../lib/base-path.ts';
import { keys } from './keys.ts';

export function isBeingWritten({ status }: Pick<Export, 'status'>): boolean {
  return status === 'queued' || status === 'running';
}

const pollMs = 3_000;

/** The latest exports. An event reports the end of one; if it does not arrive, it is polled. */
export const exportsQuery = (organizationId: string) =>
  queryOptions({
    queryKey: keys.within(organizationId),
    queryFn: async ({ signal }) => {
      const params = { path: { id: organizationId } };
      return (await body(api.GET('/organizations/{id}/exports', { params, signal }))).items;
    },
    refetchInterval: ({ state }) => (state.data?.some(isBeingWritten) ? pollMs : false),
  });

/** Starts an export; a job writes the archive. */
export async function requestExport(organizationId: string): Promise<void> {
  await body(api.POST('/organizations/{id}/exports', { params: { path: { id: organizationId } } }));
  await queryClient.invalidateQueries({ queryKey: keys.within(organizationId) });
}

export function exportFileUrl({ id }: Pick<Export, 'id'>): string {
  return `${basePath}/api/v1/exports/${id}/file`;
}
