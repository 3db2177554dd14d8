import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { createSecureContext, createServer as createTlsServer } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startReceiver, type Receiver } from '../../../test/harness/receiver.ts';
import { allowedHosts, isPublicAddress } from './address-rules.ts';
import { createHostLimits } from './host-limits.ts';
import { AddressNotAllowedError, createOutbound, type ResolvedAddress } from './outbound.ts';

let canary: Server;
let port: number;
let connections = 0;
let receiver: Receiver;
beforeAll(async () => {
  canary = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  canary.listen(0, '::');
  await once(canary, 'listening');
  port = (canary.address() as AddressInfo).port;
  receiver = await startReceiver();
});
beforeEach(() => {
  connections = 0;
  receiver.received.length = 0;
  receiver.answerWith((response) => response.end('ok'));
});
afterAll(async () => {
  canary.close();
  await receiver.close();
});

const request = (url: string) => ({ url, method: 'POST' as const, headers: {}, body: '{}' });
/** Names that lead to one address. */
const resolvesTo =
  (...addresses: string[]) =>
  async (): Promise<ResolvedAddress[]> =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
const outbound = (lookup = resolvesTo('127.0.0.1'), hosts: string[] = []) =>
  createOutbound({ allowed: allowedHosts(hosts), lookup, timeoutMs: 400 });

/** A server that counts its connections and closes each. */
async function connectionsAt(host: string, wantedPort: number) {
  let count = 0;
  const server = createServer((socket) => {
    count += 1;
    socket.destroy();
  });
  server.listen(wantedPort, host);
  await once(server, 'listening');
  const { port: ownPort } = server.address() as AddressInfo;
  return { port: ownPort, count: () => count, close: () => server.close() };
}

/** Hosts that lead to this machine or to a network of the operator, as they can be written. */
const privateHosts = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '127.255.255.254',
  '2130706433',
  '0x7f000001',
  '0x7f.1',
  '0x7F.0x0.0x0.0x1',
  '017700000001',
  '0177.0.0.1',
  '0177.0.0.01',
  '127.0.0.1.',
  '%31%32%37.0.0.1',
  '１２７.０.０.１',
  '127。0。0。1',
  '①②⑦.0.0.1',
  '0',
  '0.0.0.0',
  '0.1.2.3',
  '00',
  '10.0.0.1',
  '10.255.255.255',
  '167772161',
  '100.64.0.1',
  '100.127.255.255',
  '169.254.169.254',
  '0xa9fea9fe',
  '2852039166',
  '169.254.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.1',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.0.1',
  '192.168.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '239.255.255.250',
  '240.0.0.1',
  '255.255.255.255',
  '[::]',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::127.0.0.1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::ffff:0:127.0.0.1]',
  '[::ffff:10.0.0.1]',
  '[::ffff:a9fe:a9fe]',
  '[64:ff9b::127.0.0.1]',
  '[64:ff9b::a9fe:a9fe]',
  '[64:ff9b:1::1]',
  '[2002:7f00:1::]',
  '[2002:a9fe:a9fe::1]',
  '[2001:0:7f00:1::]',
  '[2001:db8::1]',
  '[100::1]',
  '[fc00::1]',
  '[fd00:ec2::254]',
  '[fe80::1]',
  '[fec0::1]',
  '[ff02::1]',
  'localhost',
  'LOCALHOST',
  'localhost.',
  'app.localhost',
  'printer.local',
  'metadata.google.internal',
  'db.lan',
  'router.home.arpa',
  'postgres',
  'private.example.com',
  'private.example.com.',
];

/** What else is refused, whatever the host. */
const refusedUrls = [
  'ftp://hooks.example.com/',
  'file:///etc/passwd',
  'gopher://hooks.example.com/',
  'javascript:alert(1)',
  'data:text/plain,x',
  'unix:/var/run/docker.sock',
  'https://user@hooks.example.com/',
  'https://user:password@hooks.example.com/',
  'https://:password@hooks.example.com/',
  'https://hooks.example.com@127.0.0.1/',
  'http://hooks.example.com/',
  'https://hooks.example.com:22/',
  'https://hooks.example.com:25/',
  'https://hooks.example.com:80/',
  'https://hooks.example.com:6667/',
  'https://[fe80::1%25eth0]/',
  'https:///path',
  'not a url',
  '',
];

