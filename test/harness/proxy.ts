import { once } from 'node:events';
import { createServer, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { buffer } from 'node:stream/consumers';

export interface Proxy {
  readonly origin: string;
  /** The address that it forwards requests to, such as `http://127.0.0.1:8080`. */
  target: string;
  /** Whether it delivers a reply only once it is complete, as some company proxies and virus scanners do. */
  buffers: boolean;
  /** Breaks all connections, as a change of network does. */
  disconnect(): void;
  close(): Promise<void>;
}

/** A reverse proxy for one path, which it forwards or removes. */
export async function startProxy(path: string, takesPathAway: boolean): Promise<Proxy> {
  const proxy = { origin: '', target: '', buffers: false };
  const server = createServer((incoming, outgoing) => {
    const { method, headers, url = '/' } = incoming;
    if (url !== path && !url.startsWith(`${path}/`)) {
      outgoing.writeHead(404).end('another app');
      return;
    }
    const passed = takesPathAway ? url.slice(path.length) || '/' : url;
    const upstream = ask(proxy.target + passed, { method, headers }, (reply) => {
      const start = () => outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
      if (!proxy.buffers) return pipeline(reply, start(), () => undefined);
      buffer(reply).then(
        (body) => start().end(body),
        () => outgoing.destroy(),
      );
    });
    upstream.on('error', () => outgoing.destroy());
    outgoing.on('close', () => upstream.destroy());
    incoming.pipe(upstream);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy.origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  return Object.assign(proxy, {
    disconnect: () => server.closeAllConnections(),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}
