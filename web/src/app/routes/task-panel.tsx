import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { addTextsOf } from '../../i18n/language.ts';
import { PanelError, PanelPending } from '../panel-fallback.tsx';
import type { Title } from '../title.ts';
import { shellRoute } from './session.tsx';

const taskTitle: Title = (_t, { task, team }) => [task, team];

/** The open task beside a page: the path `tasks/$taskId` below that page. */
export const taskPanel = {
  staticData: { title: taskTitle },
  beforeLoad: () => addTextsOf('tasks'),
  component: lazyRouteComponent(() => import('../../features/task-panel/task-panel.tsx'), 'TaskPanel'),
  errorComponent: PanelError,
  pendingComponent: PanelPending,
};

/** The address of a task in links: leads to the board of its team. */
export const taskLinkRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/tasks/$taskId',
  staticData: { title: taskTitle },
  beforeLoad: async ({ context, params }) => {
    const { taskPageQuery } = await import('../../data/task-page/queries.ts');
    const { teamId } = await context.queryClient.fetchQuery(taskPageQuery(params.taskId));
    throw redirect({ to: '/teams/$teamId/board/tasks/$taskId', params: { teamId, ...params }, replace: true });
  },
});
