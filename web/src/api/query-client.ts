import { QueryClient } from '@tanstack/react-query';
import { isAsked } from './enabled-unless-leaving.ts';
import { isProblem } from '../lib/problem.ts';

const maxRetries = 2;

/** Changes arrive through the event stream, so data does not become stale by time. */
export const queryClient = new QueryClient({
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
