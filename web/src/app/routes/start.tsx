import type { QueryClient } from '@tanstack/react-query';
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { meQuery } from '../../data/session/session.ts';
import { addTextsOf } from '../../i18n/language.ts';
import { productName } from '../../ui/brand.tsx';
import { rootRoute } from './root.tsx';
import { sessionRoute } from './session.tsx';

export const joinRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/join',
  staticData: { title: (t) => [t('joining.title'), productName] },
  beforeLoad: () => addTextsOf('problems', 'joining'),
  loader: ({ context }) => context.queryClient.ensureQueryData(meQuery),
  component: lazyRouteComponent(() => import('../../features/joining/join-page.tsx'), 'JoinPage'),
});

const homeRoute = createRoute({
  getParentRoute: () => sessionRoute,
  path: '/',
  staticData: { title: () => [productName] },
  beforeLoad: ({ context }) => toHome(context.queryClient, 'board'),
});

const calendarRoute = createRoute({
  getParentRoute: () => sessionRoute,
  path: '/calendar',
  staticData: { title: () => [productName] },
  beforeLoad: ({ context }) => toHome(context.queryClient, 'calendar'),
});

async function toHome(client: QueryClient, view: 'board' | 'calendar'): Promise<never> {
  const { homeOf } = await import('../signed-in.ts');
  throw redirect({ ...(await homeOf(client, { view })), replace: true });
}

const welcomeRoute = createRoute({
  getParentRoute: () => sessionRoute,
  path: '/welcome',
  staticData: { title: (t) => [t('organization.new'), productName] },
  beforeLoad: () => addTextsOf('organization', 'joining'),
  component: lazyRouteComponent(
    () => import('../../features/organizations/new-organization-page.tsx'),
    'NewOrganizationPage',
  ),
});

const newTeamRoute = createRoute({
  getParentRoute: () => sessionRoute,
  path: '/organizations/$organizationId/new-team',
  staticData: { title: (t, { organization }) => [t('sidebar.newTeam'), organization] },
  component: lazyRouteComponent(() => import('../../features/teams/new-team-page.tsx'), 'NewTeamPage'),
});

const startRoute = createRoute({
  getParentRoute: () => sessionRoute,
  path: '/teams/$teamId/start',
  staticData: { title: (t, { team }) => [t('onboarding.startTitle'), team] },
  component: lazyRouteComponent(() => import('../../features/teams/start-page.tsx'), 'StartPage'),
});

/** The first steps after the sign-in, without the sidebar. */
export const startRoutes = [homeRoute, calendarRoute, welcomeRoute, newTeamRoute, startRoute] as const;
