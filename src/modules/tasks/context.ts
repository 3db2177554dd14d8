import type { AuthApi, PeopleDirectory } from '#modules/auth';
import type { ProjectDirectory, ProjectsApi } from '#modules/projects';
import type { TeamsApi } from '#modules/teams';
import type { Scope } from '#platform/access/scope.ts';
import type { Actor, Context } from '#platform/context.ts';
import type { Storage } from '#platform/storage/storage.ts';

/** What the verbs of tasks get. */
export interface TasksContext extends Context {
  readonly scope: Scope;
  readonly auth: AuthApi;
  readonly teams: TeamsApi;
  readonly projects: ProjectsApi;
  readonly projectDirectory: ProjectDirectory;
  readonly people: PeopleDirectory;
  readonly storage: Storage;
  /** Whether a job of one of the module’s own subscriptions, for such an event, still waits or runs. */
  readonly hasJob: (subscription: string, payload: Readonly<Record<string, unknown>>) => Promise<boolean>;
  /** The scope of an actor who made no request: of a job that works for somebody. */
  readonly scopeOf: (actor: Actor) => Scope | Promise<Scope>;
}
