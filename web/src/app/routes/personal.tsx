import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { addTextsOf } from '../../i18n/language.ts';
import { shellRoute } from './session.tsx';
import { taskPanel } from './task-panel.tsx';

const myWorkRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/my-work',
  staticData: { title: (t, { organization }) => [t('myWork.title'), organization] },
  beforeLoad: () => addTextsOf('tasks'),
  component: lazyRouteComponent(() => import('../../features/my-work/my-work-page.tsx'), 'MyWorkPage'),
});

const myWorkTaskRoute = createRoute({
  getParentRoute: () => myWorkRoute,
  path: 'tasks/$taskId',
  ...taskPanel,
});

const inboxRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/inbox',
  staticData: { title: (t, { organization }) => [t('inbox.title'), organization] },
  beforeLoad: () => addTextsOf('inbox', 'tasks'),
  component: lazyRouteComponent(() => import('../../features/inbox/inbox-page.tsx'), 'InboxPage'),
});

const inboxTaskRoute = createRoute({
  getParentRoute: () => inboxRoute,
  path: 'tasks/$taskId',
  ...taskPanel,
});

export const personalRoutes = [
  myWorkRoute.addChildren([myWorkTaskRoute]),
  inboxRoute.addChildren([inboxTaskRoute]),
] as const;
