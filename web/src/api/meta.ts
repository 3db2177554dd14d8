import { queryOptions } from '@tanstack/react-query';
import { networkProblem, problemFrom } from './problem.ts';

export interface Meta {
  readonly version: string;
  readonly signUp: 'open' | 'invite' | 'domains';
  readonly emailConfirmation: boolean;
  readonly limits: { readonly uploadBytes: number };
}

/** What the server says of itself before anyone has signed in. */
export const metaQuery = queryOptions({
  queryKey: ['meta'],
  queryFn: async ({ signal }): Promise<Meta> => {
    const response = await fetch('/api/v1/meta', { signal }).catch((cause: unknown) => {
      throw networkProblem(cause);
    });
    if (!response.ok) throw problemFrom(null, response);
    return (await response.json()) as Meta;
  },
});
