import { z } from 'zod';
import { type ApiOf, defineContract } from '#platform/modules/contract.ts';
import { idOf, UserId } from '#platform/ids.ts';

export const NotificationId = idOf<'NotificationId'>();
export type NotificationId = z.infer<typeof NotificationId>;
export const MessageId = idOf<'MessageId'>();
export type MessageId = z.infer<typeof MessageId>;

export const notificationTypes = ['task-assigned', 'task-completed', 'import-finished'] as const;
export type NotificationType = (typeof notificationTypes)[number];
export const messageStates = ['queued', 'sent', 'failed', 'outbox'] as const;

export const notificationsContract = defineContract({
  name: 'notifications',
  methods: {
    /** How many notifications of a person are unread. */
    unreadCount: {
      kind: 'read',
      input: z.strictObject({ userId: UserId }),
      output: z.strictObject({ count: z.number().int() }),
    },
  },
  events: {
    'notification.created': z.strictObject({ notificationId: NotificationId }),
    'notification.changed': z.strictObject({ userId: UserId }),
    /** The module's own: the job that sends it. */
    'message.queued': z.strictObject({ messageId: MessageId }),
  },
});

export type NotificationsApi = ApiOf<typeof notificationsContract>;
