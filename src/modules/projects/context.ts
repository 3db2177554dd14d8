import type { PeopleDirectory } from '#modules/auth';
import type { TeamsApi } from '#modules/teams';
import type { Scope } from '#platform/access/scope.ts';
import type { Actor, Context } from '#platform/context.ts';

/** The context of projects' verbs. */
export interface ProjectsContext extends Context {
  readonly scope: Scope;
  readonly teams: TeamsApi;
  readonly people: PeopleDirectory;
  /** The scope of an actor without a request, for calls from other modules. */
  readonly scopeOf: (actor: Actor) => Scope | Promise<Scope>;
}
