import type { Authorized } from '#platform/access/authorized.ts';
import type { TeamInOrganization } from '#platform/http/rules.ts';
import { withTransaction } from '#platform/database/database.ts';
import { sql } from '#platform/database/drizzle.ts';
import { one, rawQuery } from '#platform/database/query.ts';
import { checkVersion, notFound } from '#platform/errors.ts';
import type { OrganizationId, TeamId } from '#platform/ids.ts';
import { releaseFiles } from '../attachments/release-files.ts';
import type { TasksContext } from '../context.ts';
import type { TaskId } from '../contract.ts';
import { addToLogs } from '../task/write-log.ts';
import { publish } from '../publish.ts';
import { attachmentTable } from '../schema/attachment.ts';
import { taskTable } from '../schema/task.ts';
import type { TaskRow } from '../task/columns.ts';

// Purging deletes everything of a task; its log stays and says who did it.

const trashDays = 30;
const chunk = 200;

/** Purges tasks that have been in the trash for 30 days; returns how many. */
export async function purgeTrash(ctx: TasksContext): Promise<number> {
  const before = endOfRest(ctx);
  let purged = 0;
  for (const { organizationId } of await organizationsDue(ctx, { before })) {
    purged += await inChunks(ctx, (inTx) => due(inTx, { organizationId, before, limit: chunk }));
  }
  return purged;
}

/** How many tasks the next purge removes. */
export async function countPurgeable(ctx: TasksContext): Promise<number> {
  return (await one(countDue(ctx, { before: endOfRest(ctx) }))).count;
}

function endOfRest({ clock }: TasksContext): string {
  return new Date(clock.now().getTime() - trashDays * 86_400_000).toISOString();
}

/** Purges all tasks in a team's trash; returns how many. */
export function emptyTrash(
  ctx: TasksContext,
  { organization, team }: Authorized<TeamInOrganization, 'administer'>,
): Promise<number> {
  const params = { organizationId: organization.id, teamId: team.id, until: ctx.clock.now().toISOString() };
  return inChunks(ctx, (inTx) => inTrashOf(inTx, { ...params, limit: chunk }));
}

/**
 * Purges one task from the trash.
 * @throws DomainError 404 if it is no longer there, 412 if `ifVersion` is not its version.
 */
export async function purgeTask(
  ctx: TasksContext,
  { organizationId, id }: Authorized<TaskRow, 'purge'>,
  ifVersion?: number,
): Promise<void> {
  const purged = await inChunks(ctx, async (inTx) => {
    const rows = await oneInTrash(inTx, { organizationId, id });
    for (const { version } of rows) checkVersion(version, ifVersion);
    return rows;
  });
  if (purged === 0) throw notFound();
}

type Found = { organizationId: OrganizationId; teamId: TeamId; id: TaskId; key: string };

/** Each chunk is its own transaction; `find` locks the rows it returns. */
async function inChunks(ctx: TasksContext, find: (ctx: TasksContext) => Promise<readonly Found[]>): Promise<number> {
  let purged = 0;
  for (;;) {
    const count = await withTransaction(ctx, async (inTx) => {
      const rows = await find(inTx);
      await removeTasks(inTx, rows);
      return rows.length;
    });
    purged += count;
    if (count < chunk) return purged;
  }
}

async function removeTasks(ctx: TasksContext, rows: readonly Found[]): Promise<void> {
  for (const [organizationId, tasks] of Map.groupBy(rows, (row) => row.organizationId)) {
    const params = { organizationId, ids: tasks.map(({ id }) => id) };
    const files = await filesOf(ctx, params);
    await releaseFiles(
      ctx,
      organizationId,
      files.map(({ key }) => key),
    );
    await letPartsGo(ctx, params);
    await removeByIds(ctx, params);
    await addToLogs(ctx, tasks, ({ key }) => ({ type: 'purged', before: key }));
    await publish(ctx, {
      type: 'tasks.purged',
      organizationId,
      subject: { kind: 'organization', id: organizationId, version: 1 },
      audience: null,
      payload: { taskIds: params.ids },
    });
  }
}

const columns = sql`organization_id as "organizationId", team_id as "teamId", id, key`;
const organizationsDue = rawQuery<{ before: string }, { organizationId: OrganizationId }>(
  (params) => sql`
    select distinct organization_id as "organizationId" from ${taskTable}
    where deleted_at is not null and deleted_at < ${params.before}`,
);
const due = rawQuery<{ organizationId: OrganizationId; before: string; limit: number }, Found>(
  (params) => sql`
    select ${columns} from ${taskTable}
    where organization_id = ${params.organizationId} and deleted_at is not null and deleted_at < ${params.before}
    order by deleted_at limit ${params.limit} for update skip locked`,
);
const countDue = rawQuery<{ before: string }, { count: number }>(
  (params) => sql`
    select count(*)::int as count from ${taskTable} where deleted_at is not null and deleted_at < ${params.before}`,
);
const inTrashOf = rawQuery<{ organizationId: OrganizationId; teamId: TeamId; until: string; limit: number }, Found>(
  (params) => sql`
    select ${columns} from ${taskTable}
    where organization_id = ${params.organizationId} and team_id = ${params.teamId}
      and deleted_at is not null and deleted_at <= ${params.until}
    order by deleted_at limit ${params.limit} for update`,
);
const oneInTrash = rawQuery<{ organizationId: OrganizationId; id: TaskId }, Found & { version: number }>(
  (params) => sql`
    select ${columns}, version from ${taskTable}
    where organization_id = ${params.organizationId} and id = ${params.id} and deleted_at is not null for update`,
);
type PurgeParams = { organizationId: OrganizationId; ids: readonly TaskId[] };
export const filesOf = rawQuery<PurgeParams, { key: string }>(
  (params) => sql`
    select storage_key as key from ${attachmentTable}
    where organization_id = ${params.organizationId} and task_id = any(${params.ids})`,
);
export const letPartsGo = rawQuery<PurgeParams, object>(
  (params) => sql`
    update ${taskTable} set parent_id = null, version = version + 1
    where organization_id = ${params.organizationId} and parent_id = any(${params.ids})`,
);
export const removeByIds = rawQuery<PurgeParams, object>(
  (params) =>
    sql`delete from ${taskTable} where organization_id = ${params.organizationId} and id = any(${params.ids})`,
);
