import { qb, eq, sql } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import type { UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import { messageTable, notificationTable, receivedMailTable } from '../schema.ts';

const maxOfEach = 10_000;

/** The newest notifications and mails stored for a person, and records of mails received from their address. */
export async function personalData(ctx: NotificationsContext, { userId }: { userId: UserId }) {
  const params = { userId, limit: maxOfEach };
  const [notifications, mails, receivedMails] = await Promise.all([
    notificationsOf(ctx, params),
    mailedTo(ctx, params),
    receivedFrom(ctx, params),
  ]);
  return { notifications, mails, receivedMails };
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
