import type { AuthApi, PeopleDirectory } from '#modules/auth';
import type { ProjectsApi } from '#modules/projects';
import type { TasksApi } from '#modules/tasks';
import type { TeamsApi } from '#modules/teams';
import type { Scope } from '#platform/access/scope.ts';
import type { Actor, Context } from '#platform/context.ts';
import type { Flags } from '#platform/flags/flags.ts';
import type { Queue } from '#platform/jobs/queue.ts';
import type { HostLimits } from '#platform/outbound/host-limits.ts';
import type { Outbound } from '#platform/outbound/outbound.ts';
import type { StreamAccess } from '#platform/realtime/open-stream.ts';
import type { Presence } from '#platform/realtime/presence/presence.ts';
import type { Streams } from '#platform/realtime/streams.ts';
import type { MailIn } from './mail-in-address.ts';
import type { MailTransport } from './transport.ts';
import type { Vapid } from './vapid.ts';

/** The context of the verbs of this module. */
export interface NotificationsContext extends Context {
  readonly scope: Scope;
  readonly auth: AuthApi;
  readonly teams: TeamsApi;
  readonly projects: ProjectsApi;
  readonly tasks: TasksApi;
  readonly people: PeopleDirectory;
  readonly transport: MailTransport;
  readonly vapid: Vapid;
  readonly streams: Streams;
  readonly presence: Presence;
  readonly queue: Pick<Queue, 'status' | 'workers'>;
  /** The secret with which Resend signs its webhooks; undefined if it sends none. */
  readonly resendWebhookSecret: string | undefined;
  readonly flags: Flags;
  /** Requests to addresses that people or their browsers gave. */
  readonly outbound: Outbound;
  readonly webhooks: {
    /** Keys of targets and secrets: the first encrypts, all decrypt. */
    readonly keys: readonly [Buffer, ...Buffer[]];
    readonly hosts: HostLimits;
  };
  /** Keys of the links in mails: the first signs, all verify. */
  readonly mailKeys: readonly [Buffer, ...Buffer[]];
  /** Null if mail is not received. */
  readonly mailIn: MailIn | null;
  readonly publicUrl: string;
  /** True on a development server that only this machine can reach: its outbox shows one-time links. */
  readonly showsLinks: boolean;
  /** Returns somebody's current scope. */
  readonly scopeOf: (actor: Actor) => Scope | Promise<Scope>;
  readonly streamAccess: StreamAccess;
}
