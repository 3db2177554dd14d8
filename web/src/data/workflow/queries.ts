import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import type { Status } from '../../api/types.ts';
import { keys } from './keys.ts';

export function inOrder(statuses: readonly Status[]): Status[] {
  return statuses.toSorted((a, b) => a.position - b.position);
}

export const statusesQuery = (teamId: string) =>
  queryOptions({
    queryKey: keys.statuses(teamId),
    queryFn: async ({ signal }) => {
      const params = { path: { id: teamId }, query: { limit: 200 } };
      const { items } = await body(api.GET('/teams/{id}/statuses', { params, signal }));
      return inOrder(items);
    },
  });
