import { anonymous, type Context, userIdOf } from '../context.ts';
import { callerAddress, networkOf, sourceOf } from './caller-address.ts';
import { checkOrigin, credentialsOf } from './credentials.ts';
import { serverAddressOf, sessionCookieFor } from './own-address.ts';
import type { LimitName } from './rate-limits.ts';
import type { RequestContext } from './request.ts';
import type { RequestState } from './request-state.ts';

/** Identifies the caller: first limits, then credentials, then the restrictions of cookies and tokens. */
export async function identify<C extends Context>(state: RequestState<C>): Promise<RequestContext> {
  const { shared, route, http, header, requestId } = state;
  const address = callerAddress(http.env?.incoming, header, shared.trustedProxies);
  const serverAddress = serverAddressOf(header, shared.address, shared.trustedProxies);
  const credentials = credentialsOf(header, serverAddress, sessionCookieFor(serverAddress, shared.address.path).name);
  const [source, network] = [sourceOf(address), networkOf(address)];
  if (credentials === null || route.limit) await limit(state, route.limit ?? 'address', source, network);
  if (credentials !== null) {
    const authenticated = await shared.authenticate(credentials);
    state.actor = authenticated?.actor ?? anonymous;
    if (authenticated?.setCookie !== undefined) state.headers['set-cookie'] = authenticated.setCookie;
    const userId = userIdOf(state.actor);
    if (userId === null) await limit(state, 'address', source, network);
    else await limit(state, 'user', userId);
  }
  if (credentials?.kind === 'cookie' && route.method !== 'get') checkOrigin(shared, header, serverAddress);
  return {
    actor: state.actor,
    scope: await shared.scopeOf(state.actor),
    requestId,
    address,
    userAgent: (header('user-agent') ?? '').slice(0, 500),
    serverAddress,
    clock: shared.clock,
    log: shared.log,
  };
}

async function limit<C extends Context>(
  { shared, headers }: RequestState<C>,
  name: LimitName,
  key: string,
  network: string | null = null,
): Promise<void> {
  if (shared.limits) Object.assign(headers, await shared.limits.take(name, key, network));
}
