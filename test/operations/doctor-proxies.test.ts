import { once } from 'node:events';
import { createServer, request as ask, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { SMTPServer } from 'smtp-server';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { describeFinding, type Finding } from '#platform/doctor/finding.ts';
import { probe, probeHeader, probePath, probeToken } from '#platform/doctor/probe.ts';
import { findingsOf, proxyFindings } from '#platform/doctor/proxy-findings.ts';
import { serveProbe } from '#platform/http/probe-endpoint.ts';
import { statusOf } from '../harness/process.ts';
import { testSecretKey } from '../harness/server.ts';

// What doctor sees of proxies: each of their usual faults, and a proxy without any.

const opened: Server[] = [];
afterEach(() => {
  for (const server of opened.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function listening(server: Server): Promise<string> {
  opened.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

interface ProxyFaults {
  readonly buffers?: boolean;
  readonly forwards?: 'adds' | 'replaces' | 'passes';
  readonly host?: string;
  readonly protocol?: string;
  readonly maxBytes?: number;
}

/** A reverse proxy, which passes on everything unless it is told otherwise. */
function startProxy(target: () => string, faults: ProxyFaults = {}): Promise<string> {
  const { buffers = false, forwards = 'adds', host, protocol, maxBytes = Infinity } = faults;
  const server = createServer((incoming, outgoing) => {
    const { method, url = '/', headers, socket } = incoming;
    if (Number(headers['content-length'] ?? 0) > maxBytes) return void outgoing.writeHead(413).end();
    const own = socket.remoteAddress ?? '';
    const before = forwards === 'replaces' ? [] : [headers['x-forwarded-for'] ?? []].flat();
    const addresses = forwards === 'passes' ? before : [...before, own];
    const upstream = ask(target() + url, {
      method,
      headers: {
        ...headers,
        ...(addresses.length > 0 ? { 'x-forwarded-for': addresses.join(', ') } : {}),
        ...(host === undefined ? {} : { host }),
        ...(protocol === undefined ? {} : { 'x-forwarded-proto': protocol }),
      },
    });
    upstream.on('response', async (reply) => {
      outgoing.on('close', () => reply.destroy());
      if (buffers) outgoing.writeHead(reply.statusCode ?? 502, reply.headers).end(await buffer(reply));
      else reply.pipe(outgoing.writeHead(reply.statusCode ?? 502, reply.headers));
    });
    upstream.on('error', () => outgoing.destroy());
    incoming.on('error', () => upstream.destroy());
    incoming.pipe(upstream);
  });
  return listening(server);
}

interface Setup {
  readonly trusted?: number;
  readonly proxies?: readonly ProxyFaults[];
  /** If PUBLIC_URL is another address than that of the outermost proxy. */
  readonly publicUrl?: string;
}

/** An installation behind proxies, the innermost first. */
async function startInstallation({ trusted = 0, proxies = [], publicUrl }: Setup) {
  let target = '';
  const innermost = proxies.map(() => '');
  let address = '';
  for (const [index, faults] of proxies.entries()) {
    const previous = index === 0 ? () => target : () => innermost[index - 1] ?? '';
    address = innermost[index] = await startProxy(previous, faults);
  }
  const app = new Hono<{ Bindings: HttpBindings }>();
  const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  target = await listening(server);
  if (proxies.length === 0) address = target;
  const settings = { publicUrl: publicUrl ?? address, TRUSTED_PROXIES: trusted };
  serveProbe(app, { secretKey: testSecretKey, publicUrl: settings.publicUrl, trustedProxies: trusted });
  return { address, settings };
}

function byId(findings: readonly Finding[]): Record<string, Finding> {
  // Each of them has words in both languages.
  for (const finding of findings) for (const language of ['en', 'fa'] as const) describeFinding(finding, language);
  return Object.fromEntries(findings.map((one) => [one.id, one]));
}

async function examine(setup: Setup): Promise<Record<string, Finding>> {
  const { settings } = await startInstallation(setup);
  return byId(await proxyFindings(settings, testSecretKey));
}

describe('without a proxy', () => {
  it('all is well', async () => {
    expect(await examine({})).toMatchObject({
      reachable: { level: 'ok' },
      'live-updates': { outcome: 'direct' },
      'client-address': { outcome: 'direct' },
      cookies: { outcome: 'plain' },
      'upload-size': { level: 'ok' },
    });
  });

  it('a trusted proxy lets anyone choose an address', async () => {
    expect(await examine({ trusted: 1 })).toMatchObject({
      'client-address': { level: 'error', outcome: 'forged', command: 'TRUSTED_PROXIES=0' },
    });
  });
});

describe('behind proxies', () => {
  it('all is well with one or two that add addresses and pass on the rest', async () => {
    const host = { forwards: 'adds' } as const;
    for (const proxies of [[host], [host, host]]) {
      expect(await examine({ trusted: proxies.length, proxies })).toMatchObject({
        'live-updates': { outcome: 'ok' },
        'client-address': { outcome: 'ok', values: { trusted: proxies.length } },
        cookies: { level: 'ok' },
        'upload-size': { level: 'ok' },
      });
    }
  });

  it('held replies are an error', async () => {
    expect(await examine({ trusted: 1, proxies: [{ buffers: true }] })).toMatchObject({
      'live-updates': { level: 'error', command: 'proxy_buffering off;' },
    });
  });

  it('the number of proxies must be right', async () => {
    const one = [{}];
    expect(await examine({ trusted: 0, proxies: one })).toMatchObject({
      'client-address': { level: 'warning', outcome: 'count', command: 'TRUSTED_PROXIES=1' },
    });
    expect(await examine({ trusted: 2, proxies: one })).toMatchObject({
      'client-address': { level: 'error', outcome: 'forged', command: 'TRUSTED_PROXIES=1' },
    });
    expect(await examine({ trusted: 1, proxies: [{}, {}] })).toMatchObject({
      'client-address': { level: 'warning', outcome: 'count', command: 'TRUSTED_PROXIES=2' },
    });
    expect(await examine({ trusted: 1, proxies: [{ forwards: 'replaces' }] })).toMatchObject({
      'client-address': { level: 'ok' },
    });
  });

  it('a proxy must say for whom it asks', async () => {
    expect(await examine({ trusted: 0, proxies: [{ forwards: 'passes' }] })).toMatchObject({
      'client-address': {
        level: 'warning',
        outcome: 'hidden',
        command: 'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
      },
    });
  });

  it('a limit below the largest upload is a warning', async () => {
    expect(await examine({ trusted: 1, proxies: [{ maxBytes: 1024 * 1024 }] })).toMatchObject({
      'upload-size': { level: 'warning', values: { status: '413' }, command: 'client_max_body_size 260m;' },
    });
  });

  it('a changed host is a warning', async () => {
    expect(await examine({ trusted: 1, proxies: [{ host: 'inside:9000' }] })).toMatchObject({
      cookies: { outcome: 'host', values: { origin: 'http://inside:9000' } },
    });
  });

  it('cookies are secure where PUBLIC_URL is HTTPS, unless a proxy says otherwise', async () => {
    const publicUrl = 'https://tasks.example.com';
    const cookiesOf = async (faults: ProxyFaults) => {
      const { address, settings } = await startInstallation({ trusted: 1, proxies: [faults], publicUrl });
      // The TLS of the outermost proxy is left out.
      const options = { secretKey: testSecretKey, claimedAddress: '203.0.113.77', uploadBytes: 1 };
      const reply = await probe({ publicUrl: address, ...options });
      if ('status' in reply) throw new Error(`it answered ${reply.status}`);
      return byId(findingsOf(settings, reply))['cookies'];
    };
    expect(await cookiesOf({ host: 'tasks.example.com', protocol: 'https' })).toMatchObject({ outcome: 'ok' });
    expect(await cookiesOf({ protocol: 'http' })).toMatchObject({ level: 'error', outcome: 'insecure' });
  });
});

describe('the public address', () => {
  const found = async (publicUrl: string) =>
    byId(await proxyFindings({ publicUrl, TRUSTED_PROXIES: 0 }, testSecretKey))['reachable'];

  it('may lead nowhere', async () => {
    expect(await found('http://127.0.0.1:1')).toMatchObject({ level: 'warning', values: { reason: 'ECONNREFUSED' } });
  });

  it('may lead to another server, or on to another address', async () => {
    const other = await listening(createServer((_incoming, outgoing) => void outgoing.writeHead(200).end('hello')));
    expect(await found(other)).toMatchObject({ level: 'error', outcome: 'other-server' });
    const away = await listening(
      createServer(({ url }, outgoing) => {
        outgoing.writeHead(301, { location: `https://tasks.example.com${url}` }).end();
      }),
    );
    expect(await found(away)).toMatchObject({ outcome: 'redirect', command: 'PUBLIC_URL=https://tasks.example.com' });
  });

  it('may have a certificate that nobody trusts', async () => {
    // It has a certificate of its own, signed by nobody, and warns of it.
    const warning = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const server = new SMTPServer({ secure: true });
    server.on('error', () => undefined);
    const { port } = await new Promise<AddressInfo>((resolve) => {
      const own = server.listen(0, '127.0.0.1', () => resolve(own.address() as AddressInfo));
    });
    expect(await found(`https://127.0.0.1:${port}`)).toMatchObject({ level: 'error', outcome: 'certificate' });
    await new Promise<void>((resolve) => server.close(() => resolve()));
    warning.mockRestore();
  });
});

it('is framed like the streams of live updates: proxies that buffer them may pass chunks on', async () => {
  const { address } = await startInstallation({});
  const headers = { [probeHeader]: probeToken(testSecretKey, Date.now()) };
  const response = await fetch(address + probePath, { headers });
  expect(response.headers.get('transfer-encoding')).toBeNull();
  expect(response.headers.get('connection')).toBe('close');
  await response.body?.cancel();
});

it('answers only this installation', async () => {
  const { address } = await startInstallation({});
  expect(await statusOf(address + probePath)).toBe(404);
  const options = { publicUrl: address, claimedAddress: '203.0.113.77', uploadBytes: 1 };
  expect(await probe({ ...options, secretKey: 'another key' })).toEqual({ status: 404, location: null });
});
