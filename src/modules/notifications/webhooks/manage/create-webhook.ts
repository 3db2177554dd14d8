import type { Authorized } from '#platform/access/authorized.ts';
import type { OrganizationAccess } from '#platform/access/scope.ts';
import { userIdOf } from '#platform/context.ts';
import { withTransaction } from '#platform/database/database.ts';
import { eq, qb, sql } from '#platform/database/drizzle.ts';
import { lockLimit } from '#platform/database/lock-limit.ts';
import { one, query } from '#platform/database/query.ts';
import { conflict } from '#platform/errors.ts';
import { newId, type OrganizationId, type TeamId, type UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../../context.ts';
import type { WebhookId, WebhookPreset } from '../../contract.ts';
import { webhookTable } from '../../schema/webhook.ts';
import { newSecret } from '../hook/secret.ts';
import { checkedTarget, encryptSecret, encryptTarget, shownUrl } from '../hook/target.ts';
import { webhookColumns, type WebhookRow } from '../hook/webhook.ts';
import { checkedTeams, type NewWebhook } from './input.ts';

const maxWebhooks = 100;

/**
 * Creates a webhook.
 * @returns it with its secret, which is shown once.
 * @throws DomainError 422 for its target or teams, 409 `too-many-webhooks`.
 */
export async function createWebhook(
  ctx: NotificationsContext,
  organization: Authorized<OrganizationAccess, 'manage webhooks'>,
  { preset, name, events, ...input }: NewWebhook,
): Promise<{ row: WebhookRow; secret: string }> {
  const teamIds = checkedTeams(organization, input.teamIds);
  const target = await checkedTarget(ctx, preset, { url: input.url, fields: input.fields });
  const secret = newSecret();
  const row = await withTransaction(ctx, async (inTx) => {
    await lockLimit(inTx, `webhooks ${organization.id}`);
    const { count } = await one(countOf(inTx, { organizationId: organization.id }));
    if (count >= maxWebhooks)
      throw conflict('too-many-webhooks', `An organization can have at most ${maxWebhooks} webhooks.`);
    return one(
      insert(inTx, {
        organizationId: organization.id,
        id: newId<WebhookId>(),
        name: name ?? new URL(target.url).hostname.slice(0, 100),
        preset,
        encryptedTarget: encryptTarget(ctx, target),
        shownUrl: shownUrl(preset, target),
        events,
        teamIds,
        encryptedSecret: encryptSecret(ctx, secret),
        createdBy: userIdOf(ctx.actor),
        createdAt: ctx.clock.now().toISOString(),
      }),
    );
  });
  return { row, secret };
}

const countOf = query<{ organizationId: OrganizationId }>()((params) =>
  qb
    .select({ count: sql<number>`count(*)`.as('count') })
    .from(webhookTable)
    .where(eq(webhookTable.organizationId, params.organizationId)),
);
const insert = query<{
  organizationId: OrganizationId;
  id: WebhookId;
  name: string;
  preset: WebhookPreset;
  encryptedTarget: string;
  shownUrl: string;
  events: readonly string[];
  teamIds: readonly TeamId[] | null;
  encryptedSecret: string;
  createdBy: UserId | null;
  createdAt: string;
}>()((params) =>
  qb
    .insert(webhookTable)
    .values({
      organizationId: params.organizationId,
      id: params.id,
      name: params.name,
      preset: params.preset,
      encryptedTarget: params.encryptedTarget,
      shownUrl: params.shownUrl,
      events: sql`${params.events}`,
      teamIds: sql`${params.teamIds}`,
      encryptedSecret: params.encryptedSecret,
      createdBy: params.createdBy,
      createdAt: params.createdAt,
    })
    .returning(webhookColumns),
);
