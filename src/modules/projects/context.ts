import type { PeopleDirectory } from '#modules/auth';
import type { TeamsApi } from '#modules/teams';
import type { Scope } from '#platform/access/scope.ts';
import type { Context } from '#platform/context.ts';

/** What the verbs of projects get. */
export interface ProjectsContext extends Context {
  readonly scope: Scope;
  readonly teams: TeamsApi;
  readonly people: PeopleDirectory;
}
