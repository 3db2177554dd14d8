import { queryOptions } from '@tanstack/react-query';
import { send } from '../../api/client.ts';
import type { Flag } from '../../api/types.ts';
import { basePath } from '../../lib/base-path.ts';
import { networkProblem, problemFrom } from '../../lib/problem.ts';

export type FeatureName = Flag['name'];

export interface Meta {
  readonly version: string;
  /** The server's configured public address. */
  readonly publicUrl: string;
  /** `off` if the server sends no mail. */
  readonly mail: 'on' | 'off';
  /** How the first account is created: by the first visitor, by the link printed at start, or `done`. */
  readonly setup: 'open' | 'link' | 'done';
  readonly signUp: 'open' | 'invite' | 'domains';
  readonly emailConfirmation: boolean;
  /** The features that are on, by organization of the signed-in person. */
  readonly flags: Readonly<Record<string, readonly FeatureName[]>>;
  readonly limits: { readonly uploadBytes: number };
}

/** What the server reports before anyone is signed in. */
export const metaQuery = queryOptions({
  queryKey: ['meta'],
  queryFn: async ({ signal }): Promise<Meta> => {
    const address = new URL(`${basePath}/api/v1/meta`, location.href);
    const response = await send(new Request(address, { signal })).catch((cause: unknown) => {
      throw networkProblem(cause);
    });
    if (!response.ok) throw problemFrom(null, response);
    return (await response.json()) as Meta;
  },
});
