import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { JoinRequest } from '../../api/types.ts';
import { keys as memberKeys } from '../members/keys.ts';
import { keys } from './keys.ts';

/** Open join requests, newest first. */
export const requestsQuery = (organizationId: string) =>
  infiniteQueryOptions({
    queryKey: keys.within(organizationId),
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const params = { path: { id: organizationId }, query: pageParam ? { cursor: pageParam } : {} };
      return body(api.GET('/organizations/{id}/join-requests', { params, signal }));
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });

export type Decision = 'member' | 'guest' | 'decline';

/** @throws Problem `already-decided` if somebody else was faster. */
export async function decide({ id, organizationId }: JoinRequest, decision: Decision): Promise<void> {
  const params = { path: { id } };
  if (decision === 'decline') await body(api.POST('/join-requests/{id}/decline', { params }));
  else await body(api.POST('/join-requests/{id}/accept', { params, body: { role: decision } }));
  await queryClient.invalidateQueries({ queryKey: keys.within(organizationId) });
  await queryClient.invalidateQueries({ queryKey: memberKeys.within(organizationId) });
}
