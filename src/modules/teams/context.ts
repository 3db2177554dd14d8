import type { AuthApi, PeopleDirectory } from '#modules/auth';
import type { Scope } from '#platform/access/scope.ts';
import type { Actor, Context } from '#platform/context.ts';
import type { OrganizationId, UserId } from '#platform/ids.ts';
import type { Storage } from '#platform/storage/storage.ts';
import type { AskedPermissions, ProjectPermissions, TaskPermissions } from './contract.ts';

interface Leaver {
  readonly organizationId: OrganizationId;
  readonly userId: UserId;
}

/** Functions that teams needs from the modules above it. The composition root provides them. */
export interface TeamsPorts {
  /** The number of a person's open tasks in an organization. */
  readonly openTasks: (ctx: Context, leaver: Leaver) => Promise<number>;
  /** Assigns a person's open tasks in an organization to another person, or to nobody. Idempotent. */
  readonly handOverTasks: (ctx: Context, leaver: Leaver & { readonly successorId: UserId | null }) => Promise<void>;
  /** The actor's permissions for projects and tasks, from the policies of those modules. */
  readonly projectPermissions: (ctx: Context, subject: AskedPermissions) => Promise<ProjectPermissions>;
  readonly taskPermissions: (ctx: Context, subject: AskedPermissions) => Promise<TaskPermissions>;
}

/** The context of teams' verbs. */
export interface TeamsContext extends Context {
  readonly scope: Scope;
  readonly auth: AuthApi;
  readonly people: PeopleDirectory;
  /** The scope of an actor without a request, for calls from other modules. */
  readonly scopeOf: (actor: Actor) => Scope | Promise<Scope>;
  readonly ports: TeamsPorts;
  readonly storage: Storage;
  readonly inviteKey: Buffer;
  /** The limit per organization and per person; null means no limit. */
  readonly maxInvitesADay: number | null;
  readonly publicUrl: string;
  /** Whether a provider sends mail. */
  readonly sendsMail: boolean;
}
