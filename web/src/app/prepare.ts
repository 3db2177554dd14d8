import { queryClient } from '../api/query-client.ts';
import { metaQuery } from '../data/server/queries.ts';
import { providersQuery } from '../data/session/providers.ts';
import { meQuery } from '../data/session/session.ts';
import { wasSignedIn } from '../data/session/was-signed-in.ts';
import { lastTeam } from '../data/teams/last-team.ts';
import { fetchTextsOf } from '../i18n/language.ts';
import { router } from './router.tsx';
import { sessionRouteId } from './routes/session.tsx';

/**
 * Starts to load what the page at this address needs, in parallel: otherwise its code would be requested only after the
 * texts and the session. Anything that fails is requested again where it is needed.
 */
export function prepare(): void {
  const isIn = wasSignedIn();
  const { pathname } = router.latestLocation;
  const routes = router.getMatchedRoutes(pathname)[0];
  const isForSession = routes.some(({ id }) => id === sessionRouteId);
  if (isForSession && isIn) {
    void queryClient.prefetchQuery(meQuery);
    import('./session.ts').catch(ignore);
    fetchTextsOf('problems', 'web');
  }
  void queryClient.prefetchQuery(metaQuery);
  const team = lastTeam();
  const home = isIn && team ? `/teams/${team.id}/board` : pathname;
  const targetPath = isForSession && !isIn ? '/sign-in' : pathname === '/' ? home : pathname;
  if (targetPath === '/sign-in') void queryClient.prefetchQuery(providersQuery);
  for (const { options } of router.getMatchedRoutes(targetPath)[0]) void options.component?.preload?.();
}

function ignore(): void {}
