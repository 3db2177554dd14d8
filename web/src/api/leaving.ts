import type { Query } from '@tanstack/react-query';
import { leftIds } from './enabled-unless-leaving.ts';
import { queryClient } from './query-client.ts';

/**
 * Deletes or leaves something, then navigates away. The page stays until then but sends no queries for it, because the
 * server would answer 404. If the deletion is refused, the queries run.
 */
export async function whileLeaving<Result>(id: string, leave: () => Promise<Result>): Promise<Result> {
  leftIds.add(id);
  try {
    return await leave();
  } catch (error) {
    leftIds.delete(id);
    void queryClient.refetchQueries({ type: 'active', predicate: (query) => isAbout(query, id) && isWaiting(query) });
    throw error;
  } finally {
    leftIds.delete(id);
  }
}

const isAbout = ({ queryKey }: Query, id: string) => queryKey.includes(id);

const isWaiting = ({ state }: Query) => state.isInvalidated || state.status === 'pending';
