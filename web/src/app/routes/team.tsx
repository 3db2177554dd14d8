import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { listSearch } from '../../data/lists/list-search.ts';
import { calendarSearch } from '../../features/calendar/search.ts';
import { addTextsOf } from '../../i18n/language.ts';
import { shellRoute } from './session.tsx';
import { taskPanel } from './task-panel.tsx';

const boardRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/teams/$teamId/board',
  staticData: { title: (t, { team }) => [t('team.board'), team] },
  validateSearch: listSearch,
  loaderDeps: ({ search }) => search,
  loader: async ({ context, params, deps, cause }) => {
    if (cause === 'preload') return;
    const { prepareBoard } = await import('../signed-in.ts');
    // The page shows what is loaded and reports what fails.
    prepareBoard(context.queryClient, params.teamId, deps).catch(() => undefined);
  },
  component: lazyRouteComponent(() => import('../../features/board/board-page.tsx'), 'BoardPage'),
});

const boardTaskRoute = createRoute({
  getParentRoute: () => boardRoute,
  path: 'tasks/$taskId',
  ...taskPanel,
});

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/teams/$teamId/list',
  staticData: { title: (t, { team }) => [t('team.list'), team] },
  validateSearch: listSearch,
  beforeLoad: () => addTextsOf('tasks'),
  component: lazyRouteComponent(() => import('../../features/list/list-page.tsx'), 'ListPage'),
});

const listTaskRoute = createRoute({
  getParentRoute: () => listRoute,
  path: 'tasks/$taskId',
  ...taskPanel,
});

const calendarRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/teams/$teamId/calendar',
  staticData: { title: (t, { team }) => [t('team.calendar'), team] },
  validateSearch: calendarSearch,
  beforeLoad: () => addTextsOf('tasks', 'calendar'),
  component: lazyRouteComponent(() => import('../../features/calendar/calendar-page.tsx'), 'CalendarPage'),
});

const calendarTaskRoute = createRoute({
  getParentRoute: () => calendarRoute,
  path: 'tasks/$taskId',
  ...taskPanel,
});

const trashRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/teams/$teamId/trash',
  staticData: { title: (t, { team }) => [t('trash.title'), team] },
  beforeLoad: () => addTextsOf('tasks'),
  component: lazyRouteComponent(() => import('../../features/trash/trash-page.tsx'), 'TrashPage'),
});

const archiveRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/teams/$teamId/archive',
  staticData: { title: (t, { team }) => [t('archive.title'), team] },
  component: lazyRouteComponent(() => import('../../features/board/archive-page.tsx'), 'ArchivePage'),
});

const archiveTaskRoute = createRoute({
  getParentRoute: () => archiveRoute,
  path: 'tasks/$taskId',
  ...taskPanel,
});

const workflowRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/teams/$teamId/workflow',
  staticData: { title: (t, { team }) => [t('workflow.title'), team] },
  beforeLoad: () => addTextsOf('tasks', 'planning'),
  component: lazyRouteComponent(() => import('../../features/workflow/workflow-page.tsx'), 'WorkflowPage'),
});

const fieldsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/teams/$teamId/fields',
  staticData: { title: (t, { team }) => [t('fieldSettings.title'), team] },
  beforeLoad: () => addTextsOf('tasks', 'planning'),
  component: lazyRouteComponent(() => import('../../features/fields/fields-page.tsx'), 'FieldsPage'),
});

const statisticsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/teams/$teamId/statistics',
  staticData: { title: (t, { team }) => [t('statistics.title'), team] },
  beforeLoad: () => addTextsOf('tasks', 'planning'),
  component: lazyRouteComponent(() => import('../../features/planning/statistics-page.tsx'), 'StatisticsPage'),
});

const templatesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/teams/$teamId/templates',
  staticData: { title: (t, { team }) => [t('templates.title'), team] },
  beforeLoad: () => addTextsOf('tasks', 'planning', 'templates'),
  component: lazyRouteComponent(() => import('../../features/templates/task-templates-page.tsx'), 'TaskTemplatesPage'),
});

const teamSettingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/teams/$teamId/settings',
  staticData: { title: (t, { team }) => [t('teams.settings'), team] },
  beforeLoad: () => addTextsOf('organization'),
  component: lazyRouteComponent(() => import('../../features/teams/team-settings-page.tsx'), 'TeamSettingsPage'),
});

export const teamRoutes = [
  boardRoute.addChildren([boardTaskRoute]),
  listRoute.addChildren([listTaskRoute]),
  calendarRoute.addChildren([calendarTaskRoute]),
  trashRoute,
  archiveRoute.addChildren([archiveTaskRoute]),
  workflowRoute,
  fieldsRoute,
  statisticsRoute,
  templatesRoute,
  teamSettingsRoute,
] as const;
