import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { z } from 'zod';
import type { Context } from '../context.ts';
import { currentWaitBudget } from '../database/wait-budget.ts';
import { degradedParts } from '../degraded.ts';
import { etagOf, jsonReply, jsonResponse, Reply } from './reply.ts';
import type { RequestState } from './request-state.ts';
import type { Route } from './route.ts';

export function toResponse<C extends Context>(
  { shared, headers, header }: RequestState<C>,
  route: Route<never>,
  result: unknown,
): Response | Promise<Response> {
  if (shared.reportsDegraded) reportDegraded(headers);
  // This Response was created before the server replaced Node's Response class, so `instanceof` does not recognize it.
  if (result === RESPONSE_ALREADY_SENT) return result as Response;
  if (result instanceof Response) return withHeaders(result, headers);
  const { body, version, status, headers: extra } = result instanceof Reply ? result : new Reply(result, {});
  const code = status ?? route.reply.status;
  if (version !== undefined) headers['etag'] = etagOf(version);
  Object.assign(headers, extra);
  const schema = code === route.reply.status ? route.reply.body : route.otherReplies?.[code];
  if (schema === undefined) return jsonResponse(code, undefined, headers);
  if (shared.checksReplies) checkReply(route, schema, body);
  return jsonReply(code, body, headers, header('accept-encoding'));
}

function reportDegraded(headers: Record<string, string>): void {
  const budget = currentWaitBudget();
  const parts = budget && degradedParts(budget);
  if (parts) headers['x-degraded'] = [...parts].join(', ');
}

/** Adds the collected headers, such as a new session cookie, to a route's own Response. Headers of the Response win. */
function withHeaders(response: Response, headers: Record<string, string>): Response {
  for (const [name, value] of Object.entries(headers)) {
    if (!response.headers.has(name)) response.headers.set(name, value);
  }
  return response;
}

function checkReply(route: Route<never>, schema: z.ZodType, body: unknown): void {
  const parsed = schema.safeParse(JSON.parse(JSON.stringify(body)));
  if (!parsed.success)
    throw new Error(`${route.method} ${route.path} replies otherwise than it declares: ${parsed.error.message}`);
}
