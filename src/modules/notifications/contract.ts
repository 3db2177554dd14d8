import { z } from 'zod';
import { TaskId, tasksContract } from '#modules/tasks';
import { type ApiOf, defineContract } from '#platform/modules/contract.ts';
import { idOf, OrganizationId, TeamId, UserId } from '#platform/ids.ts';

export const NotificationId = idOf<'NotificationId'>();
export type NotificationId = z.infer<typeof NotificationId>;
/** One change of a person's inbox, which can be undone. */
export const ChangeId = idOf<'ChangeId'>();
export type ChangeId = z.infer<typeof ChangeId>;
export const MessageId = idOf<'MessageId'>();
export type MessageId = z.infer<typeof MessageId>;
export const PushSubscriptionId = idOf<'PushSubscriptionId'>();
export type PushSubscriptionId = z.infer<typeof PushSubscriptionId>;

export const WebhookId = idOf<'WebhookId'>();
export type WebhookId = z.infer<typeof WebhookId>;
export const DeliveryId = idOf<'DeliveryId'>();
export type DeliveryId = z.infer<typeof DeliveryId>;

export const webhookPresets = [
  'standard',
  'slack',
  'mattermost',
  'discord',
  'teams',
  'telegram',
  'matrix',
  'googlechat',
  'ntfy',
  'gotify',
] as const;
export type WebhookPreset = (typeof webhookPresets)[number];
/** Who turned a webhook off: a person, its target (410 Gone), or TaskUno after three days of failures. */
export const disabledReasons = ['person', 'gone', 'failing'] as const;
/** `cancelled`: the webhook was turned off before the delivery succeeded. */
export const deliveryStates = ['queued', 'delivered', 'failed', 'cancelled'] as const;

/** How people are reached outside of the app. */
export const channelKinds = ['email', 'push'] as const;
export type ChannelKind = (typeof channelKinds)[number];
/** What became of a received email. */
export const mailResults = ['commented', 'created', 'ignored'] as const;
/** Why the inbox of received emails cannot be read, or its next email not be handled. */
export const inboxErrors = ['password', 'connection', 'folder', 'message'] as const;
/** Refusals that are explained to the sender, at most once a day. */
export const explainedRefusals = ['not-allowed', 'empty', 'too-large'] as const;
/** What people can mute. */
export const mutableKinds = ['task', 'project'] as const;
/**
 * `sent`: a provider accepted it. `delayed`, `bounced`, `complained`: what the provider reported afterwards. `suppressed`:
 * not sent, because the address bounced or its owner complained. `not-needed`: the invite or request was settled before
 * the mail was sent.
 */
export const messageStates = [
  'queued',
  'sent',
  'delayed',
  'bounced',
  'complained',
  'suppressed',
  'failed',
  'outbox',
  'not-needed',
] as const;
/** Ways to send mail; without the first two, mails stay in the email log. */
export const mailProviders = ['smtp', 'resend', 'outbox'] as const;
export type MailProvider = (typeof mailProviders)[number];
/** Why an address gets no notifications by mail: it does not exist, or its owner marked a mail as spam. */
export const suppressionReasons = ['bounced', 'complained'] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];

/** What the service worker of the browser app shows. */
export const PushMessage = z.strictObject({
  title: z.string(),
  body: z.string(),
  /** A path of the app, which a click opens. */
  link: z.string(),
  /** A later message with the same tag replaces an earlier one on the screen. */
  tag: z.string(),
  locale: z.string(),
  notificationId: NotificationId,
  taskId: z.string().nullable(),
  actions: z.array(z.strictObject({ action: z.enum(['complete', 'snooze']), title: z.string() })),
});
export type PushMessage = z.infer<typeof PushMessage>;

