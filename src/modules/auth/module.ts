import type { Call } from '#platform/context.ts';
import { commandsOnce } from '#platform/commands/commands.ts';
import { one } from '#platform/database/query.ts';
import { publicAddress } from '#platform/http/own-address.ts';
import { moduleScopes } from '#platform/startup/module-names.ts';
import { hostModule, type HostedModule, type ModuleBase } from '#platform/modules/module.ts';
import type { Secrets } from '#platform/startup/secrets.ts';
import type { Storage } from '#platform/storage/storage.ts';
import { access } from './access.ts';
import { instanceAdmins } from './users/admin-users.ts';
import { auditRoutes } from './audit/routes.ts';
import type { AuthContext, AuthPorts, AuthSettings } from './context.ts';
import type { AuthApi } from './contract.ts';
import { jobs } from './jobs.ts';
import { handOverLink } from './links/hand-over-link.ts';
import { mailedLinkUrl } from './links/mailed-link.ts';
import { oidcRoutes } from './oidc/routes.ts';
import { accountRoutes } from './own-account/routes.ts';
import { passkeyRoutes } from './passkeys/routes.ts';
import { createPasswords } from './hashing/passwords.ts';
import { command } from './schema/module-tables.ts';
import { secondFactorRoutes } from './second-factor/routes.ts';
import { endAllSessions } from './session/end-all-sessions.ts';
import { credentialState, renewCookie, resolveCredentials } from './sessions/credentials.ts';
import { sessionRoutes } from './sessions/routes.ts';
import { setupToken, signingKeys } from './signing-keys.ts';
import { subscriptions } from './subscriptions.ts';
import { listPersonalTokens, removePersonalToken } from './tokens/personal-token.ts';
import { tokenRoutes } from './tokens/routes.ts';
import { findPeople, people } from './user/people.ts';
import { selfOf } from './user/rules.ts';
import { toUser } from './user/user.ts';
import {
  accountOf,
  createByOperator,
  deleteByOperator,
  listByOperator,
  manageByOperator,
  tokenByOperator,
} from './users/operator.ts';
import { userRoutes } from './users/routes.ts';
import { accountState } from './users/sign-up.ts';

export { defaultPasswordCost, type PasswordCost } from './oslo.ts';

export const routes = [
  ...sessionRoutes,
  ...accountRoutes,
  ...secondFactorRoutes,
  ...passkeyRoutes,
  ...oidcRoutes,
  ...tokenRoutes,
  ...userRoutes,
  ...auditRoutes,
];

export interface AuthDependencies extends ModuleBase {
  readonly secrets: Secrets;
  readonly settings: AuthSettings;
  readonly ports: AuthPorts;
  readonly storage: Storage;
}

export interface AuthModule extends HostedModule {
  readonly api: AuthApi;
  /** The secret of the setup link, which creates the first account. */
  readonly setupToken: string;
}

export function createAuthModule(deps: AuthDependencies): AuthModule {
  const { db, clock, log, secrets, settings, ports, storage } = deps;
  const keys = signingKeys(secrets);
  const passwords = createPasswords(settings.passwordCost);
  const base = { db, clock, log, keys, settings, ports, storage, passwords };
  const serverAddress = publicAddress(settings.publicUrl);
  type RequestCall = Call & Partial<Pick<AuthContext, 'address' | 'userAgent' | 'serverAddress'>>;
  const contextOf = (call: RequestCall): AuthContext => ({
    address: '',
    userAgent: '',
    serverAddress,
    ...call,
    ...base,
  });
  const api: AuthApi = {
    resolveCredentials: (call, input) => resolveCredentials(contextOf(call), input),
    credentialState: (call, input) => credentialState(contextOf(call), input),
    rotateSession: (call, { sessionId, isSecure }) =>
      renewCookie(contextOf({ ...call, serverAddress: { ...serverAddress, isSecure } }), { sessionId }),
    ownAccount: async (call) => toUser((await selfOf(contextOf(call))).account),
    hasNobody: (call) => one(accountState(contextOf(call), {})),
    mailedLink: (call, input) => mailedLinkUrl(contextOf(call), input),
    createUser: (call, input) => createByOperator(contextOf(call), input),
    listUsers: (call, input) => listByOperator(contextOf(call), input),
    instanceAdmins: (call) => instanceAdmins(contextOf(call)),
    manageUser: (call, input) => manageByOperator(contextOf(call), input),
    handOverLink: async (call, { login, kind }) => {
      const ctx = contextOf(call);
      return handOverLink(ctx, await accountOf(ctx, login), kind);
    },
    deleteUser: (call, input) => deleteByOperator(contextOf(call), input),
    createToken: (call, input) => tokenByOperator(contextOf(call), input),
    listTokens: async (call, { login }) => {
      const ctx = contextOf(call);
      return listPersonalTokens(ctx, { userId: (await accountOf(ctx, login)).id });
    },
    removeToken: async (call, { login, id }) => {
      const ctx = contextOf(call);
      await removePersonalToken(ctx, (await accountOf(ctx, login)).id, id);
      return {};
    },
    accessChanges: (call) => access.recent(contextOf(call)),
    people: (call, input) => people(contextOf(call), input),
    findPeople: (call, input) => findPeople(contextOf(call), input),
  };
  const hosted = hostModule<AuthContext>({
    name: 'auth',
    routes: { module: 'auth', tokenScope: moduleScopes.auth, routes, contextOf, once: commandsOnce(command) },
    subscriptions,
    jobs,
    contextOf,
    afterRestore: endAllSessions,
  });
  return { ...hosted, api, setupToken: setupToken(keys) };
}
