import { type Query, QueryCache, QueryClient } from '@tanstack/react-query';
import { isAsked } from './enabled-unless-leaving.ts';
import { isProblem } from '../lib/problem.ts';

const maxRetries = 2;

/** Changes arrive through the event stream, so data does not become stale by time. */
export const queryClient = new QueryClient({
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
