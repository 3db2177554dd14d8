import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { providersQuery } from '../../data/session/providers.ts';
import { meQuery } from '../../data/session/session.ts';
import { GuestLayout } from '../../features/auth/guest-layout.tsx';
import { SignInPage } from '../../features/auth/sign-in-page.tsx';
import { productName } from '../../ui/brand.tsx';
import { nextSearch, signInSearch } from '../search-params.ts';
import { entryTexts, toSetup } from './entry.ts';
import { rootRoute } from './root.tsx';

/** Pages for everyone. The sign-in is the most frequent first page and loads only a few texts. */
const guestRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: '_guest',
  staticData: { title: null },
  component: GuestLayout,
});

const signInRoute = createRoute({
  getParentRoute: () => guestRoute,
  path: '/sign-in',
  staticData: { title: (t) => [t('signIn.submit'), productName] },
  validateSearch: signInSearch,
  beforeLoad: async ({ context, search: { error } }) => {
    void context.queryClient.prefetchQuery(providersQuery);
    if (error === undefined) return toSetup(context.queryClient);
    // Problems with linking an account are shown on the page where the linking began.
    if ((await context.queryClient.ensureQueryData(meQuery)) === null) return;
    throw redirect({ to: '/settings/security', search: { error }, replace: true });
  },
  // Loaded before the page shows, so that nothing moves; without providers, password sign-in still works.
  loader: ({ context }) => context.queryClient.ensureQueryData(providersQuery).catch(() => []),
  component: SignInPage,
});

const signUpRoute = createRoute({
  getParentRoute: () => guestRoute,
  path: '/sign-up',
  staticData: { title: (t) => [t('signUp.title'), productName] },
  beforeLoad: async ({ context }) => {
    await Promise.all([entryTexts({ context }), toSetup(context.queryClient)]);
  },
  validateSearch: nextSearch,
  component: lazyRouteComponent(() => import('../../features/auth/sign-up-page.tsx'), 'SignUpPage'),
});

const setupRoute = createRoute({
  getParentRoute: () => guestRoute,
  path: '/setup',
  staticData: { title: (t) => [t('setup.title')] },
  beforeLoad: entryTexts,
  component: lazyRouteComponent(() => import('../../features/auth/setup-page.tsx'), 'SetupPage'),
});

// Targets of mailed links.

const forgotRoute = createRoute({
  getParentRoute: () => guestRoute,
  path: '/forgot',
  staticData: { title: (t) => [t('forgot.title'), productName] },
  beforeLoad: entryTexts,
  component: lazyRouteComponent(() => import('../../features/auth/forgot-page.tsx'), 'ForgotPage'),
});

const resetRoute = createRoute({
  getParentRoute: () => guestRoute,
  path: '/reset',
  staticData: { title: (t) => [t('reset.title'), productName] },
  beforeLoad: entryTexts,
  component: lazyRouteComponent(() => import('../../features/auth/reset-page.tsx'), 'ResetPage'),
});

const verifyRoute = createRoute({
  getParentRoute: () => guestRoute,
  path: '/verify',
  staticData: { title: (t) => [t('verify.title'), productName] },
  beforeLoad: entryTexts,
  loader: ({ context }) => context.queryClient.ensureQueryData(meQuery),
  component: lazyRouteComponent(() => import('../../features/auth/verify-page.tsx'), 'VerifyPage'),
});

const restoreRoute = createRoute({
  getParentRoute: () => guestRoute,
  path: '/restore',
  staticData: { title: (t) => [t('restore.title'), productName] },
  beforeLoad: entryTexts,
  component: lazyRouteComponent(() => import('../../features/auth/restore-page.tsx'), 'RestorePage'),
});

const unsubscribeRoute = createRoute({
  getParentRoute: () => guestRoute,
  path: '/unsubscribe',
  staticData: { title: (t) => [t('unsubscribe.title'), productName] },
  beforeLoad: entryTexts,
  component: lazyRouteComponent(() => import('../../features/auth/unsubscribe-page.tsx'), 'UnsubscribePage'),
});

const leftRoute = createRoute({
  getParentRoute: () => guestRoute,
  path: '/left',
  staticData: { title: (t) => [t('left.title'), productName] },
  beforeLoad: entryTexts,
  component: lazyRouteComponent(() => import('../../features/auth/account-deleted-page.tsx'), 'AccountDeletedPage'),
});

const inviteRoute = createRoute({
  getParentRoute: () => guestRoute,
  path: '/invite',
  staticData: { title: (t) => [t('invite.pageTitle'), productName] },
  beforeLoad: entryTexts,
  loader: ({ context }) => context.queryClient.ensureQueryData(meQuery),
  component: lazyRouteComponent(() => import('../../features/joining/invite-page.tsx'), 'InvitePage'),
});

export const guestRoutes = guestRoute.addChildren([
  signInRoute,
  signUpRoute,
  setupRoute,
  forgotRoute,
  resetRoute,
  verifyRoute,
  restoreRoute,
  leftRoute,
  unsubscribeRoute,
  inviteRoute,
]);
