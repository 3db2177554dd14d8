import type { HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';
import { isLoopback } from '../loopback.ts';
import type { MetricsText } from '../observability/metrics.ts';
import { equalSecrets } from '../startup/secrets.ts';

export interface MetricsOptions {
  readonly read: () => Promise<MetricsText>;
  /** Callers show it as a bearer token. Undefined: only programs on this machine may read. */
  readonly token: string | undefined;
}

/** Headers that a proxy adds. A request with one of them comes from elsewhere, although the proxy is on this machine. */
const proxyHeaders = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'forwarded', 'via'];

/** Serves `/metrics` for Prometheus: with the token, or, if none is set, to programs on this machine. */
export function serveMetrics<E extends { Bindings: Partial<HttpBindings> }>(
  app: Hono<E>,
  { read, token }: MetricsOptions,
): void {
  app.get('/metrics', async ({ req, env }) => {
    const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
    if (token === undefined) {
      const address = env?.incoming?.socket.remoteAddress?.replace(/^::ffff:/, '');
      const isLocal =
        address !== undefined &&
        isLoopback(address) &&
        isLoopback(req.header('host') ?? '') &&
        proxyHeaders.every((name) => req.header(name) === undefined);
      if (!isLocal) {
        const message = 'Metrics are readable on this machine only. Set METRICS_TOKEN to read them from elsewhere.\n';
        return new Response(message, { status: 403, headers });
      }
    } else if (!equalSecrets(req.header('authorization') ?? '', `Bearer ${token}`)) {
      return new Response('Send METRICS_TOKEN as a bearer token.\n', {
        status: 401,
        headers: { ...headers, 'www-authenticate': 'Bearer' },
      });
    }
    const { contentType, text } = await read();
    return new Response(text, { headers: { ...headers, 'content-type': contentType } });
  });
}