describe('a request to an address that a person entered', () => {
  it('reaches no private network, however the address is written', async () => {
    const urls = privateHosts.flatMap((host) => [`https://${host}:${port}/`, `http://${host}:${port}/x?y=1`]);
    expect(urls.length + refusedUrls.length).toBeGreaterThan(60);
    for (const url of [...urls, ...refusedUrls]) {
      // Every name leads to this machine.
      const { send, check } = outbound();
      await expect(check(url), `check ${url}`).rejects.toBeInstanceOf(AddressNotAllowedError);
      await expect(send(request(url)), `send ${url}`).rejects.toBeInstanceOf(AddressNotAllowedError);
    }
    expect(connections).toBe(0);
  });

  it('is refused if one of the name’s addresses is private', async () => {
    for (const mixed of [
      ['198.41.0.4', '127.0.0.1'],
      ['2606:4700::1111', '::1'],
      ['198.41.0.4', '::ffff:127.0.0.1'],
    ])
      await expect(outbound(resolvesTo(...mixed)).send(request(`https://hooks.example.com:${port}/`))).rejects.toThrow(
        'private or reserved network',
      );
    expect(connections).toBe(0);
  });

  it('goes to the address that was checked, though the name means another one later', async () => {
    // Two servers with the same port: the one that is allowed, and the one that the name means from then on.
    const checked = await connectionsAt('127.0.0.2', 0);
    const trap = await connectionsAt('127.0.0.1', checked.port);
    let questions = 0;
    const rebinding = async (): Promise<ResolvedAddress[]> => {
      questions += 1;
      return [{ address: questions === 1 ? '127.0.0.2' : '127.0.0.1', family: 4 }];
    };
    const { send } = outbound(rebinding, ['127.0.0.2']);
    const url = `http://rebind.example.com:${checked.port}/`;
    await expect(send(request(url))).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect([questions, checked.count(), trap.count()]).toEqual([1, 1, 0]);
    await expect(send(request(url))).rejects.toBeInstanceOf(AddressNotAllowedError);
    expect([checked.count(), trap.count()]).toEqual([1, 0]);
    for (const { close } of [checked, trap]) close();
  });

  it('follows no redirect', async () => {
    receiver.answerWith((response) => {
      response.writeHead(302, { location: `http://127.0.0.1:${port}/` });
      response.end();
    });
    const reply = await outbound(undefined, ['127.0.0.1']).send(request(receiver.url));
    expect(reply.status).toBe(302);
    expect([receiver.received.length, connections]).toEqual([1, 0]);
  });

  it('carries the name of the URL to the pinned address, in the Host header and in TLS', async () => {
    const lookup = resolvesTo('127.0.0.1');
    const { port: receiverPort } = new URL(receiver.url);
    await outbound(lookup, ['chat.lan']).send(request(`http://chat.lan:${receiverPort}/a?b=c`));
    expect(receiver.received[0]).toMatchObject({ path: '/a?b=c', headers: { host: `chat.lan:${receiverPort}` } });

    const names: string[] = [];
    const tls = createTlsServer({
      SNICallback: (name, done) => {
        names.push(name);
        done(null, createSecureContext());
      },
    });
    tls.listen(0, '127.0.0.1');
    await once(tls, 'listening');
    const { port: tlsPort } = tls.address() as AddressInfo;
    await expect(outbound(lookup, ['chat.lan']).send(request(`https://chat.lan:${tlsPort}/`))).rejects.toHaveProperty(
      'code',
    );
    expect(names).toEqual(['chat.lan']);
    tls.close();
  });

  it('ends at the deadline, and reads no more than 4 kB', async () => {
    const { send } = outbound(undefined, ['127.0.0.0/8']);
    receiver.answerWith((response) => response.writeHead(200, { 'retry-after': '7' }).write('x'.repeat(100_000)));
    expect(await send(request(receiver.url))).toEqual({ status: 200, retryAfter: '7', excerpt: 'x'.repeat(4_096) });
    receiver.answerWith((response) => response.write('\0beginning'));
    expect(await send(request(receiver.url))).toMatchObject({ status: 200, excerpt: '\uFFFDbeginning' });
    receiver.answerWith(() => undefined);
    await expect(send(request(receiver.url))).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    receiver.answerWith((response) => response.destroy());
    await expect(send(request(receiver.url))).rejects.toMatchObject({ code: 'ECONNRESET' });
  });
});

