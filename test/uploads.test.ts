import { once } from 'node:events';
import { existsSync, readdirSync, readlinkSync, truncateSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { routeGroups } from '../src/composition/route-groups.ts';
import { type AppProcess, makeFolder, startProcess, statusOf, until } from './harness/process.ts';
import { dial, headOf, parseReply, type RawReply, readAll, sendRaw } from './harness/raw-http.ts';
import type { BodyOf } from './harness/reply-types.ts';

// No body can stop the process or leave anything behind. Every upload route is tested automatically: one with a new
// noun in its path, or a new kind of field, fails here until the test knows what to send.

const routes = routeGroups.flatMap((group) => group.routes).filter(({ upload }) => upload);
const mebibyte = 1024 * 1024;

const data = makeFolder();
let app: AppProcess;
let token: string;
let ids: Record<string, string>;

beforeAll(async () => {
  app = await startProcess({ dataDir: data.path, env: { RATE_LIMITS: 'off', LOG_LEVEL: 'error' } });
  await app.ready();
  const account = { email: 'sara@example.com', password: 'correct horse battery', name: 'Sara' };
  token = (await post('/auth/signup', account)).accessToken;
  const organizations = (await post('/organizations', { name: 'Acme' })).id;
  const teams = (await post(`/organizations/${organizations}/teams`, { name: 'Engineering' })).id;
  const tasks = (await post(`/teams/${teams}/tasks`, { title: 'A task' })).id;
  ids = { organizations, teams, tasks };
});
afterAll(async () => {
  app.child.kill('SIGTERM');
  await app.ended;
  data.remove();
});

async function post<Path extends string>(path: Path, body: object): Promise<BodyOf<'post', Path>> {
  const response = await fetch(`${app.url}/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(201);
  return (await response.json()) as BodyOf<'post', Path>;
}

/** Half-written files, wherever they are. */
const drafts = () =>
  readdirSync(data.path, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.part'));

/** Files of the storage that the process has open. */
function openFiles(): string[] {
  const folder = `/proc/${app.child.pid}/fd` as const;
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    try {
      const path = readlinkSync(`${folder}/${name}`);
      return path.startsWith(`${data.path}/attachments`) ? [path] : [];
    } catch {
      return [];
    }
  });
}

const part = (disposition: string, content: string, more = '') =>
  `--B\r\nContent-Disposition: form-data; ${disposition}\r\n${more}\r\n${content}\r\n`;
const file = (content = 'AAAA', name = 'file') => part(`name="${name}"; filename="a.txt"`, content);
const field = (name: string, value = 'x') => part(`name="${name}"`, value);
const end = '--B--\r\n';
const large = 'x'.repeat(300_000);

interface Shape {
  readonly body: string | ((fields: string) => string);
  readonly type?: string;
  /** This much of the body is announced, and never sent. */
  readonly missing?: number;
  /** The client disconnects after this part of the body. */
  readonly cutAt?: number;
  readonly headers?: Readonly<Record<string, string | number>>;
}

const shapes: Record<string, Shape> = {
  'nothing at all': { body: '' },
  'no multipart': { body: 'hello' },
  'a boundary that is missing': { body: file() + end, type: 'multipart/form-data' },
  'a boundary that is empty': { body: file() + end, type: 'multipart/form-data; boundary=' },
  'a boundary of 10,000 letters': { body: file() + end, type: `multipart/form-data; boundary=${'B'.repeat(10_000)}` },
  'another boundary': { body: file() + end, type: 'multipart/form-data; boundary=C' },
  'line feeds alone': { body: (file() + end).replaceAll('\r', '') },
  'a first boundary alone': { body: '--B' },
  'a first line alone': { body: '--B\r\n' },
  'a closing boundary alone': { body: end },
  'a header that is cut off': { body: '--B\r\nContent-Disposition: form-d' },
  'headers without an end': { body: '--B\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n' },
  'headers without content': { body: '--B\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' },
  'a file that is cut off': { body: '--B\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nAAAA' },
  'another file that is cut off': {
    body: '--B\r\nContent-Disposition: form-data; name="other"; filename="a"\r\n\r\nAAAA',
  },
  'a field that is cut off': { body: '--B\r\nContent-Disposition: form-data; name="format"\r\n\r\ntre' },
  'a large file that is cut off': { body: file(large).slice(0, -2) },
  'a large file of another field that is cut off': { body: file(large, 'other').slice(0, -2) },
  'a closing boundary that is cut off': { body: `${file()}--B` },
  'a second file that is cut off': { body: `${file()}${file(large).slice(0, -2)}` },
  'a file twice': { body: (fields) => fields + file() + file() + end },
  'a file of another field as well': { body: (fields) => fields + file() + file('A', 'other') + end },
  'a file of another field alone': { body: (fields) => fields + file('A', 'other') + end },
  'a field that nobody asked for': { body: (fields) => fields + field('colour') + file() + end },
  'a field without a name': { body: (fields) => fields + part('', 'x') + file() + end },
  'a field called __proto__': { body: (fields) => fields + field('__proto__') + file() + end },
  'a field twice': { body: (fields) => fields + field('teamId') + field('teamId') + file() + end },
  'a field of 2 KiB': { body: (fields) => fields + field('teamId', 'x'.repeat(2048)) + file() + end },
  'thirty fields': { body: (fields) => fields + field('teamId').repeat(30) + file() + end },
  '20,000 parts': { body: `${'--B\r\n\r\n\r\n'.repeat(20_000)}${end}` },
  '20,000 files': { body: file('').repeat(5_000) + end },
  'a part without a disposition': { body: `--B\r\nContent-Type: text/plain\r\n\r\nAAAA\r\n${end}` },
  'a part of another disposition': { body: `--B\r\nContent-Disposition: attachment; name="file"\r\n\r\nA\r\n${end}` },
  'the file as a field': { body: (fields) => fields + field('file') + end },
  'parts within a part': {
    body: `${part('name="file"', '--C\r\nContent-Disposition: file; filename="a"\r\n\r\nA\r\n--C--', 'Content-Type: multipart/mixed; boundary=C\r\n')}${end}`,
  },
  'a header of 100 kB': { body: part('name="file"; filename="a"', 'A', `X-Long: ${'x'.repeat(100_000)}\r\n`) },
  '3,000 headers': { body: part('name="file"; filename="a"', 'A', 'X: y\r\n'.repeat(3_000)) },
  'a header without a colon': { body: `--B\r\nContent-Disposition\r\n\r\nA\r\n${end}` },
  'a charset that nobody knows': { body: part('name="teamId"', '\u00ff', 'Content-Type: text/plain; charset=%00\r\n') },
  'a client that leaves before the body': { body: file(), missing: 100, cutAt: 0 },
  'a client that leaves within a header': { body: file(), missing: 100, cutAt: 20 },
  'a client that leaves within a file': { body: file(large), missing: 100, cutAt: 200_000 },
  'a client that leaves at the last boundary': { body: file(large), missing: 10, cutAt: 300_060 },
  'a client that leaves within another file': { body: file(large, 'other'), missing: 100, cutAt: 200_000 },
  '1 GiB, as announced': { body: file(large), headers: { 'content-length': 1024 * mebibyte } },
  'a chunk size that is none': { body: 'zz\r\n', headers: { 'transfer-encoding': 'chunked' } },
  'a chunk that is cut off': { body: `fff\r\n${file()}`, headers: { 'transfer-encoding': 'chunked' }, cutAt: 50 },
};

/** The field of the file. */
function fileFieldOf({ path }: (typeof routes)[number]): string {
  return path === '/mail-in/raw' ? 'message' : 'file';
}

/** Form fields that a route's own schema requires beside the file. */
function fieldsOf(route: (typeof routes)[number]): string {
  const { body, path } = route;
  const { shape } = z.instanceof(z.ZodObject).parse(body);
  return Object.entries(shape)
    .filter(([name, schema]) => name !== fileFieldOf(route) && !(schema instanceof z.ZodOptional))
    .map(([name, schema]) => {
      if (!(schema instanceof z.ZodEnum)) throw new Error(`say in this test what the field ${name} of ${path} takes`);
      return field(name, String(schema.options[0]));
    })
    .join('');
}

function fill(path: string): string {
  const [, noun = ''] = path.split('/');
  return path.replace('{id}', () => {
    const id = ids[noun];
    if (id === undefined) throw new Error(`say in this test which id ${path} takes`);
    return id;
  });
}

async function sendShape(route: (typeof routes)[number], shape: Shape): Promise<RawReply | null> {
  const text = typeof shape.body === 'string' ? shape.body : shape.body(fieldsOf(route));
  const body = Buffer.from(text.replaceAll('name="file"', `name="${fileFieldOf(route)}"`), 'latin1');
  const announced = shape.headers?.['transfer-encoding']
    ? {}
    : { 'content-length': body.length + (shape.missing ?? 0) };
  return sendRaw(`${app.url}/api/v1${fill(route.path)}`, {
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': shape.type ?? 'multipart/form-data; boundary=B',
      ...announced,
      ...shape.headers,
    },
    body,
    ...(shape.cutAt === undefined ? {} : { cutAt: shape.cutAt }),
  });
}

it('there are upload routes', () => expect(routes.length).toBeGreaterThan(3));

describe.each(routes)('$method $path', (route) => {
  it('refuses every body that is cut off, doubled, nested, malformed or too large, and keeps running', async () => {
    const replies = await Promise.all(
      Object.entries(shapes).map(async ([name, shape]) => {
        const reply = await sendShape(route, shape);
        const isRight = reply === null || [400, 413, 415, 422].includes(reply.status);
        return isRight ? [] : [`${name}: ${reply.status} ${reply.body}`];
      }),
    );
    expect(replies.flat()).toEqual([]);
    expect(await statusOf(`${app.url}/health/live`)).toBe(200);
    await until(() => drafts().length === 0 && openFiles().length === 0);
    expect(app.output()).not.toContain('uncaught exception');
  });

  const content = '{"name":"x","lists":[],"cards":[]}';
  it.each([
    ['with a filename', file(content)],
    ['without one', part('name="file"', content, 'Content-Type: application/octet-stream\r\n')],
  ])('accepts a file %s, whatever comes before and after it', async (_name, sent) => {
    const reply = await sendShape(route, { body: (fields) => `before\r\n${fields}${sent}${end}behind` });
    expect([200, 201, 202, 415]).toContain(reply?.status);
  });
});

describe('a download', () => {
  const bytes = 8 * mebibyte;
  let path: string;
  let storedName: string;
  beforeAll(async () => {
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(bytes)]), 'large.bin');
    const response = await fetch(`${app.url}/api/v1/tasks/${ids['tasks']}/attachments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: form,
    });
    const { id } = z.object({ id: z.string() }).parse(await response.json());
    path = `/attachments/${id}`;
    storedName = `${data.path}/attachments/attachments/${ids['organizations']}/${id}`;
  });

  const ask = (method: string) => {
    const socket = dial(app.url);
    const headers = { authorization: `Bearer ${token}` };
    socket.write(headOf(`${app.url}/api/v1${path}`, { method, headers }));
    return socket;
  };

  it('whose reader leaves midway, and one of the headers alone, leave no file open', async () => {
    const readers = Array.from({ length: 20 }, () => ask('GET'));
    await Promise.all(readers.map((socket) => once(socket, 'data')));
    for (const socket of readers) socket.destroy();
    const heads = await Promise.all(Array.from({ length: 20 }, () => readAll(ask('HEAD'))));
    for (const head of heads) {
      expect(parseReply(head)).toMatchObject({ status: 200, headers: { 'content-length': String(bytes) }, body: '' });
    }
    await until(() => openFiles().length === 0);
    expect(app.output()).toBe('');
  });

  it('whose file is truncated while it is read ends with the connection, without a reason for the reader', async () => {
    const socket = ask('GET');
    await once(socket, 'readable');
    truncateSync(storedName, mebibyte);
    const text = await readAll(socket);
    expect(text.length).toBeLessThan(bytes);
    expect(text).not.toContain('Error');
    await until(() => app.output().includes('a response was interrupted'));
    expect(await statusOf(`${app.url}/health/live`)).toBe(200);
  });
});

describe('uploads that a crash cuts off', () => {
  it('are gone with the next start', async () => {
    const path = `/api/v1${fill('/tasks/{id}/attachments')}` as const;
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'multipart/form-data; boundary=B',
      'content-length': mebibyte,
    };
    for (let count = 0; count < 5; count += 1) {
      const socket = dial(app.url);
      socket.write(headOf(`${app.url}${path}`, { headers }));
      socket.write(file(large).slice(0, -2));
    }
    await until(() => drafts().length === 5);
    app.child.kill('SIGKILL');
    await app.ended;
    expect(drafts()).toHaveLength(5);
    app = await startProcess({ dataDir: data.path });
    await app.ready();
    expect(drafts()).toEqual([]);
  });
});
