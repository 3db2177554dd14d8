import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../test/harness/app.ts';
import { listen, type Listening } from '../../../test/harness/listen.ts';
import { makeTask, makeWorkspace, type Workspace } from '../../../test/harness/people.ts';
import { compressedFromLength, encodingFor } from './compress.ts';

describe('the encoding of a reply', () => {
  it.each([
    [null, null],
    ['', null],
    ['identity', null],
    ['gzip', 'gzip'],
    ['gzip, deflate, br', 'br'],
    ['BR;q=0.5, gzip;q=1.0', 'br'],
    ['br;q=0, gzip', 'gzip'],
    ['br;q=0.000, gzip;q=0', null],
    ['zstd', null],
  ])('for %j is %s', (accepts, encoding) => {
    expect(encodingFor(accepts)).toBe(encoding);
  });
});

describe('a reply of the API', () => {
  let test: TestApp;
  let work: Workspace;
  let server: Listening;
  let task: { id: string; version: number };
  beforeAll(async () => {
    test = await startApp();
    work = await makeWorkspace(test.app);
    server = await listen(test.app);
    task = await makeTask(work.owner, work.teamId, { title: 'Long', description: 'many words '.repeat(400) });
  });
  afterAll(async () => {
    await server.close();
    await test.stop();
  });

  const ask = async (path: string, accepts: string) => {
    const headers = { authorization: `Bearer ${work.owner.token}`, 'accept-encoding': accepts };
    const reply = await test.app.http.fetch(new Request(`http://localhost:8080/api/v1${path}`, { headers }));
    return { reply, bytes: Buffer.from(await reply.arrayBuffer()) };
  };

  it.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const)('that is long is smaller in %s, and the same', async (encoding, unpack) => {
    const plain = await ask(`/tasks/${task.id}`, 'identity');
    const { reply, bytes } = await ask(`/tasks/${task.id}`, encoding);
    expect(plain.reply.headers.get('content-encoding')).toBeNull();
    expect(plain.bytes.length).toBeGreaterThan(compressedFromLength);
    expect(reply.headers.get('content-encoding')).toBe(encoding);
    expect(reply.headers.get('vary')).toContain('Accept-Encoding');
    expect(bytes.length).toBeLessThan(plain.bytes.length / 3);
    expect(unpack(bytes).toString()).toBe(plain.bytes.toString());
    expect(reply.headers.get('etag')).toBe(`W/"${task.version}"`);
  });

  it('keeps its version usable for a change', async () => {
    const { reply } = await ask(`/tasks/${task.id}`, 'br');
    const ifMatch = { headers: { 'if-match': reply.headers.get('etag') ?? '' } };
    expect((await work.owner.patch(`/tasks/${task.id}`, { priority: 'high' }, ifMatch)).status).toBe(200);
    expect((await work.owner.patch(`/tasks/${task.id}`, { priority: 'low' }, ifMatch)).status).toBe(412);
  });

  it('is not compressed if it is short', async () => {
    const { reply } = await ask('/auth/me', 'br, gzip');
    expect(reply.headers.get('content-encoding')).toBeNull();
  });

  it('is not compressed if it is an event stream', async () => {
    const stop = new AbortController();
    const headers = { authorization: `Bearer ${work.owner.token}`, 'accept-encoding': 'br, gzip' };
    const reply = await fetch(`${server.url}/api/v1/events`, { headers, signal: stop.signal });
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-encoding')).toBeNull();
    stop.abort();
  });
});
