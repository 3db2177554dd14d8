import { emptyScope, type Scope } from '#platform/access/scope.ts';
import type { Call } from '#platform/context.ts';
import { commandsOnce } from '#platform/commands/commands.ts';
import { reportFailures } from '#platform/item-failures.ts';
import { housekeeping } from '#platform/modules/housekeeping.ts';
import { moduleScopes } from '#platform/startup/module-names.ts';
import { hostModule, type HostedModule, type PassedTo } from '#platform/modules/module.ts';
import { createHostLimits } from '#platform/outbound/host-limits.ts';
import { derivedKey, type Secrets } from '#platform/startup/secrets.ts';
import type { NotificationsContext } from './context.ts';
import type { NotificationsApi } from './contract.ts';
import { countUnread } from './inbox/list-notifications.ts';
import { endSnoozes } from './inbox/mark-notification.ts';
import { personalData } from './inbox/personal-data.ts';
import { deliverDue } from './deliver/deliver-due.ts';
import { skipDue } from './deliver/pending.ts';
import { inboxRoutes } from './inbox/routes.ts';
import { sweep } from './inbox/sweep.ts';
import type { MailInSources } from './mail-in-address.ts';
import { pollInbox } from './mail-in/poll-inbox.ts';
import { mailInRoutes } from './mail-in/routes.ts';
import { mailActionRoutes } from './mail-actions/routes.ts';
import { mailEventRoutes } from './mail/event-routes.ts';
import { ownAddressRoutes } from './mail/own-address-routes.ts';
import { mailInSubscriptions } from './mail-in/subscriptions.ts';
import { sweepReceivedMail } from './mail-in/sweep.ts';
import { mailRoutes } from './mail/routes.ts';
import { sendTestMail } from './mail/send-test.ts';
import { isMutedBy } from './mutes/mute.ts';
import { muteRoutes } from './mutes/routes.ts';
import { presenceRoutes } from './presence/routes.ts';
import { reportBackupFailure } from './notify/report-backup-failure.ts';
import { preferenceRoutes } from './preferences/routes.ts';
import { serviceMessageRoutes } from './service-messages/routes.ts';
import { reminderRoutes } from './reminders/routes.ts';
import { pushRoutes } from './push/routes.ts';
import { command, inbox } from './schema/module-tables.ts';
import { streamRoutes } from './stream/routes.ts';
import { subscriptions } from './subscriptions.ts';
import { webhookRoutes } from './webhooks/routes.ts';
import { webhookSubscriptions } from './webhooks/subscriptions.ts';
import { renewWebhookEncryption } from './webhooks/hook/renew-webhook-encryption.ts';
import { sweepWebhooks } from './webhooks/sweep.ts';

export const routes = [
  ...inboxRoutes,
  ...preferenceRoutes,
  ...muteRoutes,
  ...mailRoutes,
  ...mailInRoutes,
  ...mailEventRoutes,
  ...ownAddressRoutes,
  ...mailActionRoutes,
  ...pushRoutes,
  ...reminderRoutes,
  ...serviceMessageRoutes,
  ...streamRoutes,
  ...presenceRoutes,
  ...webhookRoutes,
];

export { mailInSources } from './mail-in-address.ts';
export { showPresence } from './presence/task-presence.ts';
export { createTransport, type MailTransport } from './transport.ts';
export { createVapid } from './vapid.ts';

export type NotificationsDependencies = PassedTo<NotificationsContext, 'webhooks' | 'mailKeys' | 'mailIn'> & {
  readonly secrets: Secrets;
  /** Null if mail is not received. */
  readonly mailInSources: MailInSources | null;
};

export interface NotificationsModule extends HostedModule {
  readonly api: NotificationsApi;
}

export function createNotificationsModule(deps: NotificationsDependencies): NotificationsModule {
  const { secrets, mailInSources: sources, ...others } = deps;
  const webhooks = { keys: keysFor(secrets, 'webhooks'), hosts: createHostLimits() };
  const mailKeys = keysFor(secrets, 'mails');
  const mailIn = sources && { ...sources, keys: keysFor(secrets, 'mail-in'), parsing: createHostLimits(parseLimits) };
  const contextOf = (call: Call & { scope?: Scope }): NotificationsContext => ({
    scope: emptyScope,
    ...call,
    ...others,
    webhooks,
    mailKeys,
    mailIn,
  });
  const api: NotificationsApi = {
    async unreadCount(call, { userId }) {
      const scope = await deps.scopeOf({ kind: 'job', name: 'unread count', userId });
      return { count: await countUnread(contextOf(call), userId, scope) };
    },
    isMuted: async (call, { userId, taskId }) => ({
      isMuted: await isMutedBy(contextOf(call), { userId, subjectId: taskId }),
    }),
    personalData: (call, input) => personalData(contextOf(call), input),
    async deliverDue(call) {
      const { sent, failures } = await deliverDue(contextOf(call));
      return { sent, failed: failures.length };
    },
    sendTestMail: (call, input) => sendTestMail(contextOf(call), input),
    reportBackupFailure: (call, input) => reportBackupFailure(contextOf(call), input),
    sendTaskReminder: (call, input) => deps.tasks.sendTaskReminder(call, input),
  };
  const withContext = hostModule<NotificationsContext>({
    name: 'notifications',
    routes: {
      module: 'notifications',
      tokenScope: moduleScopes.notifications,
      routes,
      contextOf,
      once: commandsOnce(command),
    },
    subscriptions: [...subscriptions, ...mailInSubscriptions, ...webhookSubscriptions],
    jobs: [
      housekeeping({ command, inbox }),
      { name: 'sweep', cron: '53 4 * * *', run: sweep },
      { name: 'poll-inbox', cron: '* * * * *', run: pollInbox },
      { name: 'sweep-mail-in', cron: '38 4 * * *', run: sweepReceivedMail },
      { name: 'renew-encryption', cron: '19 4 * * *', run: renewWebhookEncryption },
      { name: 'sweep-webhooks', cron: '23 4 * * *', run: sweepWebhooks },
      { name: 'end-snoozes', cron: '* * * * *', run: endSnoozes },
      {
        name: 'deliver',
        cron: '* * * * *',
        async run(ctx) {
          reportFailures((await deliverDue(ctx)).failures);
        },
      },
    ],
    contextOf,
    afterRestore: skipDue,
  });
  return { ...withContext, api };
}

/** Mails that are parsed at once, and how long others wait for their turn. */
const parseLimits = { maxActive: 2, patienceMs: 30_000 };

/** The keys for a purpose: the first encrypts or signs, all decrypt or verify. */
function keysFor({ secretKey, previousKey }: Secrets, purpose: string): readonly [Buffer, ...Buffer[]] {
  const previous = previousKey === undefined ? [] : [derivedKey(previousKey, purpose)];
  return [derivedKey(secretKey, purpose), ...previous];
}
