import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import { missingIds } from '#platform/jobs/sweep.ts';
import type { NotificationsContext } from '../context.ts';
import { deliveryTable, webhookTable } from '../schema/webhook.ts';

const retentionMs = 30 * 86_400_000;

/** Deletes old deliveries, and webhooks of organizations that no longer exist. */
export async function sweepWebhooks(ctx: NotificationsContext): Promise<void> {
  const retainedIds = (await organizations(ctx, {})).map(({ id }) => id);
  const removedIds = await missingIds(
    retainedIds,
    async (ids) => (await ctx.teams.existing(ctx, { organizationIds: ids, teamIds: [] })).organizationIds,
  );
  for (const organizationId of removedIds) await forgetWebhooks(ctx, { organizationId });
  await removeOld(ctx, { before: new Date(ctx.clock.now().getTime() - retentionMs).toISOString() });
}

/** Deletes the webhooks of an organization, with their deliveries. Idempotent. */
export const forgetWebhooks = rawQuery<{ organizationId: OrganizationId }, object>(
  (params) => sql`delete from ${webhookTable} where organization_id = ${params.organizationId}`,
);

/** Webhooks belong to the organization: they outlive the account of their maker. */
export const forgetWebhookMaker = rawQuery<{ userId: UserId }, object>(
  (params) => sql`update ${webhookTable} set created_by = null where created_by = ${params.userId}`,
);

const organizations = rawQuery<object, { id: OrganizationId }>(
  () => sql`select distinct organization_id as id from ${webhookTable}`,
);
const removeOld = rawQuery<{ before: string }, object>(
  (params) => sql`delete from ${deliveryTable} where created_at < ${params.before}`,
);
