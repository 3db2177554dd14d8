import type { Authorized } from '#platform/access/authorized.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, qb, eq, isNotNull, isNull, lte, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query } from '#platform/database/query.ts';
import { checkVersion, notFound } from '#platform/errors.ts';
import { audience } from '#platform/events/event.ts';
import type { OrganizationId, ProjectId } from '#platform/ids.ts';
import { forEachCollectingFailures, type Purged } from '#platform/item-failures.ts';
import { access } from '../access.ts';
import type { ProjectsContext } from '../context.ts';
import { guestIdsOf } from '../guests/guest.ts';
import { projectByKey, type ProjectRow } from '../project/project.ts';
import { publish } from '../publish.ts';
import { projectTable } from '../schema.ts';

const graceMs = 30 * 86_400_000;

/** Soft-deletes the project: nobody sees it, and for 30 days it can be restored with its content. */
export function deleteProject(
  ctx: ProjectsContext,
  { organizationId, id }: Authorized<ProjectRow, 'change'>,
  ifVersion: number | undefined,
): Promise<void> {
  return withTransaction(ctx, async (inTx) => {
    const row = await maybeOne(mark(inTx, { organizationId, id, now: ctx.clock.now().toISOString() }));
    if (!row) throw notFound();
    checkVersion(row.version - 1, ifVersion);
    await publishChange(inTx, 'project.deleted', { organizationId, id, version: row.version });
  });
}

/**
 * Undoes a deletion. Idempotent.
 * @throws DomainError 404 after 30 days.
 */
export function undeleteProject(
  ctx: ProjectsContext,
  { organizationId, id }: Authorized<ProjectRow, 'change'>,
): Promise<ProjectRow> {
  return withTransaction(ctx, async (inTx) => {
    const restored = await maybeOne(unmark(inTx, { organizationId, id, since: endOfGrace(ctx) }));
    if (restored) await publishChange(inTx, 'project.restored', { organizationId, id, version: restored.version });
    const row = await maybeOne(projectByKey(inTx, { organizationId, id }));
    if (!row) throw notFound();
    return row;
  });
}

/** Purges projects deleted 30 days ago, one per transaction. Can be interrupted and repeated. */
export async function purgeProjects(ctx: ProjectsContext): Promise<Purged> {
  const since = endOfGrace(ctx);
  let purged = 0;
  const due = await overdue(ctx, { since });
  const failures = await forEachCollectingFailures(
    ctx,
    due,
    ({ id }) => `project ${id}`,
    ({ organizationId, id }) =>
      withTransaction(ctx, async (inTx) => {
        const deleted = await maybeOne(remove(inTx, { organizationId, id, since }));
        if (!deleted) return;
        purged += 1;
        await publish(inTx, {
          type: 'project.purged',
          organizationId,
          subject: { kind: 'project', id, version: deleted.version + 1 },
          audience: null,
          payload: { projectId: id },
        });
      }),
  );
  return { purged, failures };
}

/** How many projects the next purge removes; at most 1,000. */
export async function countPurgeableProjects(ctx: ProjectsContext): Promise<number> {
  return (await overdue(ctx, { since: endOfGrace(ctx) })).length;
}

function endOfGrace({ clock }: ProjectsContext): string {
  return new Date(clock.now().getTime() - graceMs).toISOString();
}

/** Publishes the change, and drops the cached scopes of its guests and the list of deleted projects. */
async function publishChange(
  ctx: ProjectsContext,
  type: 'project.deleted' | 'project.restored',
  { organizationId, id, version }: { organizationId: OrganizationId; id: ProjectId; version: number },
): Promise<void> {
  const guests = await guestIdsOf(ctx, { organizationId, projectId: id });
  await access.record(ctx, `deleted-projects:${organizationId}`, ...guests.map(({ userId }) => `guest:${userId}`));
  await publish(ctx, {
    type,
    organizationId,
    subject: { kind: 'project', id, version },
    audience: audience(organizationId, {
      everyone: true,
      projectIds: [id],
      userIds: guests.map(({ userId }) => userId),
    }),
    payload: { projectId: id },
  });
}

type Key = { organizationId: OrganizationId; id: ProjectId };
const isProject = (params: Readonly<Record<keyof Key, unknown>>) =>
  sql`${projectTable.organizationId} = ${params.organizationId} and ${projectTable.id} = ${params.id}`;

const mark = query<Key & { now: string }>()((params) =>
  qb
    .update(projectTable)
    .set({ deletedAt: sql`${params.now}`, version: sql`${projectTable.version} + 1` })
    .where(and(isProject(params), isNull(projectTable.deletedAt)))
    .returning({ version: projectTable.version }),
);
const unmark = query<Key & { since: string }>()((params) =>
  qb
    .update(projectTable)
    .set({ deletedAt: sql`null`, version: sql`${projectTable.version} + 1` })
    .where(and(isProject(params), sql`${projectTable.deletedAt} > ${params.since}`))
    .returning({ version: projectTable.version }),
);
const overdue = query<{ since: string }>()((params) =>
  qb
    .select({ organizationId: projectTable.organizationId, id: projectTable.id })
    .from(projectTable)
    .where(and(isNotNull(projectTable.deletedAt), lte(projectTable.deletedAt, params.since)))
    .limit(1_000),
);
const remove = query<Key & { since: string }>()((params) =>
  qb
    .delete(projectTable)
    .where(
      and(
        eq(projectTable.organizationId, params.organizationId),
        eq(projectTable.id, params.id),
        lte(projectTable.deletedAt, params.since),
      ),
    )
    .returning({ version: projectTable.version }),
);
