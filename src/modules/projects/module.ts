import type { PeopleDirectory } from '#modules/auth';
import type { TeamsApi } from '#modules/teams';
import { emptyScope, type Scope } from '#platform/access/scope.ts';
import type { Call } from '#platform/context.ts';
import { commandsOnce } from '#platform/database/commands.ts';
import { housekeeping } from '#platform/jobs/housekeeping.ts';
import { hostModule, type HostedModule, type ModuleBase } from '#platform/modules/module.ts';
import { access } from './access.ts';
import type { ProjectsContext } from './context.ts';
import type { ProjectsApi } from './contract.ts';
import { guestProjectsOf, liveProjects } from './projects/for-others.ts';
import { projectRoutes } from './projects/routes.ts';
import { accessChange, command, inbox } from './schema.ts';
import { subscriptions } from './subscriptions.ts';

export const routes = projectRoutes;

export interface ProjectsDependencies extends ModuleBase {
  readonly teams: TeamsApi;
  readonly people: PeopleDirectory;
}

export interface ProjectsModule extends HostedModule {
  readonly api: ProjectsApi;
}

export function createProjectsModule({ db, clock, log, teams, people }: ProjectsDependencies): ProjectsModule {
  const base = { db, clock, log, teams, people };
  const contextOf = (call: Call & { scope?: Scope }): ProjectsContext => ({ scope: emptyScope, ...call, ...base });
  const api: ProjectsApi = {
    guestProjectsOf: (call, input) => guestProjectsOf(contextOf(call), input),
    accessChanges: (call) => access.recent(contextOf(call)),
    liveProjects: (call, input) => liveProjects(contextOf(call), input),
  };
  const hosted = hostModule<ProjectsContext>({
    name: 'projects',
    routes: { module: 'projects', tokenScope: 'projects', routes, contextOf, once: commandsOnce(command) },
    subscriptions,
    jobs: [housekeeping({ command, inbox, accessChange })],
    contextOf,
  });
  return { ...hosted, api };
}
