import { type AppProcess, makeFolder, startProcess } from '../harness/process.ts';
import { dial, headOf } from '../harness/raw-http.ts';
import { pause, seconds } from './crashes.ts';
import type { Finding } from './run.ts';
import { ask, env, createTestTeam, type TestTeam } from './workload.ts';

const eachKind = { headers: 400, bodies: 300, uploads: 300 };
const byteEveryMs = 1_000;
const promisedMs = 15_000;
const givenUpMs = 40_000;
const healthyClients = 4;

/** A thousand clients send a byte a second: they are disconnected, and everybody else is served meanwhile. */
export async function slowClientRows(): Promise<Finding[]> {
  const folder = makeFolder();
  await using running = new AsyncDisposableStack();
  running.defer(() => folder.remove());
  const app = await startProcess({ dataDir: folder.path, env: { ...env, LOG_LEVEL: 'warn' } });
  running.defer(() => stop(app));
  await app.ready();
  const team = await createTestTeam(app.url);
  const healthy = startHealthy(app.url, team);
  const heads = headsOf(app.url, team, await makeTask(app.url, team));
  const lives = await Promise.all(heads.map((head) => dribble(app.url, head)));
  const healthyResult = await healthy.stop();
  const uncut = lives.filter((ms) => ms >= givenUpMs).length;
  const p99 = healthyResult.ms.toSorted((a, b) => a - b)[Math.floor(healthyResult.ms.length * 0.99)] ?? Infinity;
  return [
    {
      name: `${lives.length} clients that send a byte a second are cut`,
      figure: `the last after ${seconds(Math.max(...lives))}, ${uncut} never; of ${healthyResult.ms.length} requests of others ${healthyResult.failed} failed, p99 ${p99.toFixed(0)} ms`,
      holds: Math.max(...lives) <= promisedMs && healthyResult.failed === 0 && healthyResult.ms.length > 100,
    },
  ];
}

async function stop(app: AppProcess): Promise<void> {
  app.child.kill('SIGTERM');
  await app.ended;
}

async function makeTask(url: string, { token, teamId }: TestTeam): Promise<string> {
  const { body } = await ask(url, 'POST', `/teams/${teamId}/tasks`, { token, body: { title: 'Large' } });
  return String(body['id']);
}

/** The first bytes of each client; the rest follows byte by byte. */
function headsOf(url: string, { token }: TestTeam, taskId: string): string[] {
  const headers = { 'content-length': 1_000_000, authorization: `Bearer ${token}` };
  const json = headOf(`${url}/api/v1/auth/login`, { headers: { ...headers, 'content-type': 'application/json' } });
  const type = 'multipart/form-data; boundary=B';
  const part = '--B\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n';
  const upload = headOf(`${url}/api/v1/tasks/${taskId}/attachments`, { headers: { ...headers, 'content-type': type } });
  return [
    ...Array.from({ length: eachKind.headers }, () => 'GET /api/v1/auth/me HTTP/1.1\r\nHost: localhost\r\nX-Slow: '),
    ...Array.from({ length: eachKind.bodies }, () => json),
    ...Array.from({ length: eachKind.uploads }, () => upload + part),
  ];
}

/** The server's timeout. */
async function dribble(url: string, head: string): Promise<number> {
  const socket = dial(url);
  await new Promise((resolve) => socket.once('connect', resolve));
  const startedAt = performance.now();
  socket.resume().write(head);
  const timer = setInterval(() => socket.write('x'), byteEveryMs);
  const giveUp = setTimeout(() => socket.destroy(), givenUpMs);
  await new Promise((resolve) => socket.once('close', resolve));
  clearInterval(timer);
  clearTimeout(giveUp);
  return performance.now() - startedAt;
}

function startHealthy(url: string, { token, teamId }: TestTeam) {
  const ms: number[] = [];
  let failed = 0;
  let isStopping = false;
  const go = async (client: number) => {
    for (let i = 0; ; i += 1) {
      if (isStopping) return;
      const isWrite = i % 2 === 0;
      const answer = await (isWrite
        ? ask(url, 'POST', `/teams/${teamId}/tasks`, { token, body: { title: `${client}/${i}` } })
        : ask(url, 'GET', `/tasks?teamId=${teamId}`, { token }));
      ms.push(answer.ms);
      if (answer.status !== (isWrite ? 201 : 200)) failed += 1;
      await pause(50);
    }
  };
  const going = Promise.all(Array.from({ length: healthyClients }, (_, client) => go(client)));
  return {
    async stop() {
      isStopping = true;
      await going;
      return { ms, failed };
    },
  };
}
