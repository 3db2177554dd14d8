import type { Authorized } from '#platform/access/authorized.ts';
import type { TeamInOrganization } from '#platform/http/rules.ts';
import { withTransaction } from '#platform/database/database.ts';
import { sql } from '#platform/database/drizzle.ts';
import { statement } from '#platform/database/query.ts';
import { checkVersion, notFound } from '#platform/errors.ts';
import type { OrganizationId, TeamId } from '#platform/ids.ts';
import { releaseFiles } from '../attachments/release-files.ts';
import type { TasksContext } from '../context.ts';
import type { TaskId } from '../contract.ts';
import { addToLogs } from '../task/write-log.ts';
import { publish } from '../publish.ts';
import { attachment, task } from '../schema.ts';
import type { TaskRow } from '../task/columns.ts';

// Removing for good takes all that hangs on a task; its log stays and says who did it.

const restDays = 30;
const chunk = 200;

/** Removes what has rested in the trash for 30 days; returns how many tasks. */
export function purgeTrash(ctx: TasksContext): Promise<number> {
  const before = new Date(ctx.clock.now().getTime() - restDays * 86_400_000).toISOString();
  return inChunks(ctx, (inTx) => due(inTx, { before, limit: chunk }));
}

/** Removes all that lies in a team's trash as it is now; returns how many tasks. */
export function emptyTrash(
  ctx: TasksContext,
  { organization, team }: Authorized<TeamInOrganization, 'administer'>,
): Promise<number> {
  const place = { organizationId: organization.id, teamId: team.id, until: ctx.clock.now().toISOString() };
  return inChunks(ctx, (inTx) => inTrashOf(inTx, { ...place, limit: chunk }));
}

/**
 * Removes one task from the trash.
 * @throws DomainError 404 where it is there no more, 412 where `ifVersion` is another than its version.
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

/** Each chunk is a transaction of its own; `find` locks what it names. */
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
  for (const [organizationId, found] of Map.groupBy(rows, (row) => row.organizationId)) {
    const place = { organizationId, ids: found.map(({ id }) => id) };
    const files = await filesOf(ctx, place);
    await releaseFiles(
      ctx,
      organizationId,
      files.map(({ key }) => key),
    );
    await letPartsGo(ctx, place);
    await removeByIds(ctx, place);
    await addToLogs(ctx, found, ({ key }) => ({ type: 'purged', before: key }));
    await publish(ctx, {
      type: 'tasks.purged',
      organizationId,
      subject: { kind: 'organization', id: organizationId, version: 1 },
      audience: null,
      payload: { taskIds: place.ids },
    });
  }
}

const found = sql`organization_id as "organizationId", team_id as "teamId", id, key`;
const due = statement<{ before: string; limit: number }, Found>(
  (place) => sql`
    select ${found} from ${task}
    where deleted_at is not null and deleted_at < ${place.before}
    order by deleted_at limit ${place.limit} for update skip locked`,
);
const inTrashOf = statement<{ organizationId: OrganizationId; teamId: TeamId; until: string; limit: number }, Found>(
  (place) => sql`
    select ${found} from ${task}
    where organization_id = ${place.organizationId} and team_id = ${place.teamId}
      and deleted_at is not null and deleted_at <= ${place.until}
    order by deleted_at limit ${place.limit} for update`,
);
const oneInTrash = statement<{ organizationId: OrganizationId; id: TaskId }, Found & { version: number }>(
  (place) => sql`
    select ${found}, version from ${task}
    where organization_id = ${place.organizationId} and id = ${place.id} and deleted_at is not null for update`,
);
type Place = { organizationId: OrganizationId; ids: readonly TaskId[] };
export const filesOf = statement<Place, { key: string }>(
  (place) => sql`
    select storage_key as key from ${attachment}
    where organization_id = ${place.organizationId} and task_id = any(${place.ids})`,
);
export const letPartsGo = statement<Place, object>(
  (place) => sql`
    update ${task} set parent_id = null, version = version + 1
    where organization_id = ${place.organizationId} and parent_id = any(${place.ids})`,
);
export const removeByIds = statement<Place, object>(
  (place) => sql`delete from ${task} where organization_id = ${place.organizationId} and id = any(${place.ids})`,
);
