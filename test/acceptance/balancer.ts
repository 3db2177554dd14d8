import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';

export interface Balancer {
  readonly port: number;
  close(): Promise<void>;
}

/** Passes connections on to servers of this machine in turns; one that does not listen is left out. */
export async function startBalancer(ports: readonly number[]): Promise<Balancer> {
  let turn = 0;
  const server = createServer((client) => {
    const forward = (attempts: number) => {
      turn += 1;
      const upstream = connect(ports[turn % ports.length] ?? 0, '127.0.0.1');
      let isConnected = false;
      upstream.once('connect', () => {
        isConnected = true;
        client.pipe(upstream).pipe(client);
        client.on('close', () => upstream.destroy());
        upstream.on('close', () => client.destroy());
      });
      upstream.on('error', () => {
        if (isConnected || attempts === 0) client.destroy();
        else forward(attempts - 1);
      });
    };
    client.on('error', () => client.destroy());
    forward(ports.length);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.close();
    },
  };
}
