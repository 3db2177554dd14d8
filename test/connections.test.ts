import { once } from 'node:events';
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { watchBodies } from '#platform/http/body-watch.ts';
import { startApp, type TestApp } from './harness/app.ts';
import { listen, type Listening } from './harness/listen.ts';
import { makeTask, makeWorkspace, type Workspace } from './harness/people.ts';
import { until } from './harness/process.ts';
import { dial, headOf, parseReply, readAll } from './harness/raw-http.ts';

// Clients that are too slow, that stop, and that do not speak HTTP. The limits are the app's, with shorter times.

let test: TestApp;
let work: Workspace;
let server: Listening;
let attachments: string;
beforeAll(async () => {
  test = await startApp();
  server = await listen(test.app, 0, {
    intervalMs: 20,
    headersTimeoutMs: 300,
    bodyTimeoutMs: 300,
    uploadWindowMs: 200,
    uploadBytesPerWindow: 1_000,
    silenceMs: 500,
  });
  work = await makeWorkspace(test.app);
  const task = await makeTask(work.owner, work.teamId);
  attachments = `${server.url}/api/v1/tasks/${task.id}/attachments`;
});
afterAll(async () => {
  await server.close();
  await test.stop();
});

const authorization = () => `Bearer ${work.owner.token}`;

function expectProblem(text: string, status: number): void {
  const reply = parseReply(text);
  expect(reply?.status).toBe(status);
  expect(reply?.headers).toMatchObject({
    'content-type': 'application/problem+json',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    connection: 'close',
  });
  const body = JSON.parse(reply?.body ?? '');
  expect(body).toMatchObject({ type: 'about:blank', status, instance: '/' });
  expect(body.requestId).toBe(reply?.headers['x-request-id']);
  expect([typeof body.title, typeof body.detail, typeof body.code]).toEqual(['string', 'string', 'string']);
}

it('answers a health check of HTTP/1.0, which has no host', async () => {
  const socket = dial(server.url);
  socket.write('GET /health/ready HTTP/1.0\r\n\r\n');
  expect(parseReply(await readAll(socket))).toMatchObject({ status: 200, body: '{"status":"ok"}' });
});

