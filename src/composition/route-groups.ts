import type { DocumentedGroup } from '#platform/http/openapi.ts';
import { routes as auth } from '../modules/auth/module.ts';
import { routes as notifications } from '../modules/notifications/module.ts';
import { routes as projects } from '../modules/projects/module.ts';
import { routes as tasks } from '../modules/tasks/module.ts';
import { routes as teams } from '../modules/teams/module.ts';

/**
 * All routes of all modules, for code that reads them without running them: the OpenAPI document, the types, the
 * checks.
 */
export const routeGroups: readonly DocumentedGroup[] = [
  { module: 'auth', routes: auth },
  { module: 'teams', routes: teams },
  { module: 'projects', routes: projects },
  { module: 'tasks', routes: tasks },
  { module: 'notifications', routes: notifications },
];
