import type { PeopleDirectory } from '#modules/auth';
import type { TeamsApi } from '#modules/teams';
import type { Scope } from '#platform/access/scope.ts';
import type { Actor, Context } from '#platform/context.ts';

/** What the verbs of projects get. */
export interface ProjectsContext extends Context {
  readonly scope: Scope;
  readonly teams: TeamsApi;
  readonly people: PeopleDirectory;
  /** The scope of an actor who made no request: of a call from another module. */
  readonly scopeOf: (actor: Actor) => Scope | Promise<Scope>;
}
