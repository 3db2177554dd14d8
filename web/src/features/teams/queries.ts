import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { Team } from '../../api/types.ts';

/** The teams that I may read, in every organization of mine. */
export const teamsQuery = queryOptions({
  queryKey: ['teams'],
  queryFn: async ({ signal }) => {
    const { items } = await body(api.GET('/teams', { params: { query: { limit: 200 } }, signal }));
    return items.toSorted((a, b) => a.name.localeCompare(b.name));
  },
});

export interface NewTeam {
  readonly organizationId: string;
  readonly name: string;
  readonly key?: string;
}

/** @throws Problem `key-taken`. */
export async function createTeam({ organizationId, ...team }: NewTeam): Promise<Team> {
  const params = { path: { id: organizationId } };
  const created = await body(api.POST('/organizations/{id}/teams', { params, body: team }));
  await queryClient.invalidateQueries(teamsQuery);
  return created;
}
