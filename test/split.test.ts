import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Call } from '#platform/context.ts';
import { currentWaitBudget, WaitBudget, withWaitBudget } from '#platform/database/wait-budget.ts';
import { conflict, DomainError, invalid, stale } from '#platform/errors.ts';
import { createFailureScopes } from '#platform/failure-scopes.ts';
import { createHttpServer } from '#platform/http/server.ts';
import { bindRemote } from '#platform/internal/bind-remote.ts';
import { checkKeys } from '#platform/internal/keys.ts';
import { openPart, type Part } from '#platform/internal/part.ts';
import { serveCalls, servedContract } from '#platform/internal/serve-calls.ts';
import { readTls } from '#platform/internal/tls.ts';
import { type ApiOf, defineContract } from '#platform/modules/contract.ts';
import { createAuthority, type Identity } from './harness/certificates.ts';
import { freePort } from './harness/process.ts';

const log = pino({ level: 'silent' });
const contract = defineContract({
  name: 'thing',
  methods: {
    read: {
      repeatable: 'always',
      input: z.strictObject({ id: z.string() }),
      output: z.strictObject({ id: z.string() }),
    },
    write: { input: z.strictObject({}), output: z.strictObject({}) },
    command: { repeatable: 'with-command', input: z.strictObject({}), output: z.strictObject({}) },
  },
  events: {},
});
type Api = ApiOf<typeof contract>;

const keys = ['k'.repeat(40), 'p'.repeat(40)];
const call: Call = { actor: { kind: 'service', name: 'test' }, requestId: 'request-1' };
const nothing = async () => ({});

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Served {
  readonly port: number;
  readonly server: Server;
}

async function serve(
  api: Partial<Api>,
  options: { keys?: string[]; port?: number; cutFirst?: number } = {},
): Promise<Served> {
  const full: Api = { read: async (_call, { id }) => ({ id }), write: nothing, command: nothing, ...api };
  const handle = serveCalls({
    served: [servedContract(contract, full)],
    isKey: checkKeys(options.keys ?? keys),
    databaseDeadlineMs: 10_000,
    tracing: undefined,
    log,
    checksOutputs: true,
  });
  let toCut = options.cutFirst ?? 0;
  const server = createServer((incoming, outgoing) => {
    toCut -= 1;
    if (toCut >= 0) incoming.socket.destroy();
    else if (!handle(incoming, outgoing)) outgoing.writeHead(404).end();
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port: (server.address() as AddressInfo).port, server };
}

async function remote(port: number, own: readonly string[] = keys, tls: Identity | null = null): Promise<Api> {
  const part: Part = await openPart({
    name: 'thing',
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    keys: own,
    tls: tls && readTls(tls),
    log,
  });
  closing.push(() => part.stop());
  return bindRemote(contract, part, undefined);
}

const failure = (work: Promise<unknown>): Promise<DomainError> =>
  work.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => error as DomainError,
  );

