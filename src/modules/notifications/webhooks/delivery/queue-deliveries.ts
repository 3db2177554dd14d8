import { withTransaction } from '#platform/database/database.ts';
import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import { derivedId, type OrganizationId } from '#platform/ids.ts';
import type { NotificationsContext } from '../../context.ts';
import type { DeliveryId, WebhookId } from '../../contract.ts';
import { publish } from '../../publish.ts';
import { deliveryTable, webhookTable } from '../../schema/webhook.ts';
import type { WebhookPayload } from '../events/public-events.ts';

export interface DeliveryOf {
  readonly organizationId: OrganizationId;
  /** Of the event, or of the request for a test. A webhook gets one delivery for each. */
  readonly sourceId: string;
  readonly payload: WebhookPayload;
}

/** The id of an event’s delivery to a webhook: the same whenever it is computed. */
function deliveryId(sourceId: string, webhookId: WebhookId): DeliveryId {
  return derivedId<DeliveryId>(sourceId, webhookId);
}

/**
 * Queues a payload for webhooks, once each: one statement for the deliveries and one for their jobs, however many
 * webhooks there are.
 * @returns the ids of the new deliveries.
 */
export function queueDeliveries(
  ctx: NotificationsContext,
  { organizationId, sourceId, payload }: DeliveryOf,
  webhookIds: readonly WebhookId[],
): Promise<DeliveryId[]> {
  return withTransaction(ctx, async (inTx) => {
    const targets = webhookIds.map((webhookId) => ({ id: deliveryId(sourceId, webhookId), webhook_id: webhookId }));
    const added = await insert(inTx, {
      organizationId,
      targets: JSON.stringify(targets),
      type: payload.type,
      payload: JSON.stringify(payload),
      now: ctx.clock.now().toISOString(),
    });
    await publishQueued(
      inTx,
      organizationId,
      added.map(({ id }) => id),
    );
    return added.map(({ id }) => id);
  });
}

/** Starts the jobs that send these deliveries. */
export function publishQueued(
  ctx: NotificationsContext,
  organizationId: OrganizationId,
  ids: readonly DeliveryId[],
): Promise<void> {
  return publish(
    ctx,
    ...ids.map((id) => ({
      type: 'webhook-delivery.queued' as const,
      organizationId,
      subject: { kind: 'webhook-delivery', id, version: 1 },
      audience: null,
      payload: { deliveryId: id },
    })),
  );
}

const insert = rawQuery<
  { organizationId: OrganizationId; targets: string; type: string; payload: string; now: string },
  { id: DeliveryId }
>(
  (params) => sql`
    insert into ${deliveryTable}
      (organization_id, id, webhook_id, type, payload, state, queued_at, created_at)
    select
      webhook.organization_id, target.id, target.webhook_id,
      ${params.type}::text, ${params.payload}::jsonb, 'queued', ${params.now}::timestamptz, ${params.now}::timestamptz
    from jsonb_to_recordset(${params.targets}::jsonb) as target (id uuid, webhook_id uuid)
    join ${webhookTable} webhook on webhook.organization_id = ${params.organizationId} and webhook.id = target.webhook_id
    on conflict do nothing
    returning id`,
);
