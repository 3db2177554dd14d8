import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { ConnectionTarget } from '#platform/database/connection-target.ts';
import type { DatabaseTargets } from '#platform/database/provision.ts';
import { perModule } from '#platform/startup/module-names.ts';

/**
 * `open` forwards everything. `silent` accepts connections and bytes, and forwards them once it is open again.
 * `closing` ends every connection as soon as it arrives.
 */
export type ProxyMode = 'open' | 'silent' | 'closing';

/** A TCP proxy before a database server. */
export interface DatabaseProxy {
  /** The same target through the proxy. */
  through(target: ConnectionTarget): ConnectionTarget;
  setMode(mode: ProxyMode): void;
  /** The number of connections so far. */
  connectionCount(): number;
  close(): Promise<void>;
}

export async function startDatabaseProxy(server: Pick<ConnectionTarget, 'host' | 'port'>): Promise<DatabaseProxy> {
  const state = { mode: 'open' as ProxyMode, connectionCount: 0 };
  const clients = new Set<Socket>();
  const waiting = new Set<() => void>();

  const listener = createServer({ allowHalfOpen: false, pauseOnConnect: true }, (client) => {
    state.connectionCount += 1;
    clients.add(client);
    client.on('error', () => client.destroy());
    client.on('close', () => clients.delete(client));
    if (state.mode === 'closing') client.end();
    else if (state.mode === 'silent') waiting.add(() => join(client));
    else join(client);
  });

  function join(client: Socket): void {
    const upstream = server.host.startsWith('/')
      ? connect(`${server.host}/.s.PGSQL.${server.port}`)
      : connect(server.port, server.host);
    const pass = (from: Socket, to: Socket) => {
      const write = (bytes: Buffer) => (state.mode === 'silent' ? waiting.add(() => to.write(bytes)) : to.write(bytes));
      from.on('data', write);
      // Bytes received before the end are forwarded first, as by a proxy that hung for a while.
      from.on('close', () => (state.mode === 'silent' ? waiting.add(() => to.end()) : to.end()));
      from.on('error', () => from.destroy());
    };
    pass(client, upstream);
    pass(upstream, client);
    client.resume();
  }

  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;
  return {
    through: (target) => ({ ...target, host: '127.0.0.1', port }),
    setMode(mode) {
      state.mode = mode;
      if (mode === 'closing') for (const client of clients) client.end();
      if (mode !== 'open') return;
      for (const go of waiting) go();
      waiting.clear();
    },
    connectionCount: () => state.connectionCount,
    async close() {
      for (const client of clients) client.destroy();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}

/** The targets of all roles through the proxy. */
export function targetsThrough(proxy: DatabaseProxy, targets: DatabaseTargets): DatabaseTargets {
  const modules = perModule((name) => proxy.through(targets.modules[name]));
  return {
    ...targets,
    modules: modules as DatabaseTargets['modules'],
    events: proxy.through(targets.events),
    direct: proxy.through(targets.direct),
    migrator: proxy.through(targets.migrator),
  };
}
