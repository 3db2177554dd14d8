import { emptyScope, type Scope } from '#platform/access/scope.ts';
import type { Call } from '#platform/context.ts';
import { commandsOnce, contractCommand } from '#platform/commands/commands.ts';
import { maybeOne } from '#platform/database/query.ts';
import { housekeeping } from '#platform/modules/housekeeping.ts';
import { reportFailures } from '#platform/item-failures.ts';
import { moduleScopes } from '#platform/startup/module-names.ts';
import { hostModule, type HostedModule, type PassedTo } from '#platform/modules/module.ts';
import { access } from './access.ts';
import type { ProjectsContext } from './context.ts';
import type { ProjectsApi } from './contract.ts';
import { guestRoutes } from './guests/routes.ts';
import { jobs } from './jobs.ts';
import { milestonesByIds, milestonesOf } from './milestones/for-others.ts';
import { milestoneRoutes } from './milestones/routes.ts';
import { permissions } from './permissions.ts';
import { countPurgeableProjects, purgeProjects } from './projects/delete-project.ts';
import { exportRowsOf } from './projects/export-rows.ts';
import { personalData } from './projects/personal-data.ts';
import {
  deletedProjects,
  existingProjects,
  guestProjectsOf,
  liveProjects,
  projectById,
} from './projects/for-others.ts';
import { projectRoutes } from './projects/routes.ts';
import { startProject } from './projects/start-project.ts';
import { accessChange, command, inbox } from './schema.ts';
import { subscriptions } from './subscriptions.ts';
import { updateRoutes } from './updates/routes.ts';

export const routes = [...projectRoutes, ...guestRoutes, ...milestoneRoutes, ...updateRoutes];

const asCommand = contractCommand(command);

export type ProjectsDependencies = PassedTo<ProjectsContext>;

export interface ProjectsModule extends HostedModule {
  readonly api: ProjectsApi;
}

export function createProjectsModule(deps: ProjectsDependencies): ProjectsModule {
  const { scopeOf } = deps;
  const contextOf = (call: Call & { scope?: Scope }): ProjectsContext => ({ scope: emptyScope, ...call, ...deps });
  const api: ProjectsApi = {
    guestProjectsOf: (call, input) => guestProjectsOf(contextOf(call), input),
    accessChanges: (call) => access.recent(contextOf(call)),
    permissions: async (call, input) => permissions(contextOf({ ...call, scope: await scopeOf(call.actor) }), input),
    project: async (call, input) => (await maybeOne(projectById(contextOf(call), input))) ?? null,
    async startProject(call, input) {
      const scope = await scopeOf(call.actor);
      return asCommand(contextOf({ ...call, scope }), 'startProject', input, (ctx) => startProject(ctx, input));
    },
    async purgeDue(call, { dryRun }) {
      if (dryRun) return { projects: await countPurgeableProjects(contextOf(call)) };
      const { purged, failures } = await purgeProjects(contextOf(call));
      reportFailures(failures);
      return { projects: purged };
    },
    personalData: (call, input) => personalData(contextOf(call), input),
    exportRows: (call, { table, ...page }) => exportRowsOf[table](contextOf(call), page),
    milestones: (call, input) => milestonesByIds(contextOf(call), input),
    milestonesOf: (call, input) => milestonesOf(contextOf(call), input),
    existing: (call, input) => existingProjects(contextOf(call), input),
    deletedProjects: (call, input) => deletedProjects(contextOf(call), input),
    liveProjects: (call, input) => liveProjects(contextOf(call), input),
  };
  const hosted = hostModule<ProjectsContext>({
    name: 'projects',
    routes: { module: 'projects', tokenScope: moduleScopes.projects, routes, contextOf, once: commandsOnce(command) },
    subscriptions,
    jobs: [housekeeping({ command, inbox, accessChange }), ...jobs],
    contextOf,
  });
  return { ...hosted, api };
}
