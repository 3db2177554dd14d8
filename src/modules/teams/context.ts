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

/** What teams asks of the modules above it; the composition root fills it. */
export interface TeamsPorts {
  /** How many open tasks somebody has in an organization. */
  readonly openTasks: (ctx: Context, leaver: Leaver) => Promise<number>;
  /** Gives somebody's open tasks in an organization to another person, or to nobody. Twice is as once. */
  readonly handOverTasks: (ctx: Context, leaver: Leaver & { readonly heirId: UserId | null }) => Promise<void>;
  /** What the actor may do with projects and tasks, as the policies there decide it. */
  readonly projectPermissions: (ctx: Context, asked: AskedPermissions) => Promise<ProjectPermissions>;
  readonly taskPermissions: (ctx: Context, asked: AskedPermissions) => Promise<TaskPermissions>;
}

/** What the verbs of teams get. */
export interface TeamsContext extends Context {
  readonly scope: Scope;
  readonly auth: AuthApi;
  readonly people: PeopleDirectory;
  /** The scope of an actor who made no request: of a call from another module. */
  readonly scopeOf: (actor: Actor) => Scope | Promise<Scope>;
  readonly ports: TeamsPorts;
  readonly storage: Storage;
  readonly inviteKey: Buffer;
  /** By one organization, and by one person; null lifts it. */
  readonly maxInvitesADay: number | null;
  readonly publicUrl: string;
  /** Whether mail leaves this server. */
  readonly sendsMail: boolean;
}