describe('hosts that the operator allows', () => {
  it.each([
    ['https://chat.lan/', ['chat.lan'], '10.0.0.5'],
    ['http://chat.lan:8065/', ['chat.lan'], '10.0.0.5'],
    ['http://chat.lan./', ['chat.lan'], '10.0.0.5'],
    ['http://a.b.lan/', ['*.lan'], '10.0.0.5'],
    ['http://mattermost:8065/', ['mattermost'], '172.18.0.3'],
    ['http://10.0.0.5/', ['10.0.0.5'], ''],
    ['http://10.1.2.3:9000/', ['10.0.0.0/8'], ''],
    ['http://ntfy.example.com/', ['10.0.0.0/8'], '10.0.0.5'],
    ['http://[fd00::5]/', ['fd00::/8'], ''],
    ['http://[::ffff:10.0.0.5]/', ['10.0.0.0/8'], ''],
  ])('%s with %j', async (url, hosts, address) => {
    await expect(outbound(resolvesTo(address), hosts).check(url)).resolves.toBeUndefined();
    await expect(outbound(resolvesTo(address)).check(url)).rejects.toThrow(AddressNotAllowedError);
  });

  it.each([
    ['http://chat.lan.example.com/', ['chat.lan'], '10.0.0.5'],
    ['http://lan/', ['*.lan'], '10.0.0.5'],
    ['http://11.0.0.1/', ['10.0.0.0/8'], ''],
    ['http://ntfy.example.com/', ['10.0.0.0/8'], '192.168.0.1'],
  ])('do not open %s with %j', async (url, hosts, address) => {
    await expect(outbound(resolvesTo(address), hosts).check(url)).rejects.toThrow(AddressNotAllowedError);
  });

  it('are names, addresses and ranges', () => {
    for (const entry of ['http://chat.lan', 'chat.lan:80', '10.0.0.0/64', 'a b', '*', '10.0.0', '-'])
      expect(() => allowedHosts([entry]), entry).toThrow('is not a host');
  });
});

it('an address of the internet is public', () => {
  for (const address of ['198.41.0.4', '1.1.1.1', '2606:4700::1111', '2a00:1450::1']) {
    expect(isPublicAddress(address), address).toBe(true);
  }
});

describe('a busy host', () => {
  it('takes few requests at a time; a further one follows when one ends', async () => {
    const limits = createHostLimits({ maxActive: 2, patienceMs: 20_000 });
    const [first] = [await limits.take('quick'), await limits.take('quick')];
    expect(await limits.take('other')).toHaveProperty('release');
    const [third, fourth] = [limits.take('quick'), limits.take('quick')];
    if ('release' in first) first.release();
    const next = await third;
    if ('release' in next) next.release();
    expect(await fourth).toHaveProperty('release');
  });

  it('that is slow gives turns one after another', async () => {
    let now = 0;
    const limits = createHostLimits({ maxActive: 2, patienceMs: 1_000, now: () => now });
    const first = await limits.take('slow');
    await limits.take('slow');
    now = 10_000;
    if ('release' in first) first.release();
    expect(await limits.take('slow')).toHaveProperty('release');
    const waits = [await limits.take('slow'), await limits.take('slow'), await limits.take('slow')];
    expect(waits).toEqual([5, 10, 15].map((retryAfterSeconds) => ({ retryAfterSeconds })));
  });
});
