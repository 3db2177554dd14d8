import { batchById } from '#platform/database/batch-by-id.ts';
import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import type { OrganizationId, TeamId, UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../../context.ts';
import type { WebhookId } from '../../contract.ts';
import { webhookTable } from '../../schema/webhook.ts';
import { patternsOf, payloadOf, peopleIn, type PublicEvent, teamOf } from '../events/public-events.ts';
import { queueDeliveries } from './queue-deliveries.ts';

interface ActiveWebhook {
  readonly id: WebhookId;
  readonly events: readonly string[];
  readonly teamIds: readonly TeamId[] | null;
}

/**
 * Queues an event for the webhooks that want it. Events that are handled together share one read of the webhooks;
 * without a webhook that is the only statement. A repeat adds nothing: a delivery’s id is derived from the event.
 */
export async function fanOut(ctx: NotificationsContext, event: PublicEvent): Promise<void> {
  const { organizationId } = event;
  if (organizationId === null) return;
  const active = (await activeWebhooks(ctx, organizationId, {}))?.webhooks ?? [];
  const webhookIds = active.filter((webhook) => wants(webhook, event)).map(({ id }) => id);
  if (webhookIds.length === 0 || !(await ctx.flags.isOn('webhooks', organizationId))) return;
  const people = await ctx.people.byIds(peopleIn(event));
  const person = (id: UserId | null) => {
    const contact = id === null ? undefined : people.get(id);
    return contact ? { id: contact.id, name: contact.name, username: contact.username } : null;
  };
  const payload = payloadOf(event, { organizationId, person, url: (path) => ctx.publicUrl + path });
  await queueDeliveries(ctx, { organizationId, sourceId: event.id, payload }, webhookIds);
}

/** A webhook of some teams gets the events of these teams, and none of the organization. */
function wants({ events, teamIds }: ActiveWebhook, event: PublicEvent): boolean {
  if (!patternsOf(event.type).some((pattern) => events.includes(pattern))) return false;
  const teamId = teamOf(event);
  return teamIds === null || (teamId !== null && teamIds.includes(teamId));
}

const activeWebhooks = batchById<OrganizationId, object, { id: OrganizationId; webhooks: ActiveWebhook[] }>(
  rawQuery<{ ids: readonly OrganizationId[] }, { id: OrganizationId; webhooks: ActiveWebhook[] }>(
    (params) => sql`
      select
        organization_id as id,
        jsonb_agg(jsonb_build_object('id', id, 'events', events, 'teamIds', team_ids)) as webhooks
      from ${webhookTable}
      where organization_id = any(${params.ids}::uuid[]) and disabled_at is null
      group by organization_id`,
  ),
);
