import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect } from '#platform/database/connection.ts';
import { startEmbedded } from '#platform/database/embedded.ts';
import { type AppProcess, freePort, makeFolder, startProcess, statusOf, until } from '../harness/process.ts';
import { testSecretKey } from '../harness/server.ts';
import { pause } from './crashes.ts';
import { followTasks } from './follow.ts';
import type { Finding } from './run.ts';
import { describeReplies, requestsPerSecond, startLoad } from './steady-load.ts';
import { createTestTeam, env } from './workload.ts';

const restarts = 10;
const drainSeconds = 3;
const haproxy = '/usr/sbin/haproxy';
const config = new URL('../../deploy/vm/haproxy.cfg', import.meta.url).pathname;

/** Two instances behind haproxy are restarted in turn while people work: no request fails, no event is missed. */
export async function rollingRows(): Promise<Finding[]> {
  const name = `${restarts} rolling restarts behind haproxy at up to ${requestsPerSecond} requests a second`;
  if (!existsSync(haproxy)) return [{ name, figure: 'haproxy is not installed', holds: false }];
  const folder = makeFolder();
  await using running = new AsyncDisposableStack();
  running.defer(() => folder.remove());
  const database = await startEmbedded({ dataDir: folder.path });
  running.defer(() => database.stop());
  const admin = connect(database.target, { connections: 1, name: 'reliability admin' });
  await admin`create database taskuno`;
  await admin.end({ timeout: 1 });

  const { host, port, user } = database.target;
  const instance = async (dataDir: string, ownPort: number) => {
    const app = await startProcess({
      dataDir: `${folder.path}/${dataDir}`,
      port: ownPort,
      env: {
        ...env,
        LOG_LEVEL: 'warn',
        SECRET_KEY: testSecretKey,
        SERVICE_KEY: testSecretKey,
        DATABASE_URL: `postgres://${user}@localhost:${port}/taskuno?host=${host}`,
        DATABASE_ROLES: 'on',
        TRUSTED_PROXIES: '1',
        DRAIN_SECONDS: String(drainSeconds),
      },
    });
    await app.ready();
    return app;
  };
  const ports = { blue: await freePort(), green: await freePort(), proxy: await freePort() };
  const apps = { blue: await instance('blue', ports.blue), green: await instance('green', ports.green) };
  running.defer(async () => {
    await Promise.all([stop(apps.blue), stop(apps.green)]);
  });
  const proxy = spawn(haproxy, ['-db', '-q', '-f', config], {
    env: {
      LISTEN: `127.0.0.1:${ports.proxy}`,
      BLUE: `127.0.0.1:${ports.blue}`,
      GREEN: `127.0.0.1:${ports.green}`,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  running.defer(() => void proxy.kill());
  const url = `http://127.0.0.1:${ports.proxy}`;
  await until(async () => (await statusOf(`${url}/health/ready`)) === 200);

  const team = await createTestTeam(url);
  const stream = followTasks(() => url, team.token);
  await until(() => stream.isOpen());
  const load = startLoad(url, team);
  for (let i = 0; i < restarts; i += 1) {
    const color = i % 2 === 0 ? 'blue' : 'green';
    await stop(apps[color]);
    apps[color] = await instance(color, ports[color]);
    // The proxy sees the new one at its next check.
    await pause(1_500);
  }
  const { replies, created, sent } = await load.stop();
  await until(() => created.every((id) => stream.ids.includes(id)), 20_000).catch(() => undefined);
  stream.stop();

  const missed = created.filter((id) => !stream.ids.includes(id)).length;
  const doubled = stream.ids.length - new Set(stream.ids).size;
  const { failed, text } = describeReplies(replies);
  return [
    {
      name,
      figure: `${text}; ${sent}`,
      holds: failed === 0,
    },
    {
      name: 'an event stream across rolling restarts',
      figure: `${missed} of ${created.length} events missed, ${doubled} doubled, ${stream.connections()} connections`,
      holds: missed === 0 && doubled === 0,
    },
  ];
}

async function stop(app: AppProcess): Promise<void> {
  app.child.kill('SIGTERM');
  await app.ended;
}
