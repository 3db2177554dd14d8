import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '#platform/database/connection.ts';
import { startEmbedded } from '#platform/database/embedded.ts';
import { databaseName } from '#platform/database/provision.ts';
import { freePort, makeFolder, startProcess, until } from '../harness/process.ts';
import type { Finding } from './run.ts';
import { env } from './workload.ts';

const folderOfRules = new URL('../../deploy/observability/', import.meta.url).pathname;
const token = 'a-token-for-the-metrics-of-this-run';
const patienceMs = 60_000;

interface Reply {
  readonly data: {
    readonly activeTargets?: readonly { readonly health: string }[];
    readonly alerts?: readonly { readonly state: string; readonly labels: { readonly alertname: string } }[];
  };
}

/** Debian's Prometheus reads a server with the files of `deploy/observability`, and alerts when something is wrong. */
export async function alertRows(): Promise<Finding[]> {
  const name = 'Prometheus with the files of deploy/observability';
  if (!existsSync('/usr/bin/promtool')) return [{ name, figure: 'prometheus is not installed', holds: false }];
  const folder = makeFolder();
  await using running = new AsyncDisposableStack();
  running.defer(() => folder.remove());
  const dataDir = join(folder.path, 'data');
  const ports = { app: await freePort(), prometheus: await freePort() };
  const app = await startProcess({
    dataDir,
    port: ports.app,
    env: { ...env, LOG_LEVEL: 'warn', METRICS_TOKEN: token },
  });
  running.defer(() => void app.child.kill('SIGKILL'));
  await app.ready();

  writeConfiguration(folder.path, ports.app);
  const prometheus = spawn(
    '/usr/bin/prometheus',
    [
      `--config.file=${folder.path}/prometheus.yml`,
      `--storage.tsdb.path=${folder.path}/series`,
      `--web.listen-address=127.0.0.1:${ports.prometheus}`,
      '--log.level=error',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  running.defer(() => void prometheus.kill());
  const ask = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${ports.prometheus}/api/v1/${path}`);
    return ((await response.json()) as Reply).data;
  };
  const isUp = async () => (await ask('targets')).activeTargets?.[0]?.health === 'up';
  await until(() => isUp().catch(() => false), patienceMs);
  const alerts = async () => {
    const { alerts: all = [] } = await ask('alerts');
    return new Set(all.filter(({ state }) => state === 'firing').map(({ labels }) => labels.alertname));
  };
  const fires = (alert: string) => until(async () => (await alerts()).has(alert), patienceMs);

  const before = await alerts();
  await setEventAside(dataDir);
  await fires('TaskUnoEventsSetAside');
  app.child.kill('SIGTERM');
  await app.ended;
  await fires('TaskUnoDown');
  const checks = [check('check', 'rules', 'alerts.yml'), check('test', 'rules', 'alerts.test.yml')];
  return [
    {
      name,
      figure: `${checks.join('; ')}; the server was read; TaskUnoEventsSetAside fired after an event was set aside, TaskUnoDown after the server ended${before.size === 0 ? '' : `; before: ${[...before].join(', ')}`}`,
      holds:
        !before.has('TaskUnoEventsSetAside') &&
        !before.has('TaskUnoDown') &&
        checks.every((line) => !/FAIL/.test(line)),
    },
  ];
}

/** The files as they are, but for the port and the waiting times. */
function writeConfiguration(folder: string, port: number): void {
  const read = (file: string) => readFileSync(join(folderOfRules, file), 'utf8');
  writeFileSync(join(folder, 'metrics-token'), token);
  writeFileSync(join(folder, 'alerts.yml'), read('alerts.yml').replaceAll(/for: \d+m/g, 'for: 2s'));
  const config = read('prometheus.yml').replaceAll('15s', '1s').replace('127.0.0.1:8080', `127.0.0.1:${port}`);
  writeFileSync(join(folder, 'prometheus.yml'), config);
}

/** A command of promtool and the line that says its result. */
function check(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('/usr/bin/promtool', args, { cwd: folderOfRules, encoding: 'utf8' });
  const lines = `${stdout}${stderr}`.trim().split('\n');
  return `promtool ${args.join(' ')}: ${status === 0 ? (lines.at(-1) ?? '').trim() : `FAILED: ${lines.join(' ')}`}`;
}

async function setEventAside(dataDir: string): Promise<void> {
  const server = await startEmbedded({ dataDir, purpose: 'share' });
  const sql = connect({ ...server.target, database: databaseName }, { connections: 1, name: 'reliability' });
  await sql`
    insert into platform.set_aside (id, module, event, error)
    values (gen_random_uuid(), 'tasks', '{"type":"task.odd"}', 'is odd')`;
  await sql.end({ timeout: 1 });
  await server.stop();
}
