import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { join, makeTask, makeWorkspace, type Person, type Workspace } from '../../../../test/harness/people.ts';
import { createPushBrowser, type PushBrowser, verifiedSender } from '../../../../test/harness/push-browser.ts';
import { type Receiver, startReceiver } from '../../../../test/harness/receiver.ts';

let test: TestApp;
let pushService: Receiver;
let work: Workspace;
let mina: Person;
beforeAll(async () => {
  pushService = await startReceiver();
  test = await startApp({ env: { WEBHOOK_ALLOWED_HOSTS: '127.0.0.1', VAPID_SUBJECT: 'mailto:admin@example.com' } });
});
afterAll(async () => {
  await test.stop();
  await pushService.close();
});
beforeEach(async () => {
  work = await makeWorkspace(test.app);
  mina = await join(test.app, work, { name: 'Mina', teamRole: 'member' });
  await test.settled();
  pushService.received.length = 0;
  pushService.answerWith((response) => response.writeHead(201).end());
});

interface Device extends PushBrowser {
  readonly id: string;
  readonly path: string;
}

let devices = 0;
async function subscribe(person: Person, origin = pushService.url): Promise<Device> {
  const browser = createPushBrowser();
  const path = `/send/${(devices += 1)}`;
  const reply = await person.post('/notifications/push-subscriptions', {
    endpoint: origin + path,
    expirationTime: null,
    keys: browser.keys,
  });
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
  return { ...browser, id: reply.body.id, path };
}

const assign = (title = 'Draw the map') => makeTask(work.owner, work.teamId, { title, assigneeId: mina.id });
const sentTo = ({ path }: Device) => pushService.received.filter((request) => request.path === path);
const listed = async (person: Person) => (await person.get('/notifications/push-subscriptions')).body.items;

describe('a device', () => {
  it('is registered once however often it asks, is listed, and is removed by its owner only', async () => {
    const { keys } = createPushBrowser();
    const subscription = { endpoint: `${pushService.url}/same`, keys };
    const first = await mina.post('/notifications/push-subscriptions', subscription);
    const second = await mina.post('/notifications/push-subscriptions', subscription);
    expect(second.body.id).toBe(first.body.id);
    expect(await listed(mina)).toEqual([second.body]);
    expect((await work.owner.delete(`/notifications/push-subscriptions/${first.body.id}`)).status).toBe(404);
    expect((await mina.delete(`/notifications/push-subscriptions/${first.body.id}`)).status).toBe(204);
    expect(await listed(mina)).toEqual([]);
  });

  it('has an address that fits, whatever signs it has', async () => {
    const signs = Array.from({ length: 1_900 }, (_, i) => String.fromCodePoint(0x4e00 + ((i * 7919) % 20_000))).join(
      '',
    );
    const { keys } = createPushBrowser();
    const subscription = { endpoint: `${pushService.url}/${signs}`, keys };
    expect((await mina.post('/notifications/push-subscriptions', subscription)).status).toBe(422);
    const long = { endpoint: `${pushService.url}/${'aB3'.repeat(600)}`, keys };
    expect((await mina.post('/notifications/push-subscriptions', long)).status).toBe(201);
  });

  it('belongs to the person who used the browser last', async () => {
    const subscription = { endpoint: `${pushService.url}/shared`, keys: createPushBrowser().keys };
    await mina.post('/notifications/push-subscriptions', subscription);
    await work.owner.post('/notifications/push-subscriptions', subscription);
    expect(await listed(mina)).toEqual([]);
    expect(await listed(work.owner)).toHaveLength(1);
  });

  it.each([
    { what: 'an address that is none', change: { endpoint: 'here' } },
    { what: 'another scheme', change: { endpoint: 'ftp://example.com/1' } },
    { what: 'a key that is no point on the curve', change: { keys: { p256dh: 'B'.repeat(87), auth: 'A'.repeat(22) } } },
    { what: 'a short secret', change: { keys: { ...createPushBrowser().keys, auth: 'AAAA' } } },
  ])('is refused with $what', async ({ change }) => {
    const subscription = { endpoint: 'https://push.example.com/1', keys: createPushBrowser().keys, ...change };
    expect((await mina.post('/notifications/push-subscriptions', subscription)).status).toBe(422);
  });
});

describe('a notification', () => {
  it('reaches each device encrypted and signed, and leads to its task', async () => {
    const [phone, laptop] = [await subscribe(mina), await subscribe(mina)];
    const task = await assign();
    await test.settled();
    const [request] = sentTo(phone);
    expect(request?.headers).toMatchObject({ 'content-encoding': 'aes128gcm', ttl: '86400' });
    expect(request?.text).not.toContain('Draw the map');
    const message = phone.read(request?.bytes ?? Buffer.alloc(0));
    expect(message).toMatchObject({ link: `/tasks/${task.id}`, taskId: task.id, locale: 'en' });
    expect(`${String(message['title'])} ${String(message['body'])}`).toContain('Draw the map');
    const { key } = (await mina.get('/notifications/push-key')).body;
    const sender = await verifiedSender(request?.headers.authorization ?? '', key);
    expect(sender).toMatchObject({ aud: pushService.url, sub: 'mailto:admin@example.com' });
    expect(sentTo(laptop)).toHaveLength(1);
  });

  it('reaches nobody else, and no device whose session has ended', async () => {
    const other = await subscribe(work.owner);
    const device = await subscribe(mina);
    expect((await mina.delete('/auth/session')).status).toBe(204);
    await assign();
    await test.settled();
    expect(sentTo(other)).toEqual([]);
    expect(sentTo(device)).toEqual([]);
  });

  it.each([404, 410])('ends a subscription that its push service no longer has: %i', async (status) => {
    const device = await subscribe(mina);
    pushService.answerWith((response) => response.writeHead(status).end());
    await assign();
    await test.settled();
    expect(sentTo(device)).toHaveLength(1);
    expect(await listed(mina)).toEqual([]);
  });

  it('is not sent into a private network', async () => {
    await subscribe(mina, 'https://10.0.0.1');
    await assign();
    await test.settled();
    expect(await listed(mina)).toEqual([]);
  });

  it('is sent again after a failure, but not to devices that have it', async () => {
    const [phone, laptop] = [await subscribe(mina), await subscribe(mina)];
    let hasFailed = false;
    pushService.answerWith((response, { path }) => {
      const fails = path === laptop.path && !hasFailed;
      hasFailed ||= fails;
      response.writeHead(fails ? 503 : 201).end();
    });
    await assign();
    await expect.poll(() => sentTo(laptop).length, { timeout: 30_000 }).toBe(2);
    await test.settled();
    expect(sentTo(phone)).toHaveLength(1);
  });
});
