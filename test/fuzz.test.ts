import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApiDocument } from '#platform/http/openapi.ts';
import { routeGroups } from '../src/composition/route-groups.ts';
import type { OpenApi } from './fuzz/document.ts';
import { fuzz, sendTo } from './fuzz/fuzz.ts';
import { startApp, type TestApp } from './harness/app.ts';
import { listen, type Listening } from './harness/listen.ts';

// The short form of `npm run test:fuzz`: the same requests each time, a few of every operation.

let test: TestApp;
let server: Listening;
beforeAll(async () => {
  test = await startApp();
  server = await listen(test.app);
});
afterAll(async () => {
  await server.close();
  await test.stop();
});

describe('generated requests', () => {
  it('are answered as the OpenAPI document says, for every caller', async () => {
    const document = openApiDocument(routeGroups, '0') as OpenApi;
    const send = sendTo(server.url, document);
    const result = await fuzz({ document, send, seed: 20_261_128, rounds: 1, requestsPerRound: 6 });
    expect(result.faults).toEqual([]);
    expect(result.requests).toBeGreaterThan(5 * result.operations);
    // Most operations succeed at least once.
    expect(result.succeeded.length).toBeGreaterThan(result.operations / 3);
  });
});
