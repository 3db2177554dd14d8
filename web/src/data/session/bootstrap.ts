import { api, body } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { Bootstrap } from '../../api/types.ts';
import { meQuery } from './session.ts';

/** The reply, and the team that it was asked for. */
export interface Begun {
  readonly teamId: string | null;
  readonly reply: Bootstrap;
}

let begun: Promise<Begun | null> | undefined;

/**
 * What a page that shows this team needs first, read with one request; null if it can't be read, so that each part is read where it is
 * needed. It is asked for once: later it would be older than what the page shows.
 */
export function bootstrap(teamId: string | null): Promise<Begun | null> {
  begun ??= read(teamId);
  return begun;
}

/** The same for a browser in which somebody was signed in: also the account is taken from it. */
export function prefetchBootstrap(teamId: string | null): void {
  const reply = bootstrap(teamId);
  void queryClient.prefetchQuery({
    queryKey: meQuery.queryKey,
    queryFn: async (context) => (await reply)?.reply.me ?? meQuery.queryFn?.(context) ?? null,
  });
}

async function read(teamId: string | null): Promise<Begun | null> {
  const query = teamId === null ? {} : { teamId };
  try {
    return { teamId, reply: await body(api.GET('/bootstrap', { params: { query } })) };
  } catch {
    return null;
  }
}