export const notificationsContract = defineContract({
  name: 'notifications',
  methods: {
    /** How many unread notifications a person has. */
    unreadCount: {
      repeatable: 'always',
      input: z.strictObject({ userId: UserId }),
      output: z.strictObject({ count: z.number().int() }),
    },
    /** Whether a person has muted a task. */
    isMuted: {
      repeatable: 'always',
      input: z.strictObject({ userId: UserId, taskId: TaskId }),
      output: z.strictObject({ isMuted: z.boolean() }),
    },
    /** Sends what is due: digests, and what waited for the end of quiet hours. Also a scheduled job. */
    deliverDue: {
      input: z.strictObject({}),
      output: z.strictObject({ sent: z.number().int(), failed: z.number().int() }),
    },
    /**
     * Notifies the instance admins that a backup failed; returns whom. For the command that makes backups: it calls this
     * after a failure, if the database is reachable.
     */
    reportBackupFailure: {
      input: z.strictObject({
        /** Why it failed, in one line, without secrets. */
        error: z.string().max(1_000),
      }),
      output: z.strictObject({ userIds: z.array(UserId) }),
    },
    /** Reminds people of a task now: its assignee and collaborators, or those named. Returns who gets it. */
    sendTaskReminder: tasksContract.methods.sendTaskReminder,
    /** Sends a test mail at once, and returns what the provider replied. */
    sendTestMail: {
      input: z.strictObject({ to: z.email() }),
      output: z.strictObject({
        id: MessageId,
        state: z.enum(['sent', 'outbox', 'failed']).describe('`outbox`: no mail server is configured.'),
        provider: z.enum(mailProviders).nullable().describe('Who accepted it.'),
        error: z.string().nullable(),
      }),
    },
    /** What is stored for a person: notifications and mails, newest first, preferences, mutes and devices. */
    personalData: {
      repeatable: 'always',
      input: z.strictObject({ userId: UserId }),
      output: z.strictObject({
        notifications: z.array(
          z.strictObject({
            organizationId: OrganizationId.nullable(),
            type: z.string(),
            facts: z.record(z.string(), z.union([z.string(), z.number()])).readonly(),
            readAt: z.string().nullable(),
            createdAt: z.string(),
          }),
        ),
        mails: z.array(
          z.strictObject({
            type: z.string(),
            recipient: z.string(),
            subject: z.string(),
            state: z.string(),
            createdAt: z.string(),
            sentAt: z.string().nullable(),
          }),
        ),
        receivedMails: z.array(
          z.strictObject({
            organizationId: OrganizationId.nullable(),
            sender: z.string(),
            result: z.enum(mailResults),
            reason: z.string().nullable(),
            taskId: z.string().nullable(),
            receivedAt: z.string(),
          }),
        ),
        preferences: z
          .strictObject({
            own: z.record(z.string(), z.unknown()),
            byOrganization: z.record(z.string(), z.record(z.string(), z.unknown())),
          })
          .nullable(),
        mutes: z.array(
          z.strictObject({
            organizationId: OrganizationId,
            kind: z.enum(mutableKinds),
            subjectId: z.string(),
            createdAt: z.string(),
          }),
        ),
        /** Browsers with push messages, without the addresses and keys with which anybody could send to them. */
        devices: z.array(z.strictObject({ device: z.string(), createdAt: z.string(), sentAt: z.string().nullable() })),
      }),
    },
  },
  events: {
    'notification.created': z.strictObject({ notificationId: NotificationId }),
    'notification.changed': z.strictObject({ userId: UserId }),
    /** Internal: starts the job that sends the mail. */
    'message.queued': z.strictObject({ messageId: MessageId }),
    /** Its target is gone, or has failed for three days. Who made it is notified. */
    'webhook.disabled': z.strictObject({
      webhookId: WebhookId,
      name: z.string(),
      reason: z.enum(disabledReasons),
      createdBy: UserId.nullable(),
      teamIds: z.array(TeamId).nullable(),
    }),
    /** An email to one of our addresses was refused, and its sender is told why. */
    'mail.refused': z.strictObject({
      sender: z.string(),
      /** The account with this address. */
      userId: UserId.nullable().default(null),
      subject: z.string(),
      reason: z.enum(explainedRefusals),
      /** The language of the email. */
      locale: z.enum(['en', 'fa']),
    }),
    /** The instance admins are notified. */
    'backup.failed': z.strictObject({ adminIds: z.array(UserId), error: z.string() }),
    /** Internal: starts the job that sends a message to a person's browsers. */
    'push.queued': z.strictObject({ userId: UserId, message: PushMessage }),
    /** Internal: starts the job that sends the delivery. */
    'webhook-delivery.queued': z.strictObject({ deliveryId: DeliveryId }),
  },
});

export type NotificationsApi = ApiOf<typeof notificationsContract>;
