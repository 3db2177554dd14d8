import { sql } from '#platform/database/drizzle.ts';
import { statement } from '#platform/database/query.ts';
import type { OrganizationId, ProjectId, TeamId } from '#platform/ids.ts';
import { goneOf } from '#platform/jobs/sweep.ts';
import type { TasksContext } from '../context.ts';
import { imports, label, status, task, view } from '../schema.ts';
import { forgetOrganization, forgetTeam, leaveProject } from './forget.ts';

/** Lets go of what belongs to organizations, teams and projects that are gone. */
export async function sweep(ctx: TasksContext): Promise<void> {
  await sweepOrganizations(ctx);
  await sweepTeams(ctx);
  await sweepProjects(ctx);
}

async function sweepOrganizations(ctx: TasksContext): Promise<void> {
  const kept = (await organizations(ctx, {})).map(({ id }) => id);
  const gone = await goneOf(
    kept,
    async (ids) => (await ctx.teams.existing(ctx, { organizationIds: ids, teamIds: [] })).organizationIds,
  );
  for (const organizationId of gone) await forgetOrganization(ctx, { organizationId });
}

async function sweepTeams(ctx: TasksContext): Promise<void> {
  const organizationOf = new Map((await teams(ctx, {})).map(({ id, organizationId }) => [id, organizationId]));
  const gone = await goneOf(
    [...organizationOf.keys()],
    async (ids) => (await ctx.teams.existing(ctx, { organizationIds: [], teamIds: ids })).teamIds,
  );
  for (const teamId of gone) {
    const organizationId = organizationOf.get(teamId);
    if (organizationId) await forgetTeam(ctx, { organizationId, teamId });
  }
}

async function sweepProjects(ctx: TasksContext): Promise<void> {
  const organizationOf = new Map((await projects(ctx, {})).map(({ id, organizationId }) => [id, organizationId]));
  const gone = await goneOf(
    [...organizationOf.keys()],
    async (ids) => (await ctx.projects.existing(ctx, { projectIds: ids })).projectIds,
  );
  const now = ctx.clock.now().toISOString();
  for (const projectId of gone) {
    const organizationId = organizationOf.get(projectId);
    if (organizationId) await leaveProject(ctx, { organizationId, projectId, now });
  }
}

/** Every team has a workflow; the others hang on the organization alone. */
const organizations = statement<object, { id: OrganizationId }>(
  () => sql`
    select organization_id as id from ${status} union select organization_id from ${label}
    union select organization_id from ${view} union select organization_id from ${imports}`,
);
const teams = statement<object, { id: TeamId; organizationId: OrganizationId }>(
  () => sql`select distinct team_id as id, organization_id as "organizationId" from ${status}`,
);
const projects = statement<object, { id: ProjectId; organizationId: OrganizationId }>(
  () => sql`
    select distinct project_id as id, organization_id as "organizationId" from ${task} where project_id is not null`,
);
