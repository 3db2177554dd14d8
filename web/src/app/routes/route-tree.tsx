import { createRoute } from '@tanstack/react-router';
import { productName } from '../../ui/brand.tsx';
import { NotFound } from '../not-found.tsx';
import { adminRoutes } from './admin.tsx';
import { guestRoutes } from './guest.tsx';
import { organizationRoutes } from './organization.tsx';
import { personalRoutes } from './personal.tsx';
import { projectRoutes } from './project.tsx';
import { rootRoute } from './root.tsx';
import { sessionRoute, shellRoute } from './session.tsx';
import { settingsRoutes } from './settings.tsx';
import { joinRoute, startRoutes } from './start.tsx';
import { taskLinkRoute } from './task-panel.tsx';
import { teamRoutes } from './team.tsx';

/** Every other address: "not found", with the sidebar. */
const unknownRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '$',
  staticData: { title: (t) => [t('notFound.title'), productName] },
  component: NotFound,
});

export const routeTree = rootRoute.addChildren([
  guestRoutes,
  joinRoute,
  sessionRoute.addChildren([
    ...startRoutes,
    shellRoute.addChildren([
      unknownRoute,
      taskLinkRoute,
      ...personalRoutes,
      ...teamRoutes,
      ...projectRoutes,
      ...organizationRoutes,
      settingsRoutes,
      adminRoutes,
    ]),
  ]),
]);
