import { Hono } from 'hono';
import { getPath } from 'hono/utils/url';
import { type ApiOptions, createShared } from './api-options.ts';
import { failureResponse } from './failure-response.ts';
import { handleRequest } from './handle-request.ts';
import { requestIdOf } from './headers.ts';
import type { Api, Env } from './http-context.ts';
import { withoutBase } from './own-address.ts';
import { preflight, unknownPath } from './unknown-path.ts';

export const apiPrefix = '/api/v1';

/**
 * Creates the API: every module's routes under `/api/v1`, each with its declared rule, in the contract's order of
 * checks. No route has a wildcard, so a request meets exactly one handler.
 */
export function createApi(options: ApiOptions): Api {
  const shared = createShared(options);
  const app = new Hono<Env>({ getPath: (request) => withoutBase(getPath(request), shared.address.path) });
  const mounted = options.groups
    .flatMap((group) => group.routes.map((route) => ({ group, route, path: honoPath(route.path) })))
    // Literal segments come before parameters: /tasks/bulk before /tasks/:id.
    .toSorted((a, b) => (a.path.replaceAll(':', '~') < b.path.replaceAll(':', '~') ? -1 : 1));
  for (const { group, route, path } of mounted) {
    app.on(route.method.toUpperCase(), path, (http) => handleRequest(shared, group, route, http));
  }
  app.onError((error, { req }) => {
    const requestId = requestIdOf(req.header('x-request-id') ?? null);
    return failureResponse(
      shared,
      error,
      { requestId, instance: req.path },
      { ...shared.headers, 'x-request-id': requestId },
    );
  });
  app.notFound((http) => {
    if (!http.req.path.startsWith('/api/')) return options.fallback(http);
    return http.req.method === 'OPTIONS' ? preflight(shared, http) : unknownPath(shared, mounted, http);
  });
  return app;
}

function honoPath(path: string): string {
  return apiPrefix + path.replaceAll(/\{(\w+)\}/g, ':$1');
}
