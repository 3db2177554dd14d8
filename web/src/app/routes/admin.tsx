import { createRoute, lazyRouteComponent, notFound, redirect } from '@tanstack/react-router';
import { meQuery } from '../../data/session/session.ts';
import { addTextsOf } from '../../i18n/language.ts';
import { productName } from '../../ui/brand.tsx';
import { auditSearch, messagesSearch } from '../search-params.ts';
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
  component: lazyRouteComponent(() => import('../../features/admin/admin-page.tsx'), 'AdminPage'),
});

const adminHomeRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/',
  staticData: { title: null },
  beforeLoad: () => {
    throw redirect({ to: '/admin/health', replace: true });
  },
});

const healthRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: 'health',
  staticData: { title: (t) => [t('admin.health'), productName] },
  component: lazyRouteComponent(() => import('../../features/admin/health-page.tsx'), 'HealthPage'),
});

const queuesRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: 'queues',
  staticData: { title: (t) => [t('admin.queues'), productName] },
  component: lazyRouteComponent(() => import('../../features/admin/queues-page.tsx'), 'QueuesPage'),
});

const jobsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: 'jobs',
  staticData: { title: (t) => [t('admin.jobs'), productName] },
  component: lazyRouteComponent(() => import('../../features/admin/jobs-page.tsx'), 'JobsPage'),
});

const backupsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: 'backups',
  staticData: { title: (t) => [t('backups.title'), productName] },
  component: lazyRouteComponent(() => import('../../features/admin/backups-page.tsx'), 'BackupsPage'),
});

const flagsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: 'flags',
  staticData: { title: (t) => [t('admin.flags'), productName] },
  component: lazyRouteComponent(() => import('../../features/admin/flags-page.tsx'), 'FlagsPage'),
});

const loadRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: 'load',
  staticData: { title: (t) => [t('admin.load'), productName] },
  component: lazyRouteComponent(() => import('../../features/admin/load-page.tsx'), 'LoadPage'),
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
  staticData: { title: (t) => [t('mailLog.title'), productName] },
  validateSearch: messagesSearch,
  component: lazyRouteComponent(() => import('../../features/mail-log/messages-page.tsx'), 'MessagesPage'),
});

const messageRoute = createRoute({
  getParentRoute: () => messagesRoute,
  path: '$messageId',
  staticData: { title: (t, { message }) => [message, t('mailLog.title')] },
  component: lazyRouteComponent(() => import('../../features/mail-log/message-page.tsx'), 'MessagePage'),
});

export const adminRoutes = adminRoute.addChildren([
  adminHomeRoute,
  healthRoute,
  usersRoute,
  messagesRoute.addChildren([messageRoute]),
  queuesRoute,
  jobsRoute,
  backupsRoute,
  flagsRoute,
  loadRoute,
  auditRoute,
]);
