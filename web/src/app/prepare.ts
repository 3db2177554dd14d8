import { queryClient } from '../api/query-client.ts';
import { metaQuery } from '../data/server/queries.ts';
import { providersQuery } from '../data/session/providers.ts';
import { prefetchBootstrap } from '../data/session/bootstrap.ts';
import { meQuery } from '../data/session/session.ts';
import { lastUserId } from '../data/session/was-signed-in.ts';
import { lastTeam } from '../data/teams/last-team.ts';
import { fetchTextsOf } from '../i18n/language.ts';
import { build } from '../lib/build.ts';
import { forgetEarlyReplies } from '../lib/early-replies.ts';
import { readKept } from '../lib/kept-data.ts';
import { router } from './router.tsx';
import { sessionRouteId } from './routes/session.tsx';
import { teamAt } from './team-at.ts';

const longestReadMs = 1_000;
/** Without a connection there is nothing else to show. */
const longestOfflineReadMs = 10_000;

/**
 * Starts to load what the page at this address needs, in parallel: otherwise its code would be requested only after the
 * texts and the session. Anything that fails is requested again where it is needed.
 * @returns a promise that resolves when the data of an earlier visit is restored.
 */
export function prepare(): Promise<void> {
  const userId = lastUserId();
  const isIn = userId !== null;
  const { pathname } = router.latestLocation;
  const routes = router.getMatchedRoutes(pathname)[0];
  const isForSession = routes.some(({ id }) => id === sessionRouteId);
  const restored = isForSession && isIn ? restore(userId) : Promise.resolve();
  void restored.then(() => {
    void queryClient.prefetchQuery(metaQuery);
    const isRestored = queryClient.getQueryData(meQuery.queryKey) !== undefined;
    if (isRestored) forgetEarlyReplies();
    if (isForSession && isIn && !isRestored) prefetchBootstrap(teamAt(pathname));
  });
  if (isForSession && isIn) fetchTextsOf('problems', 'web');
  const team = lastTeam();
  const home = isIn && team ? `/teams/${team.id}/board` : pathname;
  const targetPath = isForSession && !isIn ? '/sign-in' : pathname === '/' ? home : pathname;
  if (targetPath === '/sign-in') void queryClient.prefetchQuery(providersQuery);
  for (const { options } of router.getMatchedRoutes(targetPath)[0]) void options.component?.preload?.();
  return restored;
}

/** Shows what an earlier visit has kept; without it, the page reads everything from the server. */
async function restore(userId: string): Promise<void> {
  const code = import('./signed-in.ts');
  const limitMs = navigator.onLine ? longestReadMs : longestOfflineReadMs;
  const tooLate = new Promise<null>((resolve) => setTimeout(() => resolve(null), limitMs));
  try {
    const records = await Promise.race([readKept({ userId, build }), tooLate]);
    if (records) (await code).restoreKept(userId, records);
  } catch {
    // The browser offers no database. Code that could not be loaded is loaded again where it is needed.
  }
}
