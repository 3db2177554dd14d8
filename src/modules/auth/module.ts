import type { Call } from '#platform/context.ts';
import { commandsOnce } from '#platform/database/commands.ts';
import { only } from '#platform/database/query.ts';
import { housekeeping } from '#platform/jobs/housekeeping.ts';
import { hostModule, type HostedModule, type ModuleBase } from '#platform/modules/module.ts';
import type { Secrets } from '#platform/secrets.ts';
import { access } from './access.ts';
import type { AuthContext, AuthPorts, AuthSettings } from './context.ts';
import type { AuthApi } from './contract.ts';
import { accessChange, command, inbox } from './schema.ts';
import { subscriptions } from './subscriptions.ts';
import { resolveCredentials, sessionState } from './sessions/credentials.ts';
import { sessionRoutes } from './sessions/routes.ts';
import { setupToken, signingKeys } from './sessions/signing-keys.ts';
import { createUser } from './users/create-user.ts';
import { listUsers } from './users/list-users.ts';
import { accountState } from './users/sign-up.ts';
import { findPeople, people } from './users/people.ts';

export const routes = sessionRoutes;

export interface AuthDependencies extends ModuleBase {
  readonly secrets: Secrets;
  readonly settings: AuthSettings;
  readonly ports: AuthPorts;
}

export interface AuthModule extends HostedModule {
  readonly api: AuthApi;
  /** The secret of the link that leads to the first account. */
  readonly setupToken: string;
}

export function createAuthModule({ db, clock, log, secrets, settings, ports }: AuthDependencies): AuthModule {
  const keys = signingKeys(secrets);
  const base = { db, clock, log, keys, settings, ports };
  const contextOf = (call: Call & { address?: string; userAgent?: string }): AuthContext => ({
    address: '',
    userAgent: '',
    ...call,
    ...base,
  });
  const api: AuthApi = {
    resolveCredentials: (call, input) => resolveCredentials(contextOf(call), input),
    sessionState: (call, input) => sessionState(contextOf(call), input),
    hasNobody: (call) => only(accountState(contextOf(call), {})),
    createUser: (call, input) => createUser(contextOf(call), input),
    listUsers: (call, input) => listUsers(contextOf(call), input),
    accessChanges: (call) => access.recent(contextOf(call)),
    people: (call, input) => people(contextOf(call), input),
    findPeople: (call, input) => findPeople(contextOf(call), input),
  };
  const hosted = hostModule<AuthContext>({
    name: 'auth',
    routes: { module: 'auth', tokenScope: 'profile', routes, contextOf, once: commandsOnce(command) },
    subscriptions,
    jobs: [housekeeping({ command, inbox, accessChange })],
    contextOf,
  });
  return { ...hosted, api, setupToken: setupToken(keys) };
}
