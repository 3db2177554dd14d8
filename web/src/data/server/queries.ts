import { queryOptions } from '@tanstack/react-query';
import { basePath } from '../../lib/base-path.ts';
import { networkProblem, problemFrom } from '../../lib/problem.ts';

export interface Meta {
  readonly version: string;
  /** The address that the server takes for its own. */
  readonly publicUrl: string;
  /** `off` where no mail leaves the server. */
  readonly mail: 'on' | 'off';
  /** How the first account is made: by whoever comes first, by the link that the start printed, or no more. */
  readonly setup: 'open' | 'link' | 'done';
  readonly signUp: 'open' | 'invite' | 'domains';
  readonly emailConfirmation: boolean;
  readonly limits: { readonly uploadBytes: number };
}

/** What the server says of itself before anyone has signed in. */
export const metaQuery = queryOptions({
  queryKey: ['meta'],
  queryFn: async ({ signal }): Promise<Meta> => {
    const response = await fetch(`${basePath}/api/v1/meta`, { signal }).catch((cause: unknown) => {
      throw networkProblem(cause);
    });
    if (!response.ok) throw problemFrom(null, response);
    return (await response.json()) as Meta;
  },
});
