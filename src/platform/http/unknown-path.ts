import { notFound } from '../errors.ts';
import type { Shared } from './api-options.ts';
import { preflightHeaders, requestIdOf } from './headers.ts';
import type { HttpContext } from './http-context.ts';
import { problem, problemResponse } from './reply.ts';
import type { Route } from './route.ts';

export function preflight(shared: Shared, http: HttpContext): Response {
  const headers = preflightHeaders(http.req.header('origin') ?? null, shared.corsOrigins);
  return new Response(null, { status: 204, headers: { ...shared.headers, ...headers } });
}

export function unknownPath(
  shared: Shared,
  mounted: readonly { route: Route<never>; path: string }[],
  { req }: HttpContext,
): Response {
  const requestId = requestIdOf(req.header('x-request-id') ?? null);
  const headers: Record<string, string> = { ...shared.headers, 'x-request-id': requestId };
  const context = { requestId, instance: req.path };
  const methods = mounted.filter(({ path }) => matches(path, req.path)).map(({ route }) => route.method.toUpperCase());
  if (methods.length === 0) return problemResponse(notFound(), context, headers);
  headers['allow'] = [...new Set(methods)].join(', ');
  const detail = `Allowed methods: ${headers['allow']}.`;
  return problem({ status: 405, code: 'method-not-allowed', detail }, context, headers);
}

function matches(pattern: string, path: string): boolean {
  const expected = pattern.split('/');
  const actual = path.split('/');
  return expected.length === actual.length && expected.every((part, i) => part.startsWith(':') || part === actual[i]);
}
