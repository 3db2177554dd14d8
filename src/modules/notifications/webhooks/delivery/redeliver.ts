import type { Authorized } from '#platform/access/authorized.ts';
import { withTransaction } from '#platform/database/database.ts';
import { and, eq, qb, sql } from '#platform/database/drizzle.ts';
import { maybeOne, one, query } from '#platform/database/query.ts';
import { conflict, notFound } from '#platform/errors.ts';
import { newId, type OrganizationId } from '#platform/ids.ts';
import type { NotificationsContext } from '../../context.ts';
import type { DeliveryId } from '../../contract.ts';
import { deliveryTable } from '../../schema/webhook.ts';
import type { ManagedWebhook } from '../hook/rules.ts';
import type { WebhookRow } from '../hook/webhook.ts';
import { deliveryById, deliveryColumns, type DeliveryRow, type ManagedDelivery } from './delivery.ts';
import { publishQueued, queueDeliveries } from './queue-deliveries.ts';

/**
 * Sends a delivery again, with the same id and payload, now and for another three days if it fails.
 * @throws DomainError 409 `webhook-disabled`, 403 `feature-off`.
 */
export async function redeliver(
  ctx: NotificationsContext,
  { delivery, webhook }: Authorized<ManagedDelivery, 'manage'>,
): Promise<DeliveryRow> {
  await assertEnabled(ctx, webhook);
  return withTransaction(ctx, async (inTx) => {
    const { organizationId, id } = delivery;
    const row = await maybeOne(queueAgain(inTx, { organizationId, id, now: ctx.clock.now().toISOString() }));
    if (!row) throw notFound();
    await publishQueued(inTx, organizationId, [id]);
    return row;
  });
}

/** Sends the event `webhook.test`. @throws DomainError 409 `webhook-disabled`, 403 `feature-off`. */
export async function sendTest(
  ctx: NotificationsContext,
  { webhook }: Authorized<ManagedWebhook, 'manage'>,
): Promise<DeliveryRow> {
  await assertEnabled(ctx, webhook);
  const { organizationId, id, name } = webhook;
  return withTransaction(ctx, async (inTx) => {
    const payload = {
      type: 'webhook.test',
      timestamp: ctx.clock.now().toISOString(),
      data: { webhook: { id, name, organizationId } },
    };
    const [deliveryId] = await queueDeliveries(inTx, { organizationId, sourceId: newId(), payload }, [id]);
    if (deliveryId === undefined) throw notFound();
    return one(deliveryById(inTx, { id: deliveryId, organizationIds: [organizationId] }));
  });
}

async function assertEnabled(
  { flags }: NotificationsContext,
  { organizationId, disabledAt }: WebhookRow,
): Promise<void> {
  await flags.assertOn('webhooks', organizationId);
  if (disabledAt !== null) throw conflict('webhook-disabled', 'This webhook is turned off. Turn it on first.');
}

const queueAgain = query<{ organizationId: OrganizationId; id: DeliveryId; now: string }>()((params) =>
  qb
    .update(deliveryTable)
    .set({
      state: 'queued',
      nextAttemptAt: null,
      finishedAt: null,
      queuedAt: sql`${params.now}`,
    })
    .where(and(eq(deliveryTable.organizationId, params.organizationId), eq(deliveryTable.id, params.id)))
    .returning(deliveryColumns),
);
