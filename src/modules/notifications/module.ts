import type { AuthApi, PeopleDirectory } from '#modules/auth';
import type { TeamsApi } from '#modules/teams';
import { emptyScope, type Scope } from '#platform/access/scope.ts';
import type { Actor, Call } from '#platform/context.ts';
import { commandsOnce } from '#platform/commands/commands.ts';
import { housekeeping } from '#platform/modules/housekeeping.ts';
import type { Queue } from '#platform/jobs/queue.ts';
import { hostModule, type HostedModule, type ModuleBase } from '#platform/modules/module.ts';
import type { Streams } from '#platform/realtime/streams.ts';
import type { NotificationsContext } from './context.ts';
import type { NotificationsApi } from './contract.ts';
import { countUnread } from './inbox/notification.ts';
import { personalData } from './inbox/personal-data.ts';
import { inboxRoutes } from './inbox/routes.ts';
import { sweep } from './inbox/sweep.ts';
import { mailRoutes } from './mail/routes.ts';
import { command, inbox } from './schema.ts';
import { streamRoutes } from './stream/routes.ts';
import { subscriptions } from './subscriptions.ts';
import type { MailTransport } from './transport.ts';

export const routes = [...inboxRoutes, ...mailRoutes, ...streamRoutes];

export { createTransport, type MailTransport } from './transport.ts';

export interface NotificationsDependencies extends ModuleBase {
  readonly auth: AuthApi;
  readonly teams: TeamsApi;
  readonly people: PeopleDirectory;
  readonly transport: MailTransport;
  readonly streams: Streams;
  readonly queue: Pick<Queue, 'status'>;
  readonly publicUrl: string;
  readonly showsLinks: boolean;
  readonly scopeOf: (actor: Actor) => Scope | Promise<Scope>;
  readonly isSignedIn: (actor: Actor) => Promise<boolean>;
}

export interface NotificationsModule extends HostedModule {
  readonly api: NotificationsApi;
}

export function createNotificationsModule(deps: NotificationsDependencies): NotificationsModule {
  const contextOf = (call: Call & { scope?: Scope }): NotificationsContext => ({ scope: emptyScope, ...call, ...deps });
  const api: NotificationsApi = {
    async unreadCount(call, { userId }) {
      const scope = await deps.scopeOf({ kind: 'job', name: 'unread count', userId });
      return { count: await countUnread(contextOf(call), userId, scope) };
    },
    personalData: (call, input) => personalData(contextOf(call), input),
  };
  const withContext = hostModule<NotificationsContext>({
    name: 'notifications',
    routes: {
      module: 'notifications',
      tokenScope: 'notifications',
      routes,
      contextOf,
      once: commandsOnce(command),
    },
    subscriptions,
    jobs: [housekeeping({ command, inbox }), { name: 'sweep', cron: '53 4 * * *', run: sweep }],
    contextOf,
  });
  return { ...withContext, api };
}
