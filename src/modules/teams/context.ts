import type { AuthApi, PeopleDirectory } from '#modules/auth';
import type { Scope } from '#platform/access/scope.ts';
import type { Actor, Context } from '#platform/context.ts';

/** What the verbs of teams get. */
export interface TeamsContext extends Context {
  readonly scope: Scope;
  readonly auth: AuthApi;
  readonly people: PeopleDirectory;
  /** The scope of an actor who made no request: of a call from another module. */
  readonly scopeOf: (actor: Actor) => Scope | Promise<Scope>;
  readonly inviteKey: Buffer;
  readonly publicUrl: string;
}
