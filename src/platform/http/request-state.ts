import { type Actor, anonymous, type Context } from '../context.ts';
import type { Shared } from './api-options.ts';
import { type HeaderReader, headerReader } from './header-reader.ts';
import { corsHeaders, requestIdOf } from './headers.ts';
import type { HttpContext } from './http-context.ts';
import type { Route, RouteGroup } from './route.ts';

/** The state of one request while it passes the checks. */
export interface RequestState<C extends Context> {
  readonly shared: Shared;
  readonly group: RouteGroup<C>;
  readonly route: Route<C>;
  readonly http: HttpContext;
  readonly header: HeaderReader;
  readonly requestId: string;
  /** The headers of the reply, collected so far. */
  readonly headers: Record<string, string>;
  /** The caller, once identified. */
  actor: Actor;
}

export function createRequestState<C extends Context>(
  shared: Shared,
  group: RouteGroup<C>,
  route: Route<C>,
  http: HttpContext,
): RequestState<C> {
  const header = headerReader(http);
  const requestId = requestIdOf(header('x-request-id'));
  const headers = replyHeaders(shared, requestId, header('origin'));
  return { shared, group, route, http, header, requestId, headers, actor: anonymous };
}

function replyHeaders(shared: Shared, requestId: string, origin: string | null): Record<string, string> {
  const headers = { ...shared.headers, 'x-request-id': requestId };
  return origin === null ? headers : { ...headers, ...corsHeaders(origin, shared.corsOrigins) };
}
