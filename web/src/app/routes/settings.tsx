import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { addTextsOf } from '../../i18n/language.ts';
import { errorSearch } from '../search-params.ts';
import { shellRoute } from './session.tsx';

const settingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings',
  staticData: { title: null },
  beforeLoad: () => addTextsOf('settings'),
  component: lazyRouteComponent(() => import('../../features/profile/settings-page.tsx'), 'SettingsPage'),
});

const profileRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/',
  staticData: { title: (t) => [t('settingsParts.profile'), t('settings.title')] },
  component: lazyRouteComponent(() => import('../../features/profile/profile-page.tsx'), 'ProfilePage'),
});

const securityRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'security',
  staticData: { title: (t) => [t('settingsParts.security'), t('settings.title')] },
  validateSearch: errorSearch,
  component: lazyRouteComponent(() => import('../../features/security/security-page.tsx'), 'SecurityPage'),
});

const notificationSettingsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'notifications',
  staticData: { title: (t) => [t('settingsParts.notifications'), t('settings.title')] },
  component: lazyRouteComponent(
    () => import('../../features/notification-settings/notification-settings-page.tsx'),
    'NotificationSettingsPage',
  ),
});

const tokensRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'tokens',
  staticData: { title: (t) => [t('settingsParts.tokens'), t('settings.title')] },
  component: lazyRouteComponent(() => import('../../features/tokens/tokens-page.tsx'), 'TokensPage'),
});

const ownDataRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'data',
  staticData: { title: (t) => [t('settingsParts.data'), t('settings.title')] },
  component: lazyRouteComponent(() => import('../../features/own-data/own-data-page.tsx'), 'OwnDataPage'),
});

export const settingsRoutes = settingsRoute.addChildren([
  profileRoute,
  notificationSettingsRoute,
  securityRoute,
  tokensRoute,
  ownDataRoute,
]);
