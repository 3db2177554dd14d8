import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { readConfig } from '../src/platform/startup/config.ts';
import { composeApp } from '../src/composition/app.ts';

// Imports every Trello export of a folder into a new app, twice, and prints the results:
//   npm run try:fixtures -- path/to/exports

const [folder] = process.argv.slice(2);
if (!folder) {
  process.stderr.write('Name a folder with Trello exports: npm run try:fixtures -- path/to/exports\n');
  process.exit(2);
}

const dataDir = mkdtempSync(join(tmpdir(), 'taskuno-fixtures-'));
const config = readConfig({ DATA_DIR: dataDir, RATE_LIMITS: 'off' });
const app = await composeApp(config, pino({ level: 'fatal' }));
await app.start();

interface Import {
  id: string;
  status: string;
  report: { created: Record<string, number>; unchanged: number; problems: object[]; lost: object[] };
}

async function ask<Reply>(path: string, token: string | null, body?: object | FormData): Promise<Reply> {
  const isForm = body instanceof FormData;
  const response = await app.http.request(`/api/v1${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body && !isForm ? { 'content-type': 'application/json' } : {}),
    },
    body: body ? (isForm ? body : JSON.stringify(body)) : null,
  });
  const reply = (await response.json()) as Reply;
  if (!response.ok) throw new Error(`${path}: ${JSON.stringify(reply)}`);
  return reply;
}

async function bring(file: string, organizationId: string, token: string): Promise<Import> {
  const form = new FormData();
  form.set('format', 'trello');
  form.set('file', new Blob([readFileSync(join(folder ?? '', file))]), file);
  let state = await ask<Import>(`/organizations/${organizationId}/imports`, token, form);
  while (state.status === 'queued' || state.status === 'running') {
    await new Promise((resolve) => setTimeout(resolve, 50));
    state = await ask<Import>(`/imports/${state.id}`, token);
  }
  return state;
}

const account = { email: 'fixtures@example.com', password: 'tries every fixture', name: 'Fixtures' };
const { accessToken } = await ask<{ accessToken: string }>('/auth/signup', null, account);
const { id } = await ask<{ id: string }>('/organizations', accessToken, { name: 'Fixtures' });

let failed = 0;
for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  const [first, second] = [await bring(file, id, accessToken), await bring(file, id, accessToken)];
  const again = Object.values(second.report.created).reduce((sum, count) => sum + count, 0);
  process.stdout.write(`${file}: ${first.status}\n`);
  process.stdout.write(`  created ${JSON.stringify(first.report.created)}\n`);
  process.stdout.write(
    `  problems ${JSON.stringify(first.report.problems)} lost ${JSON.stringify(first.report.lost)}\n`,
  );
  process.stdout.write(`  a second time: ${again} created, ${second.report.unchanged} unchanged\n`);
  if (first.status !== 'done' || again !== 0) failed += 1;
}
await app.stop();
rmSync(dataDir, { recursive: true, force: true });
process.exit(failed === 0 ? 0 : 1);
