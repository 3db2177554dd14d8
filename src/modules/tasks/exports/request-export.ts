import type { Authorized } from '#platform/access/authorized.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { userIdOf } from '#platform/context.ts';
import { withTransaction } from '#platform/database/database.ts';
import { sql } from '#platform/database/drizzle.ts';
import { maybeOne, one, rawQuery } from '#platform/database/query.ts';
import { unauthenticated } from '#platform/errors.ts';
import { newId, type UserId } from '#platform/ids.ts';
import type { TasksContext } from '../context.ts';
import type { ExportId } from '../contract.ts';
import { publish } from '../publish.ts';
import { exportTable } from '../schema/export.ts';
import { byId, exportEvent, type ExportKey, type ExportRow, unfinishedExport } from './export.ts';

/** Leaves the writing of an archive to a job. While one is being written, that one is returned instead of another. */
export async function requestExport(
  ctx: TasksContext,
  { id: organizationId }: Authorized<OrganizationAccess, 'administer'>,
): Promise<ExportRow> {
  const createdBy = userIdOf(ctx.actor);
  if (createdBy === null) throw unauthenticated();
  const id = newId<ExportId>();
  const storageKey = `exports/${organizationId}/${id}`;
  const createdAt = ctx.clock.now().toISOString();
  return withTransaction(ctx, async (inTx) => {
    const [added] = await insert(inTx, { organizationId, id, storageKey, createdBy, createdAt });
    const existing = added ? undefined : await maybeOne(unfinishedExport(inTx, { organizationId }));
    if (existing) return existing;
    await publish(inTx, {
      ...exportEvent({ organizationId, id, createdBy }),
      type: 'export.requested',
      payload: { exportId: id },
    });
    return one(byId(inTx, { organizationId, id }));
  });
}

const insert = rawQuery<ExportKey & { storageKey: string; createdBy: UserId; createdAt: string }, { id: ExportId }>(
  (params) => sql`
    insert into ${exportTable} (organization_id, id, status, storage_key, created_by, created_at)
    values (${params.organizationId}, ${params.id}, 'queued', ${params.storageKey}, ${params.createdBy},
      ${params.createdAt})
    on conflict (organization_id) where status in ('queued', 'running') do nothing
    returning id`,
);
