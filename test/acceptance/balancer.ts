import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { freePort } from '../harness/process.ts';

export interface Balancer {
  readonly port: number;
  close(): Promise<void>;
}

const haproxy = '/usr/sbin/haproxy';
const config = new URL('../../deploy/vm/haproxy.cfg', import.meta.url).pathname;

/** One address for two servers of this machine: haproxy with the file of `deploy/vm` if it is installed. */
export function startBalancer(ports: readonly [number, number]): Promise<Balancer> {
  return existsSync(haproxy) ? startHaproxy(ports) : startForwarder(ports);
}

async function startHaproxy([blue, green]: readonly [number, number]): Promise<Balancer> {
  const port = await freePort();
  const proxy = spawn(haproxy, ['-db', '-q', '-f', config], {
    env: { LISTEN: `127.0.0.1:${port}`, BLUE: `127.0.0.1:${blue}`, GREEN: `127.0.0.1:${green}` },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return {
    port,
    async close() {
      proxy.kill();
      if (proxy.exitCode === null) await once(proxy, 'exit');
    },
  };
}

/** Passes connections on in turns; a server that does not listen is left out. */
async function startForwarder(ports: readonly number[]): Promise<Balancer> {
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
