import { and, eq, qb } from '#platform/database/drizzle.ts';
import { query } from '#platform/database/query.ts';
import { notFound } from '#platform/errors.ts';
import { idParam, type Rule } from '#platform/http/route.ts';
import type { UserId } from '#platform/ids.ts';
import type { NotificationsContext } from '../context.ts';
import type { NotificationId } from '../contract.ts';
import { inboxOwner } from '../rules.ts';
import { notificationTable } from '../schema/notification.ts';

interface OwnNotification {
  readonly userId: UserId;
  readonly id: NotificationId;
}

/** One of the caller's notifications. */
export const ownNotification: Rule<NotificationsContext, OwnNotification> = {
  name: 'owner of the inbox',
  credentials: 'required',
  async authorize(ctx, request) {
    const { userId } = await inboxOwner.authorize(ctx, request);
    const id = idParam<NotificationId>(request.params);
    if ((await find(ctx, { userId, id })).length === 0) throw notFound();
    return { userId, id };
  },
};

const find = query<OwnNotification>()((params) =>
  qb
    .select({ id: notificationTable.id })
    .from(notificationTable)
    .where(and(eq(notificationTable.userId, params.userId), eq(notificationTable.id, params.id))),
);
