import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './harness/app.ts';
import { clientOf } from './harness/client.ts';

let test: TestApp;
beforeAll(async () => {
  test = await startApp();
});
afterAll(() => test.stop());

describe('readiness', () => {
  it('asks for the tables of each module, and names those that do not answer', async () => {
    const client = clientOf(test.app);
    expect((await client.get('/health/ready')).status).toBe(200);
    await test.database.sql`alter table notifications.outbox rename to outbox_away`;
    expect((await client.get('/health/ready')).status).toBe(503);
    expect((await client.get('/health')).body).toMatchObject({
      checks: { database: { status: 'down', detail: 'The tables of notifications are away.' } },
    });
    await test.database.sql`alter table notifications.outbox_away rename to outbox`;
    expect((await client.get('/health/ready')).status).toBe(200);
  });
});
