import { QueryClient } from '@tanstack/react-query';
import { isAsked } from './enabled-unless-leaving.ts';
import { isProblem } from '../lib/problem.ts';

const maxRetries = 2;

/** Changes arrive by the event stream, so nothing grows stale by time alone. */
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

/** Worth another try: the server was away, busy or out of reach. */
function isPassing(error: unknown): boolean {
  return isProblem(error) && (error.status === 0 || error.status === 429 || error.status >= 500);
}
