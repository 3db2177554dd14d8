import { withTransaction } from '#platform/database/database.ts';
import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import type { MilestoneId } from '#modules/projects';
import type { OrganizationId, ProjectId, TeamId } from '#platform/ids.ts';
import { releaseFiles } from '../attachments/release-files.ts';
import type { TasksContext } from '../context.ts';
import type { TaskId } from '../contract.ts';
import { attachmentTable } from '../schema/attachment.ts';
import { counterTable, statusTable, workflowTable } from '../schema/workflow.ts';
import { dependencyTable } from '../schema/dependency.ts';
import { exportTable } from '../schema/export.ts';
import { fieldTable } from '../schema/field.ts';
import { importSourceTable, importsTable } from '../schema/import.ts';
import { labelTable } from '../schema/label.ts';
import { logTable } from '../schema/log.ts';
import {
  tallyChangeTable,
  tallyCycleTable,
  tallyPeriodTable,
  tallyProjectTable,
  tallyTeamTable,
  tallyWorkTable,
} from '../schema/tallies.ts';
import { taskTable } from '../schema/task.ts';
import { templateTable } from '../schema/template.ts';
import { viewTable } from '../schema/view.ts';
import { recountTasks } from '../task/task-counts.ts';
import { noteAround } from '../task/without-triggers.ts';
import { filesOf, letPartsGo, removeByIds } from './purge.ts';

// Deletes data when something of another module is deleted permanently. Each step can be interrupted and repeated.

const chunk = 500;

/** Deletes everything of a purged team: tasks with their parts, workflow, fields. */
export async function forgetTeam(ctx: TasksContext, params: Team): Promise<void> {
  while ((await forgetChunk(ctx, params)) === chunk);
  for (const remove of restOfTeam) await remove(ctx, params);
}

/**
 * Deletes some of a team's tasks. Their subtasks in other teams become top-level tasks, and the counts of parents and
 * blocked tasks there are updated.
 */
function forgetChunk(ctx: TasksContext, params: Team): Promise<number> {
  const { organizationId } = params;
  return withTransaction(ctx, async (inTx) => {
    const ids = (await lockSomeOf(inTx, { ...params, limit: chunk })).map(({ id }) => id);
    const files = await filesOf(inTx, { organizationId, ids });
    await releaseFiles(
      inTx,
      organizationId,
      files.map(({ key }) => key),
    );
    await letPartsGo(inTx, { organizationId, ids });
    const rows = await lockAffected(inTx, { ...params, ids });
    await removeByIds(inTx, { organizationId, ids });
    await recountTasks(inTx, { organizationId, ids: rows.map(({ id }) => id) });
    return ids.length;
  });
}

/** Deletes everything of a purged organization. */
export async function forgetOrganization(ctx: TasksContext, params: { organizationId: OrganizationId }): Promise<void> {
  for (const { key } of await filesOfOrganization(ctx, params)) await ctx.storage.remove(key);
  for (;;) {
    const removed = await tasksOfOrganization(ctx, { ...params, limit: chunk });
    if (removed.length < chunk) break;
  }
  for (const remove of restOfOrganization) await remove(ctx, params);
}

interface PurgedProject {
  readonly organizationId: OrganizationId;
  readonly projectId: ProjectId;
  readonly now: string;
}

/** Tasks of a purged project stay in their teams. */
export function detachFromProject(ctx: TasksContext, project: PurgedProject): Promise<unknown> {
  if (!ctx.db.isDistributed) return detach(ctx, project);
  return withTransaction(ctx, async (inTx) => {
    const ids = (await lockOfProject(inTx, project)).map(({ id }) => id);
    await noteAround(inTx, { organizationId: project.organizationId, ids }, () => detach(inTx, project));
  });
}

const lockOfProject = rawQuery<PurgedProject, { id: TaskId }>(
  (params) => sql`
    select id from ${taskTable} where organization_id = ${params.organizationId} and project_id = ${params.projectId}
    order by id for update`,
);
const detach = rawQuery<PurgedProject, object>(
  (params) => sql`
    update ${taskTable} set project_id = null, milestone_id = null, version = version + 1, updated_at = ${params.now}
    where organization_id = ${params.organizationId} and project_id = ${params.projectId}`,
);
export const detachFromMilestone = rawQuery<
  { organizationId: OrganizationId; milestoneId: MilestoneId; now: string },
  object
>(
  (params) => sql`
    update ${taskTable} set milestone_id = null, version = version + 1, updated_at = ${params.now}
    where organization_id = ${params.organizationId} and milestone_id = ${params.milestoneId}`,
);

type Team = { organizationId: OrganizationId; teamId: TeamId };
const lockSomeOf = rawQuery<Team & { limit: number }, { id: TaskId }>(
  (params) => sql`
    select id from ${taskTable} where organization_id = ${params.organizationId} and team_id = ${params.teamId}
    order by id limit ${params.limit} for update`,
);
/** Tasks of other teams that these are subtasks of, or block. */
const lockAffected = rawQuery<Team & { ids: readonly TaskId[] }, { id: TaskId }>(
  (params) => sql`
    select id from ${taskTable} where organization_id = ${params.organizationId} and team_id <> ${params.teamId} and id in (
      select parent_id from ${taskTable} where organization_id = ${params.organizationId} and id = any(${params.ids})
      union
      select other_id from ${dependencyTable}
      where organization_id = ${params.organizationId} and task_id = any(${params.ids}) and type = 'blocks')
    order by id for no key update`,
);
/** First the row that folding locks: afterwards nothing is added to the other tables. */
const tallies = [
  tallyTeamTable,
  tallyChangeTable,
  tallyWorkTable,
  tallyPeriodTable,
  tallyProjectTable,
  tallyCycleTable,
];
const restOfTeam = [
  statusTable,
  workflowTable,
  counterTable,
  fieldTable,
  templateTable,
  importSourceTable,
  logTable,
  ...tallies,
].map((table) =>
  rawQuery<Team, object>(
    (params) =>
      sql`delete from ${table} where organization_id = ${params.organizationId} and team_id = ${params.teamId}`,
  ),
);
const filesOfOrganization = rawQuery<{ organizationId: OrganizationId }, { key: string }>(
  (params) => sql`
    select storage_key as key from ${attachmentTable} where organization_id = ${params.organizationId}
    union all
    select storage_key from ${importsTable}
    where organization_id = ${params.organizationId} and (status in ('queued', 'running') or file_until is not null)
    union all
    select storage_key from ${exportTable}
    where organization_id = ${params.organizationId} and (status in ('queued', 'running') or file_until is not null)`,
);
const tasksOfOrganization = rawQuery<{ organizationId: OrganizationId; limit: number }, { id: string }>(
  (params) => sql`
    delete from ${taskTable} where organization_id = ${params.organizationId} and id in (
      select id from ${taskTable} where organization_id = ${params.organizationId} limit ${params.limit})
    returning id`,
);
const restOfOrganization = [
  statusTable,
  workflowTable,
  counterTable,
  fieldTable,
  viewTable,
  templateTable,
  labelTable,
  exportTable,
  importsTable,
  importSourceTable,
  logTable,
  ...tallies,
].map((table) =>
  rawQuery<{ organizationId: OrganizationId }, object>(
    (params) => sql`delete from ${table} where organization_id = ${params.organizationId}`,
  ),
);
