import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { meQuery } from '../../data/session/session.ts';
import { forgetUser } from '../../data/session/was-signed-in.ts';
import { addTextsOf } from '../../i18n/language.ts';
import { meta, toSetup } from './entry.ts';
import { rootRoute } from './root.tsx';

/** The parent of all routes behind the sign-in. */
export const sessionRouteId = '/_session';

/** The event stream opens before anything is read from the server, so that no change is missed. */
export const sessionRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: '_session',
  staticData: { title: null },
  beforeLoad: async ({ context, location }) => {
    void meta(context.queryClient);
    const me = await context.queryClient.ensureQueryData(meQuery);
    if (me === null) {
      await forgetUser();
      await toSetup(context.queryClient);
      throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href }, replace: true });
    }
    const [{ startSession }] = await Promise.all([import('../signed-in.ts'), addTextsOf('problems', 'web')]);
    await startSession(me, location.pathname);
  },
  component: lazyRouteComponent(() => import('../signed-in.ts'), 'SessionLayout'),
});

/** Pages with the sidebar. */
export const shellRoute = createRoute({
  getParentRoute: () => sessionRoute,
  id: '_shell',
  staticData: { title: null },
  component: lazyRouteComponent(() => import('../signed-in.ts'), 'Shell'),
});
