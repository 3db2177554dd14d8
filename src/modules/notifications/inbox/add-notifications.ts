import { sql } from '#platform/database/drizzle.ts';
import { rawQuery } from '#platform/database/query.ts';
import { userIdOf } from '#platform/context.ts';
import { type AnyEvent, audience } from '#platform/events/event.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import type { NotificationId } from '../contract.ts';
import { publish } from '../publish.ts';
import { notificationTable } from '../schema/notification.ts';
import type { TextParams } from '../texts.ts';
import type { NotificationType } from '../types/registry.ts';

export interface NewNotification {
  readonly id: NotificationId;
  /** What caused it. */
  readonly event: Pick<AnyEvent, 'id' | 'at' | 'actor' | 'requestId'>;
  readonly organizationId: OrganizationId | null;
  readonly userId: UserId;
  readonly type: NotificationType;
  readonly taskId: string | null;
  readonly textParams: TextParams;
  readonly isRead: boolean;
}

/**
 * Adds notifications to people's inboxes, each at most once for an event and type. Call it in the transaction that
 * handles the events.
 * @returns the ids of those that were added.
 */
export async function addNotifications(
  ctx: NotificationsContext,
  notifications: readonly NewNotification[],
): Promise<ReadonlySet<NotificationId>> {
  if (notifications.length === 0) return new Set();
  const rows = notifications.map(({ event, isRead, ...row }) => ({
    ...row,
    eventId: event.id,
    actorId: userIdOf(event.actor),
    readAt: isRead ? event.at : null,
    createdAt: event.at,
  }));
  const added = new Set((await insert(ctx, { rows: JSON.stringify(rows) })).map(({ id }) => id));
  for (const { id, event, organizationId, userId } of notifications) {
    if (!added.has(id)) continue;
    await publish(
      { ...ctx, actor: event.actor, requestId: event.requestId },
      {
        type: 'notification.created',
        organizationId,
        subject: { kind: 'notification', id, version: 1 },
        audience: audience(organizationId, { userIds: [userId] }),
        payload: { notificationId: id },
      },
    );
  }
  return added;
}

const insert = rawQuery<{ rows: string }, { id: NotificationId }>(
  (params) => sql`
    insert into ${notificationTable} (
      organization_id, id, user_id, type, event_id, task_id, actor_id, facts, read_at, created_at)
    select "organizationId", id, "userId", type, "eventId", "taskId", "actorId", "textParams", "readAt", "createdAt"
    from jsonb_to_recordset(${params.rows}::jsonb) as draft (
      "organizationId" uuid, id uuid, "userId" uuid, type text, "eventId" uuid, "taskId" uuid, "actorId" uuid,
      "textParams" jsonb, "readAt" timestamptz, "createdAt" timestamptz)
    on conflict do nothing
    returning id`,
);
