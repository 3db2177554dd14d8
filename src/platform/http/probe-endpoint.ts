import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context as HonoContext, Hono } from 'hono';
import { isProbeToken, probeHeader, probeHoldMs, probePath, type SeenRequest } from '../doctor/probe.ts';
import { callerAddress } from './caller-address.ts';
import { publicAddress, serverAddressOf } from './own-address.ts';

export interface ProbeEndpointOptions {
  readonly secretKey: string;
  readonly publicUrl: string;
  readonly trustedProxies: number;
}

type Bindings = { Bindings: Partial<HttpBindings> };

/**
 * Serves the requests that this installation sends to itself through its public address. GET replies with what it saw,
 * as a stream that stays open for a moment, like the streams of live updates. POST replies without reading the body.
 * Without a token of this installation the path does not exist.
 */
export function serveProbe<E extends Bindings>(
  app: Hono<E>,
  { secretKey, publicUrl, trustedProxies }: ProbeEndpointOptions,
): void {
  const own = publicAddress(publicUrl);
  const isAllowed = ({ req }: HonoContext<E>) => isProbeToken(secretKey, req.header(probeHeader) ?? '', Date.now());
  app.get(probePath, (http) => {
    const { req, env } = http;
    const outgoing = env?.outgoing;
    if (!isAllowed(http) || !outgoing || !('flushHeaders' in outgoing)) return notHere();
    const header = (name: string) => req.header(name) ?? null;
    const incoming = env.incoming && 'httpVersion' in env.incoming ? env.incoming : undefined;
    const seen: SeenRequest = {
      address: callerAddress(incoming, header, trustedProxies),
      remotePort: incoming?.socket.remotePort ?? null,
      forwardedFor: (header('x-forwarded-for') ?? '')
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean),
      ...serverAddressOf(header, own, trustedProxies),
    };
    // The body ends with the connection, as in the streams of live updates: proxies treat chunks differently.
    outgoing.removeHeader('transfer-encoding');
    outgoing.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
      connection: 'close',
    });
    outgoing.write(`data: ${JSON.stringify(seen)}\n\n`);
    const timer = setTimeout(() => outgoing.end('event: end\ndata:\n\n'), probeHoldMs);
    outgoing.once('close', () => clearTimeout(timer));
    return RESPONSE_ALREADY_SENT;
  });
  app.post(probePath, (http) => {
    if (!isAllowed(http)) return notHere();
    return new Response(null, { status: 204, headers: { 'cache-control': 'no-store', connection: 'close' } });
  });
}

function notHere(): Response {
  return new Response('Not found\n', {
    status: 404,
    headers: { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
  });
}
