import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTracing, type Tracing } from '#platform/observability/tracing.ts';
import { startApp, type TestApp } from './harness/app.ts';
import { join, makeWorkspace, type Person, type Workspace } from './harness/people.ts';

interface CollectedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
}
interface OtlpBody {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly CollectedSpan[] }[];
  }[];
}

const spans: CollectedSpan[] = [];
const callersTrace = '0af7651916cd43dd8448eb211c80319c';
let collector: Server;
let tracing: Tracing;
let test: TestApp;
let work: Workspace;
let omid: Person;

beforeAll(async () => {
  collector = createServer(async (request, response) => {
    const body = JSON.parse(await text(request)) as OtlpBody;
    if (request.url === '/v1/traces' && request.headers['x-key'] === 'k')
      spans.push(...body.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
    response.setHeader('content-type', 'application/json').end('{}');
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const { port } = collector.address() as AddressInfo;
  const options = { endpoint: `http://127.0.0.1:${port}/`, headers: { 'x-key': 'k' }, ratio: 1, version: '1' };
  tracing = await openTracing(options);
  test = await startApp({ tracing });
  work = await makeWorkspace(test.app);
  omid = await join(test.app, work, { name: 'Omid' });
  await test.settled();
  // One request, from the browser to the mail.
  const task = { title: 'Paint the fence', assigneeId: omid.id };
  const extras = { headers: { traceparent: `00-${callersTrace}-b7ad6b7169203331-01` } };
  await work.owner.post(`/teams/${work.teamId}/tasks`, task, extras);
  await test.settled();
  // Sends what is left.
  await test.stop();
  collector.close();
});
afterAll(() => collector.close());

const named = (name: string) => spans.filter((span) => span.name === name && span.traceId === callersTrace);
const nameOfParent = ({ parentSpanId }: CollectedSpan) => spans.find(({ spanId }) => spanId === parentSpanId)?.name;

describe('the trace of a created task', () => {
  it('continues the trace of the caller', () => {
    const [request] = named('POST /teams/{id}/tasks');
    expect(request?.parentSpanId).toBe('b7ad6b7169203331');
    expect(request?.attributes).toContainEqual({ key: 'http.response.status_code', value: { intValue: 201 } });
  });

  it('has the statements and the calls of other modules below the request', () => {
    const below = spans.filter(
      (span) => span.traceId === callersTrace && nameOfParent(span) === 'POST /teams/{id}/tasks',
    );
    expect(below.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['insert into tasks.counter', expect.stringMatching(/^teams\./)]),
    );
  });

  it('goes on in the jobs that follow, up to the mail', () => {
    const [job] = named('job notifications.notify-people');
    expect(job && nameOfParent(job)).toBe('POST /teams/{id}/tasks');
    const [mailJob] = named('job notifications.send-mail');
    expect(mailJob && nameOfParent(mailJob)).toBe('job notifications.notify-people');
    const [mail] = named('send mail');
    expect(mail && nameOfParent(mail)).toBe('job notifications.send-mail');
  });

  it('has no value that a person entered', () => {
    expect(JSON.stringify(spans)).not.toContain('Paint the fence');
    expect(JSON.stringify(spans)).not.toContain(omid.email);
  });
});
