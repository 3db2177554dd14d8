import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { board, upload } from '../../../test/files/trello.ts';
import { startApp, type TestApp } from '../../../test/harness/app.ts';
import { clientOf } from '../../../test/harness/client.ts';
import { makeTask, makeWorkspace, type Person, signUp, type Workspace } from '../../../test/harness/people.ts';
import { until } from '../../../test/harness/process.ts';
import { type Receiver, startReceiver } from '../../../test/harness/receiver.ts';

let test: TestApp;
let admin: Person;
let acme: Workspace;
let other: Workspace;
let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
  test = await startApp({ env: { WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' } });
  admin = await signUp(test.app, 'Admin');
  acme = await makeWorkspace(test.app);
  other = await makeWorkspace(test.app);
});
afterAll(async () => {
  await test.stop();
  await receiver.close();
});

const set = (change: object) => admin.put('/admin/flags', { items: [change] });
const flagsOf = async (client: Pick<Person, 'get'>) => (await client.get('/meta')).body.flags;
const everything = ['webhooks', 'imports'];

describe('feature flags', () => {
  it('are on until somebody sets them', async () => {
    const { items } = (await admin.get('/admin/flags')).body;
    expect(items).toContainEqual({
      name: 'webhooks',
      description: expect.stringContaining('Webhooks'),
      state: 'on',
      percentage: 100,
      organizations: [],
      updatedAt: null,
      updatedBy: null,
    });
    expect(await flagsOf(acme.owner)).toEqual({ [acme.organizationId]: everything });
    expect(await flagsOf(clientOf(test.app))).toEqual({});
  });

  it('are changed by instance admins only; what a change does not name stays', async () => {
    expect((await acme.owner.get('/admin/flags')).status).toBe(403);
    expect((await acme.owner.put('/admin/flags', { items: [{ name: 'webhooks', state: 'off' }] })).status).toBe(403);
    expect((await set({ name: 'nonsense', state: 'off' })).status).toBe(422);
    expect((await set({ name: 'webhooks', percentage: 101 })).status).toBe(422);
    await set({ name: 'imports', organizations: [{ id: acme.organizationId, state: 'on' }] });
    const changed = await set({ name: 'imports', state: 'off' });
    expect(changed.body.items.find(({ name }) => name === 'imports')).toMatchObject({
      state: 'off',
      percentage: 100,
      organizations: [{ id: acme.organizationId, state: 'on' }],
      updatedBy: admin.id,
    });
    expect(await flagsOf(acme.owner)).toEqual({ [acme.organizationId]: everything });
    expect(await flagsOf(other.owner)).toEqual({ [other.organizationId]: ['webhooks'] });
  });

  it('turn off imports for an organization', async () => {
    const start = ({ owner, organizationId, teamId }: Workspace) =>
      owner.post(`/organizations/${organizationId}/imports`, undefined, {
        raw: upload(board(), { teamId, dryRun: 'true' }),
      });
    const refused = await start(other);
    expect([refused.status, refused.body.code]).toEqual([403, 'feature-off']);
    const { status, body } = await start(acme);
    expect(status).toBe(202);
    await test.settled();
    await set({ name: 'imports', organizations: [] });
    expect((await acme.owner.post(`/imports/${body.id}/run`)).body.code).toBe('feature-off');
    await set({ name: 'imports', state: 'on' });
    expect((await acme.owner.post(`/imports/${body.id}/run`)).status).toBe(202);
    await test.settled();
  });

  it('turn off webhooks: none is created, and none of the existing ones sends', async () => {
    const { owner, organizationId, teamId } = acme;
    const create = () =>
      owner.post(`/organizations/${organizationId}/webhooks`, { url: receiver.url, events: ['task.created'] });
    const { id } = (await create()).body;
    await makeTask(owner, teamId);
    await test.settled();
    expect(receiver.received).toHaveLength(1);
    const [delivery] = (await owner.get(`/webhooks/${id}/deliveries`)).body.items;

    await set({ name: 'webhooks', organizations: [{ id: organizationId, state: 'off' }] });
    expect((await create()).body.code).toBe('feature-off');
    expect((await owner.post(`/webhooks/${id}/test`)).body.code).toBe('feature-off');
    expect((await owner.post(`/deliveries/${delivery?.id}/redeliver`)).body.code).toBe('feature-off');
    await makeTask(owner, teamId);
    await test.settled();
    expect(receiver.received).toHaveLength(1);
    expect((await owner.get(`/organizations/${organizationId}/webhooks`)).body.items).toHaveLength(1);

    await set({ name: 'webhooks', organizations: [] });
    await makeTask(owner, teamId);
    await test.settled();
    expect(receiver.received).toHaveLength(2);
  });

  it('cancel what was queued before the feature was turned off', async () => {
    const { owner, organizationId, teamId } = other;
    receiver.answerWith((response) => response.writeHead(503).end());
    const { id } = (await owner.post(`/organizations/${organizationId}/webhooks`, { url: receiver.url, events: ['*'] }))
      .body;
    await makeTask(owner, teamId);
    const deliveries = async () => (await owner.get(`/webhooks/${id}/deliveries`)).body.items;
    await until(async () => (await deliveries()).some(({ attempts }) => attempts.length > 0));
    await set({ name: 'webhooks', state: 'off' });
    await test.database.sql`update notifications.webhook_delivery set next_attempt_at = now() where state = 'queued'`;
    await test.database.sql`update pgboss.job set start_after = now() where state = 'retry'`;
    await until(async () => (await deliveries()).every(({ state }) => state === 'cancelled'));
    await set({ name: 'webhooks', state: 'on' });
    receiver.answerWith((response) => response.end('ok'));
  });

  it('reach another instance soon, without a message', async () => {
    const second = await startApp({ database: test.database });
    const asOwner = clientOf(second.app, { authorization: `Bearer ${other.owner.token}` });
    expect(await flagsOf(asOwner)).toEqual({ [other.organizationId]: everything });
    await set({ name: 'webhooks', state: 'off' });
    await until(async () => (await flagsOf(asOwner))[other.organizationId]?.includes('webhooks') === false);
    await set({ name: 'webhooks', state: 'on' });
    await second.stop();
  });
});
