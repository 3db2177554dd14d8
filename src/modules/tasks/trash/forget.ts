import { withTransaction } from '#platform/database/database.ts';
import { sql } from '#platform/database/drizzle.ts';
import { statement } from '#platform/database/query.ts';
import type { MilestoneId } from '#modules/projects';
import type { OrganizationId, ProjectId, TeamId } from '#platform/ids.ts';
import { releaseFiles } from '../attachments/release-files.ts';
import type { TasksContext } from '../context.ts';
import type { TaskId } from '../contract.ts';
import * as tables from '../schema.ts';
import { recountMarks } from '../task/task-counts.ts';
import { filesOf, letPartsGo, removeByIds } from './purge.ts';

// What goes when something of another module is gone for good. Each may be cut anywhere and begun again.

const chunk = 500;

/** Removes all that a purged team had: its tasks with what hangs on them, its workflow, its fields. */
export async function forgetTeam(ctx: TasksContext, place: Team): Promise<void> {
  while ((await forgetSomeOf(ctx, place)) === chunk);
  for (const remove of restOfTeam) await remove(ctx, place);
}

/** Some of a team's tasks: parts of them in other teams stand alone then, parents and blocked ones there are told. */
function forgetSomeOf(ctx: TasksContext, place: Team): Promise<number> {
  const { organizationId } = place;
  return withTransaction(ctx, async (inTx) => {
    const ids = (await lockSomeOf(inTx, { ...place, limit: chunk })).map(({ id }) => id);
    const files = await filesOf(inTx, { organizationId, ids });
    await releaseFiles(
      inTx,
      organizationId,
      files.map(({ key }) => key),
    );
    await letPartsGo(inTx, { organizationId, ids });
    const marked = await lockMarked(inTx, { ...place, ids });
    await removeByIds(inTx, { organizationId, ids });
    await recountMarks(inTx, { organizationId, ids: marked.map(({ id }) => id) });
    return ids.length;
  });
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
const lockSomeOf = statement<Team & { limit: number }, { id: TaskId }>(
  (place) => sql`
    select id from ${tables.task} where organization_id = ${place.organizationId} and team_id = ${place.teamId}
    order by id limit ${place.limit} for update`,
);
/** Tasks of other teams that these are a part of, or block. */
const lockMarked = statement<Team & { ids: readonly TaskId[] }, { id: TaskId }>(
  (place) => sql`
    select id from ${tables.task} where organization_id = ${place.organizationId} and team_id <> ${place.teamId} and id in (
      select parent_id from ${tables.task} where organization_id = ${place.organizationId} and id = any(${place.ids})
      union
      select other_id from ${tables.dependency}
      where organization_id = ${place.organizationId} and task_id = any(${place.ids}) and type = 'blocks')
    order by id for no key update`,
);
/** First the row that whoever folds holds: behind it nothing is added to the others. */
const tallies = [
  tables.tallyTeam,
  tables.tallyChange,
  tables.tallyWork,
  tables.tallyPeriod,
  tables.tallyProject,
  tables.tallyCycle,
];
const restOfTeam = [
  tables.status,
  tables.workflow,
  tables.counter,
  tables.field,
  tables.template,
  tables.importSource,
  tables.log,
  ...tallies,
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
    where organization_id = ${place.organizationId} and (status in ('queued', 'running') or file_until is not null)`,
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
  ...tallies,
].map((table) =>
  statement<{ organizationId: OrganizationId }, object>(
    (place) => sql`delete from ${table} where organization_id = ${place.organizationId}`,
  ),
);
