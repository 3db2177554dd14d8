import { createRoute, lazyRouteComponent, notFound } from '@tanstack/react-router';
import { meQuery } from '../../data/session/session.ts';
import { addTextsOf } from '../../i18n/language.ts';
import { productName } from '../../ui/brand.tsx';
import { auditSearch } from '../search-params.ts';
import { shellRoute } from './session.tsx';

/** Only administrators of the installation; everyone else gets "not found". */
const adminRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/admin',
  staticData: { title: null },
  beforeLoad: async ({ context }) => {
    const me = await context.queryClient.ensureQueryData(meQuery);
    if (!me?.instanceAdmin) throw notFound();
    await addTextsOf('admin');
  },
});

const usersRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: 'users',
  staticData: { title: (t) => [t('users.title'), productName] },
  component: lazyRouteComponent(() => import('../../features/admin/users-page.tsx'), 'UsersPage'),
});

const auditRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: 'audit-log',
  staticData: { title: (t) => [t('audit.title'), productName] },
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import('../../features/admin/audit-page.tsx'), 'AuditPage'),
});

const messagesRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: 'messages',
  staticData: { title: (t) => [t('outbox.title'), productName] },
  component: lazyRouteComponent(() => import('../../features/mail-log/messages-page.tsx'), 'MessagesPage'),
});

const messageRoute = createRoute({
  getParentRoute: () => messagesRoute,
  path: '$messageId',
  staticData: { title: (t, { message }) => [message, t('outbox.title')] },
  component: lazyRouteComponent(() => import('../../features/mail-log/message-page.tsx'), 'MessagePage'),
});

export const adminRoutes = adminRoute.addChildren([usersRoute, auditRoute, messagesRoute.addChildren([messageRoute])]);