describe('a request that Node refuses by itself is answered as the API answers', () => {
  const long = 'x'.repeat(20_000);
  it.each<[string, number, string]>([
    ['no HTTP', 400, 'hello\r\n\r\n'],
    ['a method that nobody knows', 400, 'HELLO / HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['a header with a control character', 400, 'GET / HTTP/1.1\r\nHost: localhost\r\nX: a\u0001\r\n\r\n'],
    ['two lengths', 400, 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
    [
      'a length and chunks',
      400,
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    ],
    ['no host', 400, 'GET /api/v1/meta HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['a host that is none', 400, 'GET /api/v1/meta HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n'],
    ['a path that is none', 400, 'GET /\\api HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'],
    ['headers that are too large', 431, `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${long}\r\n\r\n`],
    ['another expectation', 417, 'GET / HTTP/1.1\r\nHost: localhost\r\nExpect: tea\r\n\r\n'],
  ])('%s', async (_name, status, text) => {
    const socket = dial(server.url);
    socket.write(text);
    expectProblem(await readAll(socket), status);
  });
});

/** Sends a byte at intervals until the server closes the connection, and returns its reply. */
async function dribble(head: string): Promise<string> {
  const socket = dial(server.url);
  socket.write(head);
  const timer = setInterval(() => socket.write('x'), 20);
  const text = await readAll(socket);
  clearInterval(timer);
  return text;
}

describe('a client that is too slow', () => {
  it('with its headers is cut', async () => {
    expectProblem(await dribble('GET / HTTP/1.1\r\nHost: localhost\r\nX: '), 408);
  });

  it('to say anything is cut', async () => expectProblem(await readAll(dial(server.url)), 408));

  it('that sends a body too slowly is disconnected', async () => {
    const url = `${server.url}/api/v1/auth/login`;
    const headers = { 'content-type': 'application/json', 'content-length': 1_000 };
    expectProblem(await dribble(headOf(url, { headers })), 408);
    expectProblem(await dribble(headOf(url, { headers: { ...headers, authorization: authorization() } })), 408);
  });

  it('with an upload is cut, and nothing of it stays', async () => {
    const headers = {
      authorization: authorization(),
      'content-type': 'multipart/form-data; boundary=B',
      'content-length': 100_000,
    };
    const part = '--B\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n';
    expectProblem(await dribble(headOf(attachments, { headers }) + part), 408);
    const files = () => readdirSync(test.dataDir, { recursive: true, encoding: 'utf8' });
    await until(() => filesOpen().length === 0 && !files().some((file) => file.endsWith('.part')));
  });

  it('is not who sends a large upload steadily over a slow line', async () => {
    const end = '\r\n--B--\r\n';
    const part = `--B\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n`;
    const [pieces, size] = [40, 500];
    const headers = {
      authorization: authorization(),
      'content-type': 'multipart/form-data; boundary=B',
      'content-length': part.length + pieces * size + end.length,
    };
    const socket = dial(server.url);
    const reply = readAll(socket);
    socket.write(headOf(attachments, { headers }) + part);
    // Three times as long as any other body may take.
    for (let piece = 0; piece < pieces; piece += 1) {
      socket.write('x'.repeat(size));
      await pause(25);
    }
    socket.write(end);
    expect(parseReply(await reply)?.status).toBe(201);
  });

  it('is not who waits for us', async () => {
    const slow: IncomingMessage[] = [];
    const bodies: IncomingMessage[] = [];
    const limits = { bodyTimeoutMs: 50, uploadWindowMs: 50, uploadBytesPerWindow: 1_000_000_000 };
    const watch = watchBodies(limits, 10, (incoming) => slow.push(incoming));
    const busy = createServer((incoming) => bodies.push(incoming)).listen(0, '127.0.0.1');
    await once(busy, 'listening');
    const url = `http://127.0.0.1:${(busy.address() as AddressInfo).port}/`;
    const send = (type: string, body: string) => {
      const socket = dial(url);
      socket.write(headOf(url, { headers: { 'content-type': type, 'content-length': 4_000_000 } }) + body);
    };
    // Nobody reads the received data of these; the last one receives nothing, and began after them.
    for (const type of ['multipart/form-data; boundary=B', 'application/json']) send(type, 'x'.repeat(4_000_000));
    await until(() => bodies.filter((body) => body.readableLength >= body.readableHighWaterMark).length === 2);
    send('application/json', '');
    await until(() => bodies.length === 3);
    for (const body of bodies) watch.add(body);
    await until(() => slow.length > 0);
    expect(slow.map((body) => bodies.indexOf(body))).toEqual([2]);
    watch.stop();
    busy.closeAllConnections();
    busy.close();
  });

  it('to read its reply is cut, and its file closed', async () => {
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(20_000_000)]), 'large.bin');
    // Without a connection: the file arrives however slow the machine is.
    const headers = { authorization: authorization() };
    const reply = await test.app.http.request(attachments, { method: 'POST', headers, body: form });
    const { id } = (await reply.json()) as { id: string };
    const url = `${server.url}/api/v1/attachments/${id}`;
    const socket = dial(server.url);
    socket.write(headOf(url, { method: 'GET', headers: { authorization: authorization() } }));
    await once(socket, 'readable');
    await until(() => filesOpen().length === 0);
    await readAll(socket);
    expect(socket.bytesRead).toBeLessThan(20_000_000);
  });
});

describe('more connections than there are descriptors for', () => {
  it('are closed at once, and those that rest make room', async () => {
    const small = await listen(test.app, 0, { maxConnections: 3 });
    const ask = () => {
      const socket = dial(small.url);
      socket.write(headOf(`${small.url}/health/live`, { method: 'GET', headers: { connection: 'keep-alive' } }));
      return socket;
    };
    const resting = Array.from({ length: 3 }, ask);
    await Promise.all(resting.map((socket) => once(socket, 'data')));
    const ended = Promise.all(resting.map(readAll));
    expect(await readAll(ask())).toBe('');
    expect(await ended).toEqual(['', '', '']);
    const [reply] = await once(ask(), 'data');
    expect(String(reply)).toContain('HTTP/1.1 200');
    await small.close();
  });
});

/** Files of the storage that this process has open. */
function filesOpen(): string[] {
  return readdirSync('/proc/self/fd').flatMap((name) => {
    const path = `/proc/self/fd/${name}` as const;
    const file = existsSync(path) ? readlinkSync(path) : '';
    return file.startsWith(test.dataDir) ? [file] : [];
  });
}
