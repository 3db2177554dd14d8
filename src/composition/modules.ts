import { authContract } from '#modules/auth';
import { notificationsContract } from '#modules/notifications';
import { projectsContract } from '#modules/projects';
import { tasksContract } from '#modules/tasks';
import { teamsContract } from '#modules/teams';
import { createAuthModule, defaultPasswordCost, type PasswordCost } from '../modules/auth/module.ts';
import {
  createNotificationsModule,
  createTransport,
  createVapid,
  mailInSources,
  type MailTransport,
  showPresence,
} from '../modules/notifications/module.ts';
import { createProjectsModule } from '../modules/projects/module.ts';
import { createTasksModule, type TasksModule } from '../modules/tasks/module.ts';
import { createTeamsModule } from '../modules/teams/module.ts';
import type { AccessCaches, AccessSource } from '#platform/access/cache.ts';
import type { Clock } from '#platform/clock.ts';
import type { Config } from '#platform/startup/config.ts';
import type { ModuleName } from '#platform/startup/module-names.ts';
import { confirmsAddresses } from '#platform/startup/account-variables.ts';
import { vapidSubject } from '#platform/startup/mail-variables.ts';
import type { Actor, Call } from '#platform/context.ts';
import type { Sql } from '#platform/database/connection.ts';
import type { Database } from '#platform/database/database.ts';
import type { Flags } from '#platform/flags/flags.ts';
import { isLoopback } from '#platform/loopback.ts';
import type { Queue } from '#platform/jobs/queue.ts';
import { allowedHosts } from '#platform/outbound/address-rules.ts';
import { createOutbound } from '#platform/outbound/outbound.ts';
import { WaitBudget, withWaitBudget } from '#platform/database/wait-budget.ts';
import type { Bind } from '#platform/modules/bind.ts';
import type { ApiOf, Contract } from '#platform/modules/contract.ts';
import { servedContract, type ServedContract } from '#platform/internal/serve-calls.ts';
import type { HostedModule, ModuleBase } from '#platform/modules/module.ts';
import type { Logger } from '#platform/observability/logger.ts';
import type { Tracing } from '#platform/observability/tracing.ts';
import { createPresence, type Presence } from '#platform/realtime/presence/presence.ts';
import type { Streams } from '#platform/realtime/streams.ts';
import type { Secrets } from '#platform/startup/secrets.ts';
import type { Storage } from '#platform/storage/storage.ts';
import { type Access, composeAccess } from './access.ts';
import type { MailCounts } from './mail-counts.ts';
import type { SetupState } from './meta.ts';
import { composePeople } from './people.ts';
import type { ModuleApis } from './module-apis.ts';
import { authPorts, tasksPorts, teamsPorts } from './ports.ts';
import { composeProjects } from './projects.ts';

export interface ModuleParts {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly log: Logger;
  readonly database: (name: ModuleName) => Database;
  readonly caches: AccessCaches;
  readonly streams: Streams;
  /** The database in which instances notify each other. */
  readonly events: Sql;
  readonly queue: Queue;
  readonly storage: Storage;
  readonly flags: Flags;
  readonly bind: Bind;
  /** The API of a module in another process. */
  readonly remote: <C extends Contract>(contract: C) => ApiOf<C>;
  readonly tracing: Tracing | undefined;
  readonly mailCounts: MailCounts;
  readonly passwordCost: PasswordCost | undefined;
}

export interface Modules {
  readonly apis: ModuleApis;
  readonly hosted: readonly HostedModule[];
  /** The contracts that other processes may call here. */
  readonly served: readonly ServedContract[];
  readonly access: Access;
  readonly accessSources: readonly AccessSource[];
  readonly presence: Presence;
  readonly transport: MailTransport;
  /** Exports an organization; null if another process has the tasks. */
  readonly archiveOf: TasksModule['archiveOf'] | null;
  readonly setup: () => Promise<SetupState>;
  /** The setup link, while there is no account and a link is required; else null. */
  readonly setupUrl: () => Promise<string | null>;
}

const call: Call = { actor: { kind: 'service', name: 'composition' }, requestId: 'composition' };

/**
 * Creates the modules of this process, lowest first, and connects them with each other and with those of other
 * processes. A lower module calls a higher one through a port.
 */
