import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { chromium as playwright } from 'playwright-core';
import { freePort, makeFolder, startProcess, statusOf, until } from '../harness/process.ts';
import { startMailServer } from '../harness/smtp.ts';
import type { Finding } from './run.ts';

const configs = new URL('../../deploy/vm/', import.meta.url).pathname;
const uploadBytes = 20_000_000;
const password = 'correct horse battery';
const patienceMs = 30_000;

interface Setup {
  readonly name: string;
  readonly program: string;
  /** Below which path the app is served. */
  readonly path: string;
  /** The arguments of the program. */
  start(ports: { proxy: number; app: number }, folder: string): string[];
}

/** The example files of `deploy/vm` with other ports. */
function nginx(file: string, change: (text: string) => string = (text) => text): Setup['start'] {
  return ({ proxy, app }, folder) => {
    const site = change(readFileSync(join(configs, file), 'utf8'))
      .replace('listen 80;', `listen 127.0.0.1:${proxy};`)
      .replace('127.0.0.1:8080', `127.0.0.1:${app}`)
      .replace(/server_name .*;/, 'server_name localhost;');
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (kind) => `${kind}_temp_path ${folder}/${kind};`,
    );
    const main = `daemon off; pid ${folder}/nginx.pid; error_log stderr error; events {}
      http { access_log off; ${temporary.join(' ')} ${site} }`;
    writeFileSync(join(folder, 'nginx.conf'), main);
    return ['-c', join(folder, 'nginx.conf'), '-p', folder];
  };
}

const setups: readonly Setup[] = [
  { name: 'nginx', program: '/usr/sbin/nginx', path: '', start: nginx('nginx.conf') },
  { name: 'nginx below a path', program: '/usr/sbin/nginx', path: '/tasks', start: nginx('nginx-path.conf') },
  {
    name: 'nginx that takes the path away',
    program: '/usr/sbin/nginx',
    path: '/tasks',
    start: nginx('nginx-path.conf', (text) =>
      text.replace('proxy_pass http://taskuno;', 'proxy_pass http://taskuno/;'),
    ),
  },
  {
    name: 'haproxy below a path',
    program: '/usr/sbin/haproxy',
    path: '/tasks',
    start: () => ['-db', '-q', '-f', join(configs, 'haproxy-path.cfg')],
  },
];

/** Somebody works in a browser behind each example of a proxy. */
export async function proxyRows(): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const setup of setups) findings.push(await tryProxy(setup));
  return findings;
}

