import { is, PgTable, sql } from '#platform/database/drizzle.ts';
import { type Query, statement } from '#platform/database/query.ts';
import type { OrganizationId, ProjectId, TeamId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import * as schema from '../schema.ts';

// What is left here of organizations, teams and projects whose grace is over. Every step may be repeated, so that a
// purge which was cut goes on where it was.

const { attachment, imports, status, task } = schema;
const chunk = 1_000;

type Tenant = { organizationId: OrganizationId };
type Team = Tenant & { teamId: TeamId };
type Gone = { readonly gone: number };

/** Everything of an organization: files first, then tasks with what hangs on them, then the rest. */
export async function purgeOrganization(ctx: TasksContext, key: Tenant): Promise<void> {
  await removeFiles(ctx, await filesOfOrganization(ctx, key));
  await inChunks(() => tasksOfOrganization(ctx, key));
  for (const remove of restOfOrganization) await remove(ctx, key);
}

/** Everything of a team. */
export async function purgeTeam(ctx: TasksContext, key: Team): Promise<void> {
  await removeFiles(ctx, await filesOfTeam(ctx, key));
  await inChunks(() => tasksOfTeam(ctx, key));
  for (const remove of restOfTeam) await remove(ctx, key);
}

/** A task of a project that is gone belongs to none. */
export const forgetProject = statement<Tenant & { projectId: ProjectId }, object>(
  (place) => sql`
    update ${task} set project_id = null, milestone_id = null, version = version + 1
    where organization_id = ${place.organizationId} and project_id = ${place.projectId}`,
);
export const forgetMilestone = statement<Tenant & { milestoneId: string }, object>(
  (place) => sql`
    update ${task} set milestone_id = null, version = version + 1
    where organization_id = ${place.organizationId} and milestone_id = ${place.milestoneId}::uuid`,
);

async function removeFiles({ storage }: TasksContext, files: readonly { readonly storageKey: string }[]) {
  for (const { storageKey } of files) await storage.remove(storageKey);
}

async function inChunks(remove: () => Promise<readonly Gone[]>): Promise<void> {
  while (((await remove())[0]?.gone ?? 0) === chunk);
}

const filesOfOrganization = statement<Tenant, { storageKey: string }>(
  (place) => sql`
    select storage_key as "storageKey" from ${attachment} where organization_id = ${place.organizationId}
    union all select storage_key from ${imports} where organization_id = ${place.organizationId}`,
);
const filesOfTeam = statement<Team, { storageKey: string }>(
  (place) => sql`
    select a.storage_key as "storageKey" from ${attachment} a
    join ${task} t on t.organization_id = a.organization_id and t.id = a.task_id
    where t.organization_id = ${place.organizationId} and t.team_id = ${place.teamId}`,
);
const tasksOfOrganization = statement<Tenant, Gone>((place) =>
  removeTasks(sql`organization_id = ${place.organizationId}`),
);
const tasksOfTeam = statement<Team, Gone>((place) =>
  removeTasks(sql`organization_id = ${place.organizationId} and team_id = ${place.teamId}`),
);

function removeTasks(condition: ReturnType<typeof sql>) {
  return sql`
    with gone as (
      delete from ${task} where (organization_id, id) in (
        select organization_id, id from ${task} where ${condition} limit ${sql.raw(String(chunk))})
      returning 1)
    select count(*)::integer as gone from gone`;
}

/** Every table with such a column, the statuses last: tasks point to them. A table that is added is among them. */
function tablesWith(column: 'organizationId' | 'teamId') {
  const tables = Object.values(schema).filter((value) => is(value, PgTable) && column in value);
  return tables.filter((table) => table !== task && table !== status).concat(status);
}
const restOfOrganization = tablesWith('organizationId').map((table): Query<Tenant, object> =>
  statement((place) => sql`delete from ${table} where organization_id = ${place.organizationId}`),
);
const restOfTeam = tablesWith('teamId').map((table): Query<Team, object> =>
  statement(
    (place) => sql`delete from ${table} where organization_id = ${place.organizationId} and team_id = ${place.teamId}`,
  ),
);
