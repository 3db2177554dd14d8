import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { keys } from './keys.ts';

/** Publicly listed organizations, by name. */
export const publicOrganizationsQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: [...keys.all, q],
    initialPageParam: '',
    staleTime: 0,
    queryFn: ({ pageParam, signal }) => {
      const query = { ...(q === '' ? {} : { q }), ...(pageParam ? { cursor: pageParam } : {}) };
      return body(api.GET('/organizations/public', { params: { query }, signal }));
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

/** @throws Problem `already-asked`, `already-member`. */
export async function askToJoin(organizationId: string, message: string): Promise<void> {
  const params = { path: { id: organizationId } };
  await body(api.POST('/organizations/{id}/join-requests', { params, body: message === '' ? {} : { message } }));
  await queryClient.invalidateQueries({ queryKey: keys.all });
}
