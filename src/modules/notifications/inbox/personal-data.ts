import { qb, eq, sql } from '#platform/database/drizzle.ts';
import { maybeOne, query } from '#platform/database/query.ts';
import type { UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import { messageTable } from '../schema/message.ts';
import { muteTable, preferenceTable } from '../schema/preference.ts';
import { notificationTable } from '../schema/notification.ts';
import { pushSubscriptionTable } from '../schema/push-subscription.ts';
import { receivedMailTable } from '../schema/received-mail.ts';

const maxOfEach = 10_000;

/** What is stored for a person; of notifications, mails and mutes the newest. */
export async function personalData(ctx: NotificationsContext, { userId }: { userId: UserId }) {
  const params = { userId, limit: maxOfEach };
  const [notifications, mails, preferences, mutes, devices, receivedMails] = await Promise.all([
    notificationsOf(ctx, params),
    mailedTo(ctx, params),
    maybeOne(preferencesOf(ctx, { userId })),
    mutesOf(ctx, params),
    devicesOf(ctx, params),
    receivedFrom(ctx, params),
  ]);
  return { notifications, mails, preferences: preferences ?? null, mutes, devices, receivedMails };
}

const notificationsOf = query<{ userId: UserId; limit: number }>()((params) =>
  qb
    .select({
      organizationId: notificationTable.organizationId,
      type: notificationTable.type,
      facts: notificationTable.textParams,
      readAt: notificationTable.readAt,
      createdAt: notificationTable.createdAt,
    })
    .from(notificationTable)
    .where(eq(notificationTable.userId, params.userId))
    .orderBy(sql`${notificationTable.createdAt} desc`)
    .limit(params.limit),
);
const mailedTo = query<{ userId: UserId; limit: number }>()((params) =>
  qb
    .select({
      type: messageTable.type,
      recipient: messageTable.recipient,
      subject: messageTable.subject,
      state: messageTable.state,
      createdAt: messageTable.createdAt,
      sentAt: messageTable.sentAt,
    })
    .from(messageTable)
    .where(eq(messageTable.userId, params.userId))
    .orderBy(sql`${messageTable.createdAt} desc`)
    .limit(params.limit),
);
const receivedFrom = query<{ userId: UserId; limit: number }>()((params) =>
  qb
    .select({
      organizationId: receivedMailTable.organizationId,
      sender: receivedMailTable.sender,
      result: receivedMailTable.result,
      reason: receivedMailTable.reason,
      taskId: receivedMailTable.taskId,
      receivedAt: receivedMailTable.receivedAt,
    })
    .from(receivedMailTable)
    .where(eq(receivedMailTable.userId, params.userId))
    .orderBy(sql`${receivedMailTable.receivedAt} desc`)
    .limit(params.limit),
);
const preferencesOf = query<{ userId: UserId }>()((params) =>
  qb
    .select({ own: preferenceTable.own, byOrganization: preferenceTable.byOrganization })
    .from(preferenceTable)
    .where(eq(preferenceTable.userId, params.userId)),
);
const mutesOf = query<{ userId: UserId; limit: number }>()((params) =>
  qb
    .select({
      organizationId: muteTable.organizationId,
      kind: muteTable.kind,
      subjectId: muteTable.subjectId,
      createdAt: muteTable.createdAt,
    })
    .from(muteTable)
    .where(eq(muteTable.userId, params.userId))
    .orderBy(sql`${muteTable.createdAt} desc`)
    .limit(params.limit),
);
const devicesOf = query<{ userId: UserId; limit: number }>()((params) =>
  qb
    .select({
      device: pushSubscriptionTable.device,
      createdAt: pushSubscriptionTable.createdAt,
      sentAt: pushSubscriptionTable.sentAt,
    })
    .from(pushSubscriptionTable)
    .where(eq(pushSubscriptionTable.userId, params.userId))
    .orderBy(sql`${pushSubscriptionTable.createdAt} desc`)
    .limit(params.limit),
);
