import { sql } from '#platform/database/drizzle.ts';
import { statement } from '#platform/database/query.ts';
import type { MilestoneId } from '#modules/projects';
import type { OrganizationId, ProjectId, TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import * as tables from '../schema.ts';

// What goes when something of another module is gone for good. Each may be cut anywhere and begun again.

const chunk = 500;

/** Removes all that a purged team had: its tasks with what hangs on them, its workflow, its fields. */
export async function forgetTeam(
  ctx: TasksContext,
  place: { organizationId: OrganizationId; teamId: TeamId },
): Promise<void> {
  for (;;) {
    const files = await filesOfTeam(ctx, place);
    for (const { key } of files) await ctx.storage.remove(key);
    const removed = await tasksOfTeam(ctx, { ...place, limit: chunk });
    if (removed.length < chunk) break;
  }
  for (const remove of restOfTeam) await remove(ctx, place);
}

/** Removes all that is kept here of a purged organization. */
export async function forgetOrganization(ctx: TasksContext, place: { organizationId: OrganizationId }): Promise<void> {
  for (const { key } of await filesOfOrganization(ctx, place)) await ctx.storage.remove(key);
  for (;;) {
    const removed = await tasksOfOrganization(ctx, { ...place, limit: chunk });
    if (removed.length < chunk) break;
  }
  for (const remove of restOfOrganization) await remove(ctx, place);
}

/** Tasks of a purged project stay in their teams. */
export const leaveProject = statement<{ organizationId: OrganizationId; projectId: ProjectId; now: string }, object>(
  (place) => sql`
    update ${tables.task} set project_id = null, milestone_id = null, version = version + 1, updated_at = ${place.now}
    where organization_id = ${place.organizationId} and project_id = ${place.projectId}`,
);
export const leaveMilestone = statement<
  { organizationId: OrganizationId; milestoneId: MilestoneId; now: string },
  object
>(
  (place) => sql`
    update ${tables.task} set milestone_id = null, version = version + 1, updated_at = ${place.now}
    where organization_id = ${place.organizationId} and milestone_id = ${place.milestoneId}`,
);

type Team = { organizationId: OrganizationId; teamId: TeamId };
const filesOfTeam = statement<Team, { key: string }>(
  (place) => sql`
    select storage_key as key from ${tables.attachment}
    join ${tables.task} on task.organization_id = attachment.organization_id and task.id = attachment.task_id
    where task.organization_id = ${place.organizationId} and task.team_id = ${place.teamId}`,
);
const tasksOfTeam = statement<Team & { limit: number }, { id: string }>(
  (place) => sql`
    delete from ${tables.task} where organization_id = ${place.organizationId} and id in (
      select id from ${tables.task}
      where organization_id = ${place.organizationId} and team_id = ${place.teamId} limit ${place.limit})
    returning id`,
);
const restOfTeam = [
  tables.status,
  tables.workflow,
  tables.counter,
  tables.field,
  tables.template,
  tables.importSource,
  tables.log,
].map((table) =>
  statement<Team, object>(
    (place) => sql`delete from ${table} where organization_id = ${place.organizationId} and team_id = ${place.teamId}`,
  ),
);
const filesOfOrganization = statement<{ organizationId: OrganizationId }, { key: string }>(
  (place) => sql`
    select storage_key as key from ${tables.attachment} where organization_id = ${place.organizationId}
    union all
    select storage_key from ${tables.imports}
    where organization_id = ${place.organizationId} and status in ('queued', 'running')`,
);
const tasksOfOrganization = statement<{ organizationId: OrganizationId; limit: number }, { id: string }>(
  (place) => sql`
    delete from ${tables.task} where organization_id = ${place.organizationId} and id in (
      select id from ${tables.task} where organization_id = ${place.organizationId} limit ${place.limit})
    returning id`,
);
const restOfOrganization = [
  tables.status,
  tables.workflow,
  tables.counter,
  tables.field,
  tables.view,
  tables.template,
  tables.label,
  tables.imports,
  tables.importSource,
  tables.log,
].map((table) =>
  statement<{ organizationId: OrganizationId }, object>(
    (place) => sql`delete from ${table} where organization_id = ${place.organizationId}`,
  ),
);
