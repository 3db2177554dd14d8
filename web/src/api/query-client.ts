import { partialMatchKey, type Query, QueryCache, QueryClient, type QueryKey } from '@tanstack/react-query';
import { isAsked } from './enabled-unless-leaving.ts';
import { isProblem } from '../lib/problem.ts';

const maxRetries = 2;

const invalidationListeners = new Set<(queryKey: QueryKey) => void>();

/**
 * Tells which queries are to be read again, also those that have no data yet. (Lists that are chosen by their tasks are
 * left out: they are read a while after a change.)
 */
class AppQueryClient extends QueryClient {
  override invalidateQueries(...args: Parameters<QueryClient['invalidateQueries']>): Promise<void> {
    const [{ queryKey, predicate } = {}] = args;
    if (predicate === undefined) for (const note of invalidationListeners) note(queryKey ?? []);
    return super.invalidateQueries(...args);
  }
}

/** What was invalidated since a read began. */
export interface Invalidations {
  has(queryKey: QueryKey): boolean;
  stop(): void;
}

/** For a read that brings the data of other queries too: it may be older than a change of theirs that came meanwhile. */
export function noteInvalidations(): Invalidations {
  const noted: QueryKey[] = [];
  const note = (queryKey: QueryKey) => void noted.push(queryKey);
  invalidationListeners.add(note);
  return {
    has: (queryKey) => noted.some((part) => partialMatchKey(queryKey, part)),
    stop: () => void invalidationListeners.delete(note),
  };
}

/** Changes arrive through the event stream, so data does not become stale by time. */
export const queryClient = new AppQueryClient({
  queryCache: new QueryCache({ onError: keepWhatWasRead }),
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      networkMode: 'always',
      enabled: isAsked,
      retry: (failures, error) => failures < maxRetries && isPassing(error),
    },
    mutations: { networkMode: 'always' },
  },
});

/** Worth a retry: the server was unreachable or busy. */
function isPassing(error: unknown): boolean {
  return isProblem(error) && (error.status === 0 || error.status === 429 || error.status >= 500);
}

/**
 * What was read before stays on the page if the server can't be reached. It is read again when the event stream is open
 * (`readFailedAgain`), or when it is shown next.
 */
function keepWhatWasRead(error: unknown, query: Query<unknown, unknown>): void {
  const { data, fetchMeta } = query.state;
  if (data === undefined || fetchMeta?.fetchMore || !isPassing(error)) return;
  query.setState({ status: 'success', error: null, isInvalidated: true });
}

/** Reads visible data again whose last read failed. */
export function readFailedAgain(): void {
  void queryClient.refetchQueries({
    type: 'active',
    predicate: ({ state }) => state.isInvalidated && state.fetchStatus === 'idle',
  });
}
