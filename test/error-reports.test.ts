import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openErrorReports } from '#platform/observability/error-reports.ts';
import { createLogger } from '#platform/observability/logger.ts';
import { makeFolder, runProcess, startProcess, until } from './harness/process.ts';

interface Report {
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly lines: readonly string[];
}

/** A server that speaks the envelope endpoint of Sentry. */
const reports: Report[] = [];
let server: Server;
let dsn: string;
let status = 200;
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const { url, headers } = request;
    reports.push({ url, headers, lines: (await text(request)).split('\n') });
    response.writeHead(status, { 'retry-after': '60' }).end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  dsn = `http://abc123@127.0.0.1:${(server.address() as AddressInfo).port}/below/7`;
});
afterAll(() => server.close());
beforeEach(() => {
  reports.length = 0;
  status = 200;
});

function eventOf(report: Report | undefined) {
  const [header = '', item = '', payload = ''] = report?.lines ?? [];
  expect(JSON.parse(item)).toEqual({ type: 'event', length: Buffer.byteLength(payload) });
  const event = JSON.parse(payload);
  expect(JSON.parse(header)).toMatchObject({ event_id: event.event_id });
  return event;
}

describe('an error in the log', () => {
  it('becomes a report with its stack, redacted like the log', async () => {
    const errors = openErrorReports({ dsn, version: '1.2.3' });
    const log = await createLogger({
      level: 'error',
      format: 'json',
      errors,
      fields: () => ({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) }),
    });
    log.warn('not an error');
    const err = new TypeError('it broke');
    log.error(
      { err, requestId: 'r-1', module: 'tasks', password: 'canary', body: { token: 'canary' } },
      'request failed',
    );
    await errors.stop();
    expect(reports).toHaveLength(1);
    expect(reports[0]?.url).toBe('/below/api/7/envelope/');
    expect(reports[0]?.headers['x-sentry-auth']).toContain('sentry_key=abc123');
    expect(reports[0]?.headers['content-type']).toBe('application/x-sentry-envelope');
    const event = eventOf(reports[0]);
    expect(event).toMatchObject({
      platform: 'node',
      level: 'error',
      release: 'taskuno@1.2.3',
      message: 'request failed',
      logger: 'tasks',
      tags: { requestId: 'r-1' },
      contexts: { trace: { trace_id: 'a'.repeat(32), span_id: 'b'.repeat(16) } },
      exception: { values: [{ type: 'TypeError', value: 'it broke' }] },
    });
    expect(event.event_id).toMatch(/^[\da-f]{32}$/);
    // The newest call is the last frame: this file.
    const frame = event.exception.values[0].stacktrace.frames.at(-1);
    expect(frame).toMatchObject({ filename: expect.stringContaining('error-reports.test.ts'), in_app: true });
    expect(JSON.stringify(reports)).not.toContain('canary');
  });

  it('is not reported while the service asks for a pause, nor more often than the limit', async () => {
    const limited = openErrorReports({ dsn, version: '1', maxPerMinute: 2 });
    for (const msg of ['a', 'b', 'c']) limited.write(JSON.stringify({ level: 50, msg }));
    await limited.stop();
    expect(reports).toHaveLength(2);
    status = 429;
    const paused = openErrorReports({ dsn, version: '1' });
    paused.write(JSON.stringify({ level: 60, msg: 'd' }));
    await paused.stop();
    paused.write(JSON.stringify({ level: 60, msg: 'e' }));
    await paused.stop();
    expect(reports.map((report) => eventOf(report).message)).toEqual(['a', 'b', 'd']);
    expect(eventOf(reports[2]).level).toBe('fatal');
  });

  it('costs nothing but its report if the service is away', async () => {
    const away = openErrorReports({ dsn: 'http://abc@127.0.0.1:1/1', version: '1' });
    away.write(JSON.stringify({ level: 50, msg: 'lost' }));
    await expect(away.stop()).resolves.toBeUndefined();
  });
});

describe('a server with SENTRY_DSN', () => {
  /** Tells whether the code of reports is loaded, and makes an error of a signal. */
  const watching = `data:text/javascript,${encodeURIComponent(`
    import { registerHooks } from 'node:module';
    registerHooks({ load(url, context, next) {
      if (url.endsWith('/error-reports.ts')) process.stderr.write('reports are loaded');
      return next(url, context);
    } });
    process.on('SIGUSR2', () => void Promise.reject(new Error('from a test')));
  `)}`;

  it.each([true, false])('reports what it logs as an error, and loads nothing for it otherwise (%s)', async (isOn) => {
    const folder = makeFolder();
    const env = isOn ? { SENTRY_DSN: dsn } : {};
    const app = await startProcess({ dataDir: folder.path, env, nodeArguments: ['--import', watching] });
    await app.ready();
    app.child.kill('SIGUSR2');
    await until(() => app.output().includes('unhandled rejection'));
    app.child.kill('SIGTERM');
    expect(await app.ended).toBe(0);
    expect(app.output().includes('reports are loaded')).toBe(isOn);
    const messages = reports.map((report) => eventOf(report).exception.values[0].value);
    expect(messages).toEqual(isOn ? ['from a test'] : []);
    folder.remove();
  });

  it('refuses an address that is none', async () => {
    const folder = makeFolder();
    const refused = await runProcess({ dataDir: folder.path, env: { SENTRY_DSN: 'https://example.com' } });
    expect([refused.code, refused.output]).toEqual([2, expect.stringContaining('SENTRY_DSN: must look like')]);
    folder.remove();
  });
});