describe('a call to another process', () => {
  it('carries input, output and what belongs to the call', async () => {
    const calls: Call[] = [];
    const { port } = await serve({
      async read(received, { id }) {
        calls.push(received);
        return { id };
      },
    });
    expect(await (await remote(port)).read({ ...call, commandId: 'c1' }, { id: 'ü' })).toEqual({ id: 'ü' });
    expect(calls).toEqual([{ ...call, commandId: 'c1' }]);
  });

  it('throws the failures of the other process as its own', async () => {
    const errors = [stale(7), conflict('taken', 'Taken.'), invalid('name', 'too long')];
    let next: DomainError | undefined;
    const { port } = await serve({
      write: () => {
        throw next ?? new Error('none is set');
      },
    });
    const api = await remote(port);
    for (const error of errors) {
      next = error;
      const thrown = await failure(api.write(call, {}));
      expect(thrown).toBeInstanceOf(DomainError);
      const { kind, code, message, details } = error;
      expect(thrown).toMatchObject({ kind, code, message, details: JSON.parse(JSON.stringify(details)) });
    }
  });

  it('hides a bug of the other process, and an input of another form', async () => {
    const { port } = await serve({
      write: () => {
        throw new Error('secret');
      },
    });
    const api = await remote(port);
    const bug = await failure(api.write(call, {}));
    expect(bug).not.toBeInstanceOf(DomainError);
    expect(bug.message).not.toContain('secret');
    const other = { ...contract.methods.read, input: z.any() };
    const wrong = { ...contract, methods: { ...contract.methods, read: other } };
    const part = await openPart({ name: 'thing', url: `http://127.0.0.1:${port}`, keys, tls: null, log });
    closing.push(() => part.stop());
    expect((await failure(bindRemote(wrong, part, undefined).read(call, { id: 3 }))).message).toContain('500');
  });

  it('is accepted with either of two keys on either side, and with no other', async () => {
    const [key = '', previous = ''] = keys;
    for (const [own, others] of [
      [[key, previous], [previous]],
      [[key], [previous, key]],
    ]) {
      const { port } = await serve({}, { keys: others ?? [] });
      expect(await (await remote(port, own)).read(call, { id: '1' })).toEqual({ id: '1' });
    }
    const { port } = await serve({}, { keys: [key] });
    expect((await failure((await remote(port, ['x'.repeat(40)])).read(call, { id: '1' }))).message).toContain('401');
  });

  it('ends with the deadline of its request, which the other process knows', async () => {
    let remainingMs = Infinity;
    const { port } = await serve({
      async read(_call, { id }) {
        remainingMs = currentWaitBudget()?.remainingMs(performance.now()) ?? Infinity;
        if (id === 'hang') await new Promise(() => undefined);
        return { id };
      },
    });
    const api = await remote(port);
    await withWaitBudget(new WaitBudget(700), () => api.read(call, { id: 'quick' }));
    expect(remainingMs).toBeLessThanOrEqual(700);
    const error = await failure(withWaitBudget(new WaitBudget(300), () => api.read(call, { id: 'hang' })));
    expect([error.code, error.details.part]).toEqual(['part-away', 'thing']);
  });

  it('is repeated after a broken connection where the contract allows it', async () => {
    const cut = { cutFirst: 1 };
    expect(await (await remote((await serve({}, cut)).port)).read(call, { id: '1' })).toEqual({ id: '1' });
    expect((await failure((await remote((await serve({}, cut)).port)).write(call, {}))).code).toBe('part-away');
    expect((await failure((await remote((await serve({}, cut)).port)).command(call, {}))).code).toBe('part-away');
    const command = { ...call, commandId: 'c1' };
    expect(await (await remote((await serve({}, cut)).port)).command(command, {})).toEqual({});
  });

  it('is refused at once while nobody answers, and works again soon after', async () => {
    const port = await freePort();
    const api = await remote(port);
    for (let i = 0; i < 3; i += 1) expect((await failure(api.write(call, {}))).code).toBe('part-away');
    await serve({}, { port });
    await expect.poll(() => api.write(call, {}).catch(() => null), { timeout: 5_000 }).toEqual({});
  });
});

describe('mutual TLS', () => {
  async function serveTls(identity: Identity): Promise<number> {
    const handle = serveCalls({
      served: [servedContract(contract, { read: async (_call, { id }) => ({ id }), write: nothing, command: nothing })],
      isKey: checkKeys(keys),
      databaseDeadlineMs: 10_000,
      tracing: undefined,
      log,
      checksOutputs: true,
    });
    const server = createHttpServer({
      fetch: () => new Response('public'),
      publicUrl: 'http://localhost:8080',
      log,
      failures: createFailureScopes(),
      interceptors: [handle],
      tls: readTls(identity).server,
      overridesGlobals: false,
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(() => {
      server.close();
      server.closeAllConnections();
    });
    return (server.address() as AddressInfo).port;
  }

  it('lets processes of the same authority call, and nobody else', async () => {
    const authority = await createAuthority();
    const port = await serveTls(await authority.issue());
    expect(await (await remote(port, keys, await authority.issue())).read(call, { id: '1' })).toEqual({ id: '1' });
    const stranger = await (await createAuthority()).issue();
    const { ca } = await authority.issue();
    const asStranger = await remote(port, keys, { ...stranger, ca });
    expect((await failure(asStranger.read(call, { id: '1' }))).message).toContain('403');
    expect((await failure((await remote(port, keys, stranger)).write(call, {}))).code).toBe('part-away');
  });
});
