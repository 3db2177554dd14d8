import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { listSearch } from '../../data/lists/list-search.ts';
import { calendarSearch } from '../../features/calendar/search.ts';
import { timelineSearch } from '../../features/timeline/search.ts';
import { addTextsOf } from '../../i18n/language.ts';
import { shellRoute } from './session.tsx';
import { taskPanel } from './task-panel.tsx';

const projectRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/projects/$projectId',
  staticData: { title: (t, { project, organization }) => [project ?? t('sidebar.projects'), organization] },
  beforeLoad: () => addTextsOf('organization', 'projects', 'planning'),
  component: lazyRouteComponent(() => import('../../features/projects/project-page.tsx'), 'ProjectPage'),
});

const boardRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/projects/$projectId/board',
  staticData: { title: (t, { project }) => [t('team.board'), project] },
  validateSearch: listSearch,
  beforeLoad: () => addTextsOf('organization', 'tasks', 'projects', 'planning'),
  component: lazyRouteComponent(
    () => import('../../features/project-board/project-board-page.tsx'),
    'ProjectBoardPage',
  ),
});

const boardTaskRoute = createRoute({
  getParentRoute: () => boardRoute,
  path: 'tasks/$taskId',
  ...taskPanel,
});

const calendarRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/projects/$projectId/calendar',
  staticData: { title: (t, { project }) => [t('team.calendar'), project] },
  validateSearch: calendarSearch,
  beforeLoad: () => addTextsOf('organization', 'tasks', 'projects', 'planning', 'calendar'),
  component: lazyRouteComponent(
    () => import('../../features/calendar/project-calendar-page.tsx'),
    'ProjectCalendarPage',
  ),
});

const calendarTaskRoute = createRoute({
  getParentRoute: () => calendarRoute,
  path: 'tasks/$taskId',
  ...taskPanel,
});

const timelineRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/projects/$projectId/timeline',
  staticData: { title: (t, { project }) => [t('timeline.title'), project] },
  validateSearch: timelineSearch,
  beforeLoad: () => addTextsOf('organization', 'tasks', 'projects', 'planning', 'timeline'),
  component: lazyRouteComponent(() => import('../../features/timeline/timeline-page.tsx'), 'TimelinePage'),
});

const timelineTaskRoute = createRoute({
  getParentRoute: () => timelineRoute,
  path: 'tasks/$taskId',
  ...taskPanel,
});

export const projectRoutes = [
  projectRoute,
  boardRoute.addChildren([boardTaskRoute]),
  calendarRoute.addChildren([calendarTaskRoute]),
  timelineRoute.addChildren([timelineTaskRoute]),
] as const;