export function composeModules(parts: ModuleParts): Modules {
  const { config, secrets, clock, log, database, caches, bind } = parts;
  const { publicUrl } = config;
  const hosted: HostedModule[] = [];
  function host<Module extends HostedModule>(name: ModuleName, create: () => Module): Module | null {
    if (!config.split.hosted.includes(name)) return null;
    const module = create();
    hosted.push(module);
    return module;
  }
  const served: ServedContract[] = [];
  function provide<C extends Contract>(contract: C, module: { readonly api: ApiOf<C> } | null): ApiOf<C> {
    if (!module) return parts.remote(contract);
    const api = bind(contract, module.api);
    served.push(servedContract(contract, api));
    return api;
  }
  const base = (name: ModuleName): ModuleBase => ({ db: database(name), clock, log: log.child({ module: name }) });
  // Requests through a proxy on this machine have another host name than the machine's own.
  const isLocal = isLoopback(config.HOST) && isLoopback(new URL(publicUrl).hostname);

  const transport = parts.mailCounts.counted(tracedTransport(parts.tracing, createTransport(config, clock)));
  const sendsMail = transport.kind !== 'outbox';

  const apis = (): ModuleApis => ({ auth, teams, projects, tasks, notifications });
  const scopeOf = (actor: Actor) => access.scopeOf(actor);

  const authModule = host('auth', () =>
    createAuthModule({
      ...base('auth'),
      secrets,
      storage: parts.storage,
      settings: {
        signUp: signUpPolicy(config.SIGN_UP),
        trustsFirstSignUp: isLocal,
        publicUrl,
        sendsMail,
        oidcProviders: config.oidcProviders,
        confirmsEmail: confirmsAddresses(config),
        sessionDays: { idle: config.SESSION_IDLE_DAYS, absolute: config.SESSION_ABSOLUTE_DAYS },
        passwordCost: parts.passwordCost ?? defaultPasswordCost,
      },
      ports: authPorts(apis),
    }),
  );
  const auth = provide(authContract, authModule);
  const people = composePeople(auth, caches);
  const teamsModule = host('teams', () =>
    createTeamsModule({
      ...base('teams'),
      secrets,
      publicUrl,
      sendsMail,
      auth,
      people,
      storage: parts.storage,
      maxInvitesADay: config.RATE_LIMITS === 'on' ? maxInvitesADay : null,
      scopeOf,
      ports: teamsPorts(apis),
    }),
  );
  const teams = provide(teamsContract, teamsModule);
  const projectsModule = host('projects', () => createProjectsModule({ ...base('projects'), teams, people, scopeOf }));
  const projects = provide(projectsContract, projectsModule);
  const projectDirectory = composeProjects(projects, caches);
  const access = composeAccess({ auth, teams, projects, caches, clock });
  const tasksModule = host('tasks', () =>
    createTasksModule({
      ...base('tasks'),
      auth,
      teams,
      projects,
      projectDirectory,
      people,
      storage: parts.storage,
      flags: parts.flags,
      ports: tasksPorts(apis, parts.streams),
      hasJob: (subscription, payload) => parts.queue.has(`tasks.${subscription}`, { payload }),
      scopeOf: access.scopeOf,
    }),
  );
  const tasks = provide(tasksContract, tasksModule);
  const presence = createPresence({
    sql: parts.events,
    clock,
    log,
    access: caches,
    streams: parts.streams,
    describe: (task, viewers) => showPresence(people, task, viewers),
  });
  const notificationsModule = host('notifications', () =>
    createNotificationsModule({
      ...base('notifications'),
      auth,
      teams,
      projects,
      tasks,
      people,
      transport,
      vapid: createVapid(secrets, vapidSubject(config)),
      streams: parts.streams,
      presence,
      queue: parts.queue,
      resendWebhookSecret: config.RESEND_WEBHOOK_SECRET,
      flags: parts.flags,
      secrets,
      outbound: createOutbound({ allowed: allowedHosts(config.WEBHOOK_ALLOWED_HOSTS) }),
      mailInSources: mailInSources(config),
      publicUrl,
      showsLinks: isLocal,
      scopeOf: access.scopeOf,
      streamAccess: access,
    }),
  );
  const notifications = provide(notificationsContract, notificationsModule);

  let hasAccounts = false;
  const setup = async (): Promise<SetupState> => {
    hasAccounts ||= !(await auth.hasNobody(call, {})).isEmpty;
    if (hasAccounts) return 'done';
    return isLocal ? 'open' : 'link';
  };

  return {
    apis: apis(),
    hosted,
    served,
    access,
    accessSources: [
      { name: 'auth', read: inTime(authModule, () => auth.accessChanges(call, {})) },
      { name: 'teams', read: inTime(teamsModule, () => teams.accessChanges(call, {})) },
      { name: 'projects', read: inTime(projectsModule, () => projects.accessChanges(call, {})) },
    ],
    presence,
    transport,
    archiveOf: tasksModule?.archiveOf ?? null,
    setup,
    setupUrl: async () =>
      authModule && (await setup()) === 'link' ? `${publicUrl}/setup#${authModule.setupToken}` : null,
  };
}

/** The time limit for reading access changes from another process: without them caches are trusted for two seconds. */
const accessChangesMs = 1_800;

function inTime<Result>(module: HostedModule | null, read: () => Promise<Result>): () => Promise<Result> {
  return module ? read : () => withWaitBudget(new WaitBudget(accessChangesMs), read);
}

function tracedTransport(tracing: Tracing | undefined, transport: MailTransport): MailTransport {
  if (!tracing) return transport;
  const attributes = { 'taskuno.transport': transport.kind };
  return {
    ...transport,
    send: (mail) => tracing.inSpan({ name: 'send mail', kind: 'client', attributes }, () => transport.send(mail)),
  };
}

const maxInvitesADay = 1_000;

function signUpPolicy(text: string): 'open' | 'invite' | string[] {
  if (text === 'open' || text === 'invite') return text;
  return text.split(',').map((domain) => domain.trim().toLowerCase());
}
