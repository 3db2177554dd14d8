import type { authContract } from '#modules/auth';
import type { teamsContract } from '#modules/teams';
import { mapSettled } from '#platform/batches.ts';
import type { EventOf } from '#platform/events/event.ts';
import { settledSubscription, type Subscription, subscription } from '#platform/events/subscribe.ts';
import type { NotificationsContext } from '../context.ts';
import type { notificationsContract } from '../contract.ts';
import { inbox } from '../schema/module-tables.ts';
import { fanOut } from './delivery/fan-out.ts';
import { sendDelivery } from './delivery/send-delivery.ts';
import { type PublicEvent, publicEventTypes } from './events/public-events.ts';
import { forgetWebhookMaker, forgetWebhooks } from './sweep.ts';

type Event = EventOf<typeof authContract.events & typeof teamsContract.events & typeof notificationsContract.events>;
type Of<Type extends Event['type']> = Extract<Event, { type: Type }>;

export const webhookSubscriptions: Subscription<NotificationsContext>[] = [
  settledSubscription<NotificationsContext, PublicEvent>({
    name: 'webhooks',
    events: publicEventTypes,
    handleSettled: (ctx, events) =>
      mapSettled(events, events.length, (event) =>
        fanOut({ ...ctx, actor: event.actor, requestId: event.requestId }, event),
      ),
  }),
  subscription<NotificationsContext, Of<'webhook-delivery.queued'>>({
    name: 'send-webhook',
    events: ['webhook-delivery.queued'],
    isOutgoing: true,
    // Each alone: one that waits for its target delays no other.
    isLong: true,
    concurrency: 8,
    async handle(ctx, { organizationId, payload: { deliveryId: id } }) {
      if (organizationId !== null) await sendDelivery(ctx, { organizationId, id });
    },
  }),
  subscription<NotificationsContext, Of<'organization.purged' | 'user.deleted'>>({
    name: 'forget-webhooks',
    events: ['organization.purged', 'user.deleted'],
    once: inbox,
    async handle(ctx, { type, organizationId, payload }) {
      if (type === 'user.deleted') await forgetWebhookMaker(ctx, payload);
      else if (organizationId !== null) await forgetWebhooks(ctx, { organizationId });
    },
  }),
];
