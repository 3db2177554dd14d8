import type { Authorized } from '#platform/access/authorized.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { eq, qb } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import type { OrganizationId } from '#platform/ids.ts';
import type { NotificationsContext } from '../../context.ts';
import { mayManageWebhook } from '../../policy.ts';
import { webhookTable } from '../../schema/webhook.ts';
import { webhookColumns, type WebhookRow } from '../hook/webhook.ts';

/** The webhooks that the caller manages, oldest first. There are few, so one list returns all. */
export async function listWebhooks(
  ctx: NotificationsContext,
  organization: Authorized<OrganizationAccess, 'manage webhooks'>,
): Promise<WebhookRow[]> {
  const rows = await all(ctx, { organizationId: organization.id });
  return rows.filter(({ teamIds }) => mayManageWebhook(organization, teamIds));
}

const all = query<{ organizationId: OrganizationId }>()((params) =>
  qb
    .select(webhookColumns)
    .from(webhookTable)
    .where(eq(webhookTable.organizationId, params.organizationId))
    .orderBy(webhookTable.createdAt, webhookTable.id),
);
