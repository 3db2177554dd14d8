import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { moduleNames, type ModuleName } from '#platform/startup/module-names.ts';
import { urlVariable } from '#platform/startup/split-variables.ts';
import { createDatabase, emptyDatabase, type TestDatabase } from '../harness/database.ts';
import { type AppProcess, freePort, makeFolder, startProcess, statusOf, until } from '../harness/process.ts';
import { testSecretKey } from '../harness/server.ts';
import { type Balancer, startBalancer } from './balancer.ts';

/** The processes of an installation by name, each with its modules; the first one is the address of the app. */
type Layout = Readonly<Record<string, readonly ModuleName[]>>;

/** Installations on which the same suite passes. */
export const layouts = {
  'one process': { app: moduleNames },
  'two equal processes': { first: moduleNames, second: moduleNames },
  'a gateway and five modules': {
    gateway: [],
    auth: ['auth'],
    teams: ['teams'],
    projects: ['projects'],
    tasks: ['tasks'],
    notifications: ['notifications'],
  },
  'a gateway, tasks, and the rest': {
    gateway: [],
    tasks: ['tasks'],
    rest: moduleNames.filter((name) => name !== 'tasks'),
  },
  'a gateway, tasks with a database of its own, and the rest': {
    gateway: [],
    tasks: ['tasks'],
    rest: moduleNames.filter((name) => name !== 'tasks'),
  },
} as const satisfies Record<string, Layout>;
export type LayoutName = keyof typeof layouts;

export interface Installation {
  readonly url: string;
  /** Its processes that run, by name. */
  readonly processes: ReadonlyMap<string, AppProcess>;
  readonly database: TestDatabase;
  /** Kills a process. */
  kill(name: string): Promise<void>;
  /** Starts it again, at the same address. */
  restart(name: string): Promise<void>;
  stop(): Promise<void>;
}

const internalKey = 'the key between the processes of a test, 32 bytes and more';

/** Starts an installation on a new database, as an operator would: by environment variables alone. */
export async function startInstallation(name: LayoutName, more: Record<string, string> = {}): Promise<Installation> {
  const layout: Layout = layouts[name];
  const database = await createDatabase();
  const apart = name === 'a gateway, tasks with a database of its own, and the rest' ? await emptyDatabase() : null;
  const folder = makeFolder();
  const names = Object.keys(layout);
  const ports = new Map<string, number>();
  for (const process of names) ports.set(process, await freePort());
  const [first = 0, second = 0] = ports.values();
  const balancer = name === 'two equal processes' ? await startBalancer([first, second]) : null;
  const processes = new Map<string, AppProcess>();
  const port = balancer?.port ?? ports.get(names[0] ?? '') ?? 0;
  const publicUrl = `http://localhost:${port}`;

  async function start(process: string): Promise<void> {
    const own = layout[process] ?? [];
    const dataDir = join(folder.path, process);
    mkdirSync(dataDir, { recursive: true, mode: 0o711 });
    const app = await startProcess({
      dataDir,
      port: ports.get(process) ?? 0,
      env: {
        ...shared(database, folder.path, publicUrl),
        TRUSTED_PROXIES: balancer ? '1' : '0',
        ...splitOf(layout, own, ports),
        // No other process knows this database.
        ...(apart && own.includes('tasks') ? { TASKS_DATABASE_URL: urlOf(apart) } : {}),
        ...more,
      },
    });
    processes.set(process, app);
    await app.ready();
  }

  const installation: Installation = {
    url: publicUrl,
    processes,
    database,
    async kill(process) {
      const app = processes.get(process);
      app?.child.kill('SIGKILL');
      await app?.ended;
    },
    restart: start,
    async stop() {
      for (const { child } of processes.values()) child.kill('SIGTERM');
      await Promise.all([...processes.values()].map(({ ended }) => ended));
      await stopBalancer(balancer);
      await database.drop();
      await apart?.drop();
      folder.remove();
    },
  };
  try {
    await Promise.all(names.map(start));
    await until(async () => (await statusOf(`${publicUrl}/health/ready`)) === 200);
    return installation;
  } catch (error) {
    await installation.stop();
    throw error;
  }
}

async function stopBalancer(balancer: Balancer | null): Promise<void> {
  await balancer?.close();
}

function shared(database: TestDatabase, folder: string, publicUrl: string): Record<string, string> {
  return {
    DATABASE_URL: urlOf(database),
    DATABASE_ROLES: 'on',
    DATABASE_POOL: '3',
    SECRET_KEY: testSecretKey,
    PUBLIC_URL: publicUrl,
    STORAGE_URL: `file:${folder}/files`,
    RATE_LIMITS: 'off',
    LOG_LEVEL: 'warn',
  };
}

function urlOf({ name }: TestDatabase): string {
  const { host, port, user } = inject('server');
  const url = new URL(`postgres://${user}@localhost:${port}/${name}`);
  url.searchParams.set('host', host);
  return url.href;
}

function splitOf(layout: Layout, own: readonly ModuleName[], ports: ReadonlyMap<string, number>) {
  if (own.length === moduleNames.length) return {};
  const others = moduleNames.filter((module) => !own.includes(module));
  const urls = others.map((module) => {
    const host = Object.keys(layout).find((process) => layout[process]?.includes(module)) ?? '';
    return [urlVariable(module), `http://127.0.0.1:${ports.get(host)}`];
  });
  return { MODULES: own.join(',') || 'none', INTERNAL_KEY: internalKey, ...Object.fromEntries(urls) };
}
