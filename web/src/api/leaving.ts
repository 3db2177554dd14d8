import type { Query } from '@tanstack/react-query';
import { leftIds } from './enabled-unless-leaving.ts';
import { queryClient } from './query-client.ts';

/**
 * Deletes or leaves something, and goes elsewhere. Its page stands until then, and asks for nothing of it: the server
 * would say that it knows of no such thing. Where that is refused, what the page would have asked meanwhile is asked.
 */
export async function whileLeaving<Result>(id: string, leave: () => Promise<Result>): Promise<Result> {
  leftIds.add(id);
  try {
    return await leave();
  } catch (error) {
    leftIds.delete(id);
    void queryClient.refetchQueries({ type: 'active', predicate: (query) => isOf(query, id) && isWaiting(query) });
    throw error;
  } finally {
    leftIds.delete(id);
  }
}

const isOf = ({ queryKey }: Query, id: string) => queryKey.includes(id);

const isWaiting = ({ state }: Query) => state.isInvalidated || state.status === 'pending';
