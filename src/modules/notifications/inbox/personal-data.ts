import { build, eq, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import type { UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import { message, notification } from '../schema.ts';

const mostOfEach = 10_000;

/** What is kept here of a person: the newest of what they were told and mailed. */
export async function personalData(ctx: NotificationsContext, { userId }: { userId: UserId }) {
  const place = { userId, limit: mostOfEach };
  const [notifications, mails] = await Promise.all([toldTo(ctx, place), mailedTo(ctx, place)]);
  return { notifications, mails };
}

const toldTo = query<{ userId: UserId; limit: number }>()((place) =>
  build
    .select({
      organizationId: notification.organizationId,
      type: notification.type,
      facts: notification.facts,
      readAt: notification.readAt,
      createdAt: notification.createdAt,
    })
    .from(notification)
    .where(eq(notification.userId, place.userId))
    .orderBy(sql`${notification.createdAt} desc`)
    .limit(place.limit),
);
const mailedTo = query<{ userId: UserId; limit: number }>()((place) =>
  build
    .select({
      type: message.type,
      recipient: message.recipient,
      subject: message.subject,
      state: message.state,
      createdAt: message.createdAt,
      sentAt: message.sentAt,
    })
    .from(message)
    .where(eq(message.userId, place.userId))
    .orderBy(sql`${message.createdAt} desc`)
    .limit(place.limit),
);
