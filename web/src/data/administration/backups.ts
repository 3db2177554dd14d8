import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';

const pollMs = 5_000;
const pollRunningMs = 1_000;

/** The backups of the server. While one is being made, its progress is read every second. */
export const backupsQuery = queryOptions({
  queryKey: ['admin', 'backups'],
  queryFn: ({ signal }) => body(api.GET('/admin/backups', { signal })),
  refetchInterval: ({ state }) => (state.data?.run?.state === 'running' ? pollRunningMs : pollMs),
});

export async function startBackup(): Promise<void> {
  await body(api.POST('/admin/backups'));
  await queryClient.invalidateQueries(backupsQuery);
}
