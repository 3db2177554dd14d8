import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { Bootstrap } from '../../api/types.ts';
import { meQuery } from './session.ts';

/** The bootstrap, and the team that it was read for. */
export interface TeamBootstrap {
  readonly teamId: string | null;
  readonly content: Bootstrap;
}

/** After this time each part is read where it is needed: a part of the server may hang. */
const longestReadMs = 5_000;

let reading: Promise<TeamBootstrap | null> | undefined;

/**
 * What a page that shows this team needs first, read with one request; null if it can't be read in time, so that each
 * part is read where it is needed. It is read once: later it would be older than what the page shows.
 */
export function readBootstrap(teamId: string | null): Promise<TeamBootstrap | null> {
  reading ??= read(teamId);
  return reading;
}

/** The same for a browser in which somebody was signed in: also the account is taken from it. */
export function prefetchBootstrap(teamId: string | null): void {
  const bootstrap = readBootstrap(teamId);
  void queryClient.prefetchQuery({
    queryKey: meQuery.queryKey,
    queryFn: async (context) => (await bootstrap)?.content.me ?? meQuery.queryFn?.(context) ?? null,
  });
}

async function read(teamId: string | null): Promise<TeamBootstrap | null> {
  const query = teamId === null ? {} : { teamId };
  const signal = AbortSignal.timeout(longestReadMs);
  try {
    return { teamId, content: await body(api.GET('/bootstrap', { params: { query }, signal })) };
  } catch {
    return null;
  }
}
