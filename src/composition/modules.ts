import { createAuthModule } from '../modules/auth/module.ts';
import { createNotificationsModule } from '../modules/notifications/module.ts';
import { createTransport, type MailTransport } from '../modules/notifications/mail/transport.ts';
import { createProjectsModule } from '../modules/projects/module.ts';
import { createTasksModule } from '../modules/tasks/module.ts';
import { createTeamsModule } from '../modules/teams/module.ts';
import type { AccessCaches, AccessSource } from '#platform/access/cache.ts';
import type { Clock } from '#platform/clock.ts';
import type { Config, ModuleName } from '#platform/config.ts';
import type { Call } from '#platform/context.ts';
import type { Database } from '#platform/database/database.ts';
import type { Queue } from '#platform/jobs/queue.ts';
import type { HostedModule, ModuleBase } from '#platform/modules/module.ts';
import type { Logger } from '#platform/observability/logger.ts';
import type { Streams } from '#platform/realtime/streams.ts';
import type { Secrets } from '#platform/secrets.ts';
import type { Storage } from '#platform/storage/storage.ts';
import { type Access, composeAccess } from './access.ts';
import { composePeople } from './people.ts';

export interface ModuleParts {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly log: Logger;
  readonly database: (name: ModuleName) => Database;
  readonly caches: AccessCaches;
  readonly streams: Streams;
  readonly queue: Queue;
  readonly storage: Storage;
}

export interface Modules {
  readonly hosted: readonly HostedModule[];
  readonly access: Access;
  readonly accessSources: readonly AccessSource[];
  readonly transport: MailTransport;
  readonly sessionCookie: string;
  /** The link to the first account, while there is none and a link is asked for. */
  readonly setupUrl: () => Promise<string | null>;
}

const call: Call = { actor: { kind: 'service', name: 'composition' }, requestId: 'composition' };

/** Makes the modules from the lowest up; what a lower one asks of a higher one goes through a port. */
export function composeModules(parts: ModuleParts): Modules {
  const { config, secrets, clock, log, database, caches } = parts;
  const { publicUrl } = config;
  const base = (name: ModuleName): ModuleBase => ({ db: database(name), clock, log: log.child({ module: name }) });
  const sessionCookie = publicUrl.startsWith('https:') ? '__Host-taskuno_session' : 'taskuno_session';
  const isLocal = isLoopback(config.HOST);

  const auth = createAuthModule({
    ...base('auth'),
    secrets,
    settings: { signUp: signUpPolicy(config.SIGN_UP), trustsFirstSignUp: isLocal, publicUrl, sessionCookie },
    ports: {
      invitedAddress: async (ctx, token) => (await teams.api.invitedAddress(ctx, { token }))?.email ?? null,
      acceptInvite: (ctx, token, userId) => teams.api.acceptInvite(ctx, { token, userId }),
    },
  });
  const people = composePeople(auth.api, caches);
  const teams = createTeamsModule({
    ...base('teams'),
    secrets,
    publicUrl,
    auth: auth.api,
    people,
    scopeOf: (actor) => access.scopeOf(actor),
  });
  const projects = createProjectsModule({ ...base('projects'), teams: teams.api, people });
  const access = composeAccess({ auth: auth.api, teams: teams.api, projects: projects.api, caches, clock });
  const tasks = createTasksModule({
    ...base('tasks'),
    auth: auth.api,
    teams: teams.api,
    projects: projects.api,
    people,
    storage: parts.storage,
    scopeOf: access.scopeOf,
  });
  const transport = createTransport(config);
  const notifications = createNotificationsModule({
    ...base('notifications'),
    teams: teams.api,
    people,
    transport,
    streams: parts.streams,
    queue: parts.queue,
    publicUrl,
    showsLinks: isLocal,
    scopeOf: access.scopeOf,
    isSignedIn: access.isSignedIn,
  });

  return {
    hosted: [auth, teams, projects, tasks, notifications],
    access,
    accessSources: [
      { name: 'auth', read: () => auth.api.accessChanges(call, {}) },
      { name: 'teams', read: () => teams.api.accessChanges(call, {}) },
      { name: 'projects', read: () => projects.api.accessChanges(call, {}) },
    ],
    transport,
    sessionCookie,
    setupUrl: async () => {
      if (isLocal || !(await auth.api.hasNobody(call, {})).isEmpty) return null;
      return `${publicUrl}/setup#${auth.setupToken}`;
    },
  };
}

function signUpPolicy(text: string): 'open' | 'invite' | string[] {
  if (text === 'open' || text === 'invite') return text;
  return text.split(',').map((domain) => domain.trim().toLowerCase());
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
