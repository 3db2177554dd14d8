import { type Context, userIdOf } from '../context.ts';
import type { RequestState } from './request-state.ts';

/**
 * Logs the request. Successful reads and heartbeats are logged at `debug`: they are most of the lines and the least
 * useful.
 */
export function logRequest<C extends Context>(
  { shared, route, http, requestId, actor }: RequestState<C>,
  status: number,
  durationMs: number,
): void {
  const isQuiet = status < 400 && (route.method === 'get' || route.isHeartbeat === true);
  const level = status >= 500 ? 'error' : isQuiet ? 'debug' : 'info';
  if (!shared.log.isLevelEnabled(level)) return;
  const line = {
    requestId,
    method: http.req.method,
    path: http.req.path,
    userId: userIdOf(actor),
    status,
    ms: Math.round(durationMs * 10) / 10,
  };
  shared.log[level](line, 'request');
}
