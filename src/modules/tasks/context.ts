import type { AuthApi, PeopleDirectory } from '#modules/auth';
import type { ProjectDirectory, ProjectsApi } from '#modules/projects';
import type { TeamsApi } from '#modules/teams';
import type { Scope } from '#platform/access/scope.ts';
import type { Actor, Context } from '#platform/context.ts';
import type { Flags } from '#platform/flags/flags.ts';
import type { UserId } from '#platform/ids.ts';
import type { Storage } from '#platform/storage/storage.ts';
import type { TaskId } from './contract.ts';

/** Functions that tasks needs from the module above it and from the platform. The composition root provides them. */
export interface TasksPorts {
  /** Whether a person has muted a task; null if that cannot be found out now. */
  readonly isMuted: (
    ctx: Context,
    subject: { readonly userId: UserId; readonly taskId: TaskId },
  ) => Promise<boolean | null>;
  /** The id of the newest event, from which a stream can resume. */
  readonly newestEventId: () => Promise<string>;
}

/** The context of the verbs of this module. */
export interface TasksContext extends Context {
  readonly scope: Scope;
  readonly auth: AuthApi;
  readonly teams: TeamsApi;
  readonly projects: ProjectsApi;
  readonly projectDirectory: ProjectDirectory;
  readonly people: PeopleDirectory;
  readonly ports: TasksPorts;
  readonly storage: Storage;
  readonly flags: Flags;
  /** Whether a job of one of this module's subscriptions with this payload is waiting or running. */
  readonly hasJob: (subscription: string, payload: Readonly<Record<string, unknown>>) => Promise<boolean>;
  /** The scope of an actor without a request: a job that works on behalf of a person. */
  readonly scopeOf: (actor: Actor) => Scope | Promise<Scope>;
}