async function tryProxy({ name, program, path, start }: Setup): Promise<Finding> {
  if (!existsSync(program)) return { name: `behind ${name}`, figure: `${program} is not installed`, holds: false };
  const folder = makeFolder();
  await using running = new AsyncDisposableStack();
  running.defer(() => folder.remove());
  const ports = { proxy: await freePort(), app: await freePort() };
  const url = `http://localhost:${ports.proxy}${path}`;
  const mail = await startMailServer();
  running.defer(() => mail.close());
  const app = await startProcess({
    dataDir: join(folder.path, 'data'),
    port: ports.app,
    env: { PUBLIC_URL: url, TRUSTED_PROXIES: '1', SMTP_URL: mail.url, LOG_LEVEL: 'warn' },
  });
  running.defer(async () => {
    app.child.kill('SIGTERM');
    await app.ended;
  });
  await app.ready();
  const own = join(folder.path, 'proxy');
  mkdirSync(own);
  const proxy = spawn(program, start(ports, own), {
    env: { LISTEN: `127.0.0.1:${ports.proxy}`, APP: `127.0.0.1:${ports.app}` },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  running.defer(() => void proxy.kill());
  await until(async () => (await statusOf(`${url}/health/ready`)) === 200);

  const browser = await browse(url);
  const { eventMs, uploadStatus } = await useApi(url, ports.app);
  const isMailed = () => mail.mails.some(({ text = '' }) => text.includes(`${url}/`));
  await until(isMailed, patienceMs).catch(() => undefined);
  const doctor = spawnSync(process.execPath, ['src/cli.ts', 'doctor', '--json'], {
    encoding: 'utf8',
    env: { ...process.env, DATA_DIR: app.dataDir, PUBLIC_URL: url, PORT: String(ports.app), TRUSTED_PROXIES: '1' },
  });
  const wrong = doctorFindings(doctor.stdout);
  return {
    name: `behind ${name}`,
    figure: `sign-up, board and reload in a browser with ${browser.complaints.length} complaints${browser.complaints.map((line) => ` (${line})`).join('')}, cookie for ${browser.cookiePath}, an event after ${eventMs} ms, upload of ${uploadBytes / 1e6} MB ${uploadStatus}, mailed link ${isMailed() ? 'right' : 'WRONG'}, doctor: ${wrong || 'nothing about the proxy'}`,
    holds:
      browser.complaints.length === 0 &&
      browser.cookiePath === (path || '/') &&
      eventMs < 3_000 &&
      uploadStatus === 201 &&
      isMailed() &&
      wrong === '',
  };
}

/** What doctor finds wrong with the way through the proxy. */
function doctorFindings(output: string): string {
  const { findings } = JSON.parse(output) as { findings: { id: string; level: string }[] };
  const about = /proxy|stream|address|body|cookie|https/;
  return findings
    .filter(({ id, level }) => level === 'error' && about.test(id))
    .map(({ id }) => id)
    .join(', ');
}

async function browse(url: string) {
  const browser = await playwright.launch({ executablePath: await chromium.executablePath(), args: ['--no-sandbox'] });
  try {
    const context = await browser.newContext();
    const page = await context.newPage();
    page.setDefaultTimeout(patienceMs);
    const complaints: string[] = [];
    page.on('console', (message) => {
      // Asking who is signed in is 401 without a session, and browsers log that.
      const text = `${message.text()} ${message.location().url}`;
      if (message.type() === 'error' && !/status of 401 .*\/auth\/me$/.test(text)) complaints.push(text);
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(url) && !/^(?:blob|data):/.test(request.url())) complaints.push(request.url());
    });
    await page.goto(url);
    await page.getByLabel('Your name').fill('Sara');
    await page.getByLabel('Email').fill('sara@example.com');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.waitForURL(`${url}/welcome`);
    const [cookie] = await context.cookies(`${url}/`);
    await page.getByLabel('Organization name').fill('Kitchen');
    await page.getByRole('button', { name: 'Create organization' }).click();
    await page.getByLabel('Team name').fill('Builders');
    await page.getByRole('button', { name: 'Create team' }).click();
    await page.getByText('Start with an empty board').click();
    await page.waitForURL(`${url}/teams/*/board`);
    await page.reload();
    await page.getByRole('region', { name: 'To do', exact: true }).waitFor();
    return { complaints, cookiePath: cookie?.path ?? 'nothing' };
  } finally {
    await browser.close();
  }
}

/** The time from a change to its event through the proxy, and an upload through it. */
async function useApi(url: string, appPort: number) {
  const login = await fetch(`${url}/api/v1/auth/login`, json({ email: 'sara@example.com', password }));
  const { accessToken } = (await login.json()) as { accessToken: string };
  const authorization = `Bearer ${accessToken}`;
  const teams = await fetch(`${url}/api/v1/teams`, { headers: { authorization } });
  const { items } = (await teams.json()) as { items: { id: string }[] };
  const stream = await fetch(`${url}/api/v1/events`, { headers: { authorization } });
  const reader = (stream.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader();
  // The change goes past the proxy, so that only the stream is measured.
  const path = `http://127.0.0.1:${appPort}/api/v1/teams/${items[0]?.id}/tasks`;
  const created = await fetch(path, json({ title: 'Paint the fence' }, { authorization }));
  const begin = performance.now();
  const { id } = (await created.json()) as { id: string };
  let text = '';
  while (!text.includes(id) && performance.now() - begin < patienceMs) text += (await reader.read()).value ?? '';
  const eventMs = Math.round(performance.now() - begin);
  await reader.cancel();
  const form = new FormData();
  form.append('file', new Blob([Buffer.alloc(uploadBytes)]), 'a.bin');
  const upload = await fetch(`${url}/api/v1/tasks/${id}/attachments`, {
    method: 'POST',
    headers: { authorization },
    body: form,
  });
  return { eventMs, uploadStatus: upload.status };
}

function json(body: object, headers: Record<string, string> = {}): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}
