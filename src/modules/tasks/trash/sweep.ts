import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import type { OrganizationId, ProjectId, TeamId } from '#platform/ids.ts';
import { missingIds } from '#platform/jobs/sweep.ts';
import type { TasksContext } from '../context.ts';
import { importsTable } from '../schema/import.ts';
import { labelTable } from '../schema/label.ts';
import { statusTable } from '../schema/workflow.ts';
import { taskTable } from '../schema/task.ts';
import { viewTable } from '../schema/view.ts';
import { forgetOrganization, forgetTeam, detachFromProject } from './forget.ts';

/** Deletes data of organizations, teams and projects that no longer exist. */
export async function sweep(ctx: TasksContext): Promise<void> {
  await sweepOrganizations(ctx);
  await sweepTeams(ctx);
  await sweepProjects(ctx);
}

async function sweepOrganizations(ctx: TasksContext): Promise<void> {
  const retainedIds = (await organizations(ctx, {})).map(({ id }) => id);
  const removedIds = await missingIds(
    retainedIds,
    async (ids) => (await ctx.teams.existing(ctx, { organizationIds: ids, teamIds: [] })).organizationIds,
  );
  for (const organizationId of removedIds) await forgetOrganization(ctx, { organizationId });
}

async function sweepTeams(ctx: TasksContext): Promise<void> {
  const organizationOf = new Map((await teams(ctx, {})).map(({ id, organizationId }) => [id, organizationId]));
  const removedIds = await missingIds(
    [...organizationOf.keys()],
    async (ids) => (await ctx.teams.existing(ctx, { organizationIds: [], teamIds: ids })).teamIds,
  );
  for (const teamId of removedIds) {
    const organizationId = organizationOf.get(teamId);
    if (organizationId) await forgetTeam(ctx, { organizationId, teamId });
  }
}

async function sweepProjects(ctx: TasksContext): Promise<void> {
  const organizationOf = new Map((await projects(ctx, {})).map(({ id, organizationId }) => [id, organizationId]));
  const removedIds = await missingIds(
    [...organizationOf.keys()],
    async (ids) => (await ctx.projects.existing(ctx, { projectIds: ids })).projectIds,
  );
  const now = ctx.clock.now().toISOString();
  for (const projectId of removedIds) {
    const organizationId = organizationOf.get(projectId);
    if (organizationId) await detachFromProject(ctx, { organizationId, projectId, now });
  }
}

/** Every team has a workflow; the other data is found by organization. */
const organizations = rawQuery<object, { id: OrganizationId }>(
  () => sql`
    select organization_id as id from ${statusTable} union select organization_id from ${labelTable}
    union select organization_id from ${viewTable} union select organization_id from ${importsTable}`,
);
const teams = rawQuery<object, { id: TeamId; organizationId: OrganizationId }>(
  () => sql`select distinct team_id as id, organization_id as "organizationId" from ${statusTable}`,
);
const projects = rawQuery<object, { id: ProjectId; organizationId: OrganizationId }>(
  () => sql`
    select distinct project_id as id, organization_id as "organizationId" from ${taskTable} where project_id is not null`,
);
