import { authContract } from '#modules/auth';
import { notificationsContract } from '#modules/notifications';
import { projectsContract } from '#modules/projects';
import { tasksContract } from '#modules/tasks';
import { teamsContract } from '#modules/teams';
import { administrationRoutes } from '#platform/admin/routes.ts';
import type { DocumentedGroup } from '#platform/http/openapi.ts';
import { routes as auth } from '../modules/auth/module.ts';
import { routes as notifications } from '../modules/notifications/module.ts';
import { routes as projects } from '../modules/projects/module.ts';
import { routes as tasks } from '../modules/tasks/module.ts';
import { routes as teams } from '../modules/teams/module.ts';

/**
 * All routes of the platform and of the modules, and the modules' contracts, for code that reads them without running them: the OpenAPI document, the
 * types, the checks.
 */
export const routeGroups: readonly (DocumentedGroup & { readonly contract: { readonly events: object } })[] = [
  { module: 'platform', routes: administrationRoutes, contract: { events: {} } },
  { module: 'auth', routes: auth, contract: authContract },
  { module: 'teams', routes: teams, contract: teamsContract },
  { module: 'projects', routes: projects, contract: projectsContract },
  { module: 'tasks', routes: tasks, contract: tasksContract },
  { module: 'notifications', routes: notifications, contract: notificationsContract },
];
