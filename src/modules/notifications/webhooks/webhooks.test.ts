import { Webhook as Verifier } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { writesOf } from '../../../../test/harness/count-queries.ts';
import { clientOf } from '../../../../test/harness/client.ts';
import {
  join,
  makeTask,
  makeWorkspace,
  password,
  type Person,
  type Workspace,
} from '../../../../test/harness/people.ts';
import { type Received, type Receiver, startReceiver } from '../../../../test/harness/receiver.ts';

const hourMs = 3_600_000;
const clock = settableClock(new Date());
let test: TestApp;
let receiver: Receiver;
let work: Workspace;
beforeAll(async () => {
  receiver = await startReceiver();
  test = await startApp({
    clock,
    env: { WEBHOOK_ALLOWED_HOSTS: '127.0.0.1', PUBLIC_URL: 'http://localhost:8080/uno' },
  });
});
afterAll(async () => {
  await test.stop();
  await receiver.close();
});
beforeEach(async () => {
  // Retries that were made due sooner than a queue expects may be left over; their deliveries have ended.
  await passTime(0);
  clock.set(new Date());
  work = await makeWorkspace(test.app);
  await test.settled();
  receiver.received.length = 0;
  receiver.answerWith((response) => response.end('ok'));
});

interface Made {
  readonly name: string;
  readonly id: string;
  readonly secret: string;
}
async function makeWebhook(extras: object = {}, owner: Person = work.owner): Promise<Made> {
  const body = { url: `${receiver.url}/hook`, events: ['*'], ...extras };
  const reply = await owner.post(`/organizations/${work.organizationId}/webhooks`, body);
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
  return reply.body;
}
const deliveriesOf = async ({ id }: Made) => (await work.owner.get(`/webhooks/${id}/deliveries`)).body.items;
const verified = (secret: string, { text, headers }: Received) =>
  new Verifier(secret).verify(text, headers as Record<string, string>);
const types = () => receiver.received.map(({ json }) => json.type);

// Access tokens end while days pass: these read the rows.
interface StoredDelivery {
  readonly state: string;
  readonly attempts: { readonly at: string; readonly status: number | null; readonly error: string | null }[];
  readonly nextAttemptAt: string;
  readonly createdAt: string;
}
const stored = async ({ id }: Made): Promise<StoredDelivery[]> =>
  test.database.sql<StoredDelivery[]>`
    select state, attempts, next_attempt_at as "nextAttemptAt", created_at as "createdAt"
    from notifications.webhook_delivery where webhook_id = ${id} order by created_at desc, id`;
const newest = async (hook: Made): Promise<StoredDelivery> => {
  const [delivery] = await stored(hook);
  if (!delivery) throw new Error('there is no delivery');
  return delivery;
};
const statesOf = async (hook: Made) => (await stored(hook)).map(({ state }) => state);
const webhook = async ({ id }: Made) => {
  const [row] = await test.database.sql`
    select disabled_reason as "disabledReason", failing_since as "failingSince"
    from notifications.webhook where id = ${id}`;
  return row;
};

/** Who was notified that the webhook was turned off. */
const notices = async ({ name }: Made) => {
  const rows = await test.database.sql<{ type: string; userId: string }[]>`
    select type, user_id as "userId" from notifications.notification
    where organization_id = ${work.organizationId} and facts->>'webhook' = ${name}`;
  return rows.map(({ type, userId }) => [type, userId]);
};

/** Runs the waiting retries, as if their time had come. */
async function runRetries(): Promise<void> {
  await expect
    .poll(
      async () => {
        test.app.queue.wake(['notifications.send-webhook']);
        const [row] = await test.database.sql<{ count: number }[]>`
          select count(*)::int as count from pgboss.job where name = 'notifications.send-webhook'
            and (state in ('created', 'active') or (state = 'retry' and start_after <= clock_timestamp()))`;
        return row?.count;
      },
      { timeout: 10_000, interval: 20 },
    )
    .toBe(0);
}
async function passTime(ms: number): Promise<void> {
  // An attempt is recorded a moment before its job is put back.
  await runRetries();
  clock.advance(ms);
  await test.database.sql`
    update pgboss.job set start_after = now() where state = 'retry' and name = 'notifications.send-webhook'`;
  await runRetries();
}
const attempted = (hook: Made, times: number) =>
  expect.poll(async () => (await stored(hook))[0]?.attempts.length, { timeout: 10_000, interval: 20 }).toBe(times);
const untilState = (hook: Made, state: string) =>
  expect.poll(() => statesOf(hook), { timeout: 10_000, interval: 20 }).toContain(state);

describe('a webhook', () => {
  it('receives the events that were chosen, signed, and logs each delivery', async () => {
    const hook = await makeWebhook({ events: ['task.completed', 'comment.*'] });
    expect(hook.secret).toMatch(/^whsec_[\w+/]{43}=$/);
    const task = await makeTask(work.owner, work.teamId, { title: 'Paint the fence', assigneeId: work.owner.id });
    await work.owner.post(`/tasks/${task.id}/comments`, { body: 'Half *done*' });
    await work.owner.post(`/tasks/${task.id}/complete`);
    await test.settled();
    expect(types().toSorted()).toEqual(['comment.created', 'task.completed']);
    const completed = receiver.received.find(({ json }) => json.type === 'task.completed');
    if (!completed) throw new Error('it was received');
    expect(verified(hook.secret, completed)).toEqual(completed.json);
    const owner = { id: work.owner.id, name: 'Owner', username: expect.any(String) };
    expect(completed.json).toEqual({
      type: 'task.completed',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      data: {
        task: {
          id: task.id,
          key: task.key,
          title: 'Paint the fence',
          url: `http://localhost:8080/uno/tasks/${task.id}`,
          organizationId: work.organizationId,
          teamId: work.teamId,
          projectId: null,
          createdBy: owner,
          assignee: owner,
          collaborators: [],
        },
        completedBy: owner,
        actor: owner,
      },
    });
    expect(receiver.received.map(({ text }) => text).join()).not.toContain('@example.com');
    const deliveries = await deliveriesOf(hook);
    expect(deliveries).toHaveLength(2);
    const delivery = deliveries.find(({ type }: { type: string }) => type === 'task.completed');
    expect(delivery).toMatchObject({
      id: completed.headers['webhook-id'],
      state: 'delivered',
      status: 200,
      error: null,
      durationMs: expect.any(Number),
      response: 'ok',
      payload: completed.json,
      attempts: [{ status: 200, error: null }],
    });
  });

  it('is told about a private address, and never shows its secret again', async () => {
    const path = `/organizations/${work.organizationId}/webhooks`;
    const refused = await work.owner.post(path, { url: 'https://10.0.0.1/', events: ['*'] });
    expect([refused.status, refused.body.code]).toEqual([422, 'address-not-allowed']);
    const hook = await makeWebhook();
    const changed = await work.owner.patch(`/webhooks/${hook.id}`, { url: 'http://[::1]/' });
    expect([changed.status, changed.body.code]).toEqual([422, 'address-not-allowed']);
    for (const body of [{ url: 'https://x.example.com' }, { url: 'https://x.example.com', events: ['no.such'] }])
      expect((await work.owner.post(path, body)).status).toBe(422);
    const shown = (await work.owner.get(`/webhooks/${hook.id}`)).body;
    const read = JSON.stringify([shown, (await work.owner.get(path)).body]);
    expect(read).not.toContain('whsec_');
    expect(read).toContain(`${receiver.url}/hook`);
  });

  it('sends its credentials to no other server than they were entered for', async () => {
    const elsewhere = await startReceiver();
    const hook = await makeWebhook({ preset: 'gotify', fields: { token: 'first-token' }, events: ['task.created'] });
    const path = `/webhooks/${hook.id}`;
    const moved = await work.owner.patch(path, { url: elsewhere.url });
    expect([moved.status, moved.body.errors?.[0]?.path]).toEqual([422, 'fields.token']);
    expect((await work.owner.patch(path, { url: `${receiver.url}/other` })).status).toBe(200);
    expect((await work.owner.patch(path, { url: elsewhere.url, fields: { token: 'new-token' } })).status).toBe(200);
    await makeTask(work.owner, work.teamId);
    expect((await elsewhere.request(1)).headers['x-gotify-key']).toBe('new-token');
    await test.settled();
    await elsewhere.close();
  });

  it('is signed with both secrets for 24 hours after a rotation', async () => {
    const hook = await makeWebhook({ events: ['task.created'] });
    const rotated = (await work.owner.post(`/webhooks/${hook.id}/rotate-secret`)).body;
    expect(rotated.secret).not.toBe(hook.secret);
    await makeTask(work.owner, work.teamId);
    const first = await receiver.request(1);
    expect(() => verified(hook.secret, first)).not.toThrow();
    expect(() => verified(rotated.secret, first)).not.toThrow();
    clock.advance(24 * hourMs + 1);
    const signedIn = await clientOf(test.app).post('/auth/login', { email: work.owner.email, password });
    const owner = clientOf(test.app, { authorization: `Bearer ${signedIn.body.accessToken}` });
    await makeTask(owner, work.teamId);
    const { headers, text } = await receiver.request(2);
    const sentAt = new Date(Number(headers['webhook-timestamp']) * 1_000);
    const signature = new Verifier(rotated.secret).sign(String(headers['webhook-id']), sentAt, text);
    expect(headers['webhook-signature']).toBe(signature);
    await test.settled();
  });

  it('can be turned off and on, and tried', async () => {
    const hook = await makeWebhook();
    expect((await work.owner.patch(`/webhooks/${hook.id}`, { enabled: false })).body).toMatchObject({
      enabled: false,
      disabledReason: 'person',
    });
    await makeTask(work.owner, work.teamId);
    await test.settled();
    expect(receiver.received).toEqual([]);
    expect((await work.owner.post(`/webhooks/${hook.id}/test`)).body.code).toBe('webhook-disabled');
    await work.owner.patch(`/webhooks/${hook.id}`, { enabled: true, name: 'Build' });
    expect((await work.owner.post(`/webhooks/${hook.id}/test`)).body).toMatchObject({ state: 'queued' });
    expect((await receiver.request(1)).json).toMatchObject({
      type: 'webhook.test',
      data: { webhook: { id: hook.id, name: 'Build' } },
    });
    await test.settled();
    expect((await work.owner.delete(`/webhooks/${hook.id}`)).status).toBe(204);
    expect((await work.owner.get(`/webhooks/${hook.id}`)).status).toBe(404);
  });
});

describe('who manages webhooks', () => {
  it('owners and admins all, a team’s admins those of their teams', async () => {
    const { app } = test;
    const path = `/organizations/${work.organizationId}/webhooks`;
    const other = (await work.owner.post(`/organizations/${work.organizationId}/teams`, { name: 'Sales' })).body.id;
    const people = {
      admin: await join(app, work, { role: 'admin', name: 'Admin' }),
      teamAdmin: await join(app, work, { teamRole: 'admin', name: 'Teamadmin' }),
      member: await join(app, work, { teamRole: 'member', name: 'Member' }),
      guest: await join(app, work, { role: 'guest', name: 'Guest' }),
    };
    const url = `${receiver.url}/hook`;
    const whole = await makeWebhook();
    const ofTeam = await makeWebhook({ teamIds: [work.teamId] });
    const ofBoth = await makeWebhook({ teamIds: [work.teamId, other] });
    const postStatus = async (person: Person, extras: object) =>
      (await person.post(path, { url, events: ['*'], ...extras })).status;
    const listedFor = async (person: Person) => {
      const statuses = [whole, ofTeam, ofBoth].map(async ({ id }) => (await person.get(`/webhooks/${id}`)).status);
      return [
        (await person.get(`/organizations/${work.organizationId}/webhooks`)).body.items?.length ?? null,
        ...(await Promise.all(statuses)),
      ];
    };
    expect(await listedFor(people.admin)).toEqual([3, 200, 200, 200]);
    expect(await listedFor(people.teamAdmin)).toEqual([1, 404, 200, 404]);
    expect(await listedFor(people.member)).toEqual([null, 404, 404, 404]);
    expect(await listedFor(people.guest)).toEqual([null, 404, 404, 404]);
    expect(await postStatus(people.admin, {})).toBe(201);
    expect(await postStatus(people.teamAdmin, {})).toBe(403);
    expect(await postStatus(people.teamAdmin, { teamIds: [other] })).toBe(403);
    expect(await postStatus(people.teamAdmin, { teamIds: [] })).toBe(403);
    expect(await postStatus(people.teamAdmin, { teamIds: [work.teamId, other] })).toBe(403);
    expect(await postStatus(people.teamAdmin, { teamIds: [work.teamId] })).toBe(201);
    expect(await postStatus(people.member, { teamIds: [work.teamId] })).toBe(403);
    expect(await postStatus(people.guest, { teamIds: [work.teamId] })).toBe(404);
    const widen = await people.teamAdmin.patch(`/webhooks/${ofTeam.id}`, { teamIds: null });
    expect(widen.status).toBe(403);
    await work.owner.delete(`/teams/${work.teamId}/members/${people.teamAdmin.id}`);
    expect((await people.teamAdmin.get(`/webhooks/${ofTeam.id}/deliveries`)).status).toBe(404);
  });

  it('a webhook of a team gets nothing of other teams and nothing of the organization', async () => {
    const { owner, organizationId, teamId } = work;
    const other = (await owner.post(`/organizations/${organizationId}/teams`, { name: 'Sales' })).body.id;
    await test.settled();
    await makeWebhook({ teamIds: [teamId] });
    await makeTask(owner, other, { title: 'Of others' });
    await owner.post(`/organizations/${organizationId}/projects`, { name: 'Site', key: 'SITE' });
    await makeTask(owner, teamId, { title: 'Ours' });
    await test.settled();
    expect(receiver.received.map(({ json }) => [json.type, json.data?.task?.title])).toEqual([
      ['task.created', 'Ours'],
    ]);
  });
});

describe('the deliveries of a webhook that was limited to a team', () => {
  it('from before, of other teams, stay hidden from the team’s admins', async () => {
    const { owner, organizationId, teamId } = work;
    const other = (await owner.post(`/organizations/${organizationId}/teams`, { name: 'Sales' })).body.id;
    const teamAdmin = await join(test.app, work, { teamRole: 'admin', name: 'Teamadmin' });
    await test.settled();
    const hook = await makeWebhook();
    const secret = await makeTask(owner, other, { title: 'Of others' });
    await makeTask(owner, teamId, { title: 'Ours' });
    await test.settled();
    await owner.patch(`/webhooks/${hook.id}`, { teamIds: [teamId] });
    await owner.post(`/webhooks/${hook.id}/test`);
    await test.settled();
    const all = await deliveriesOf(hook);
    expect(all).toHaveLength(3);
    const shown = await teamAdmin.get(`/webhooks/${hook.id}/deliveries`);
    // All of the same moment: their order follows from their ids.
    const shownTypes = shown.body.items.map(({ type }: { type: string }) => type);
    expect(shownTypes.toSorted()).toEqual(['task.created', 'webhook.test']);
    expect(JSON.stringify(shown.body)).not.toContain(secret.id);
    const hidden = all.find(({ payload }: { payload: object }) => JSON.stringify(payload).includes(secret.id));
    const path = `/deliveries/${hidden?.id}/redeliver` as const;
    expect((await teamAdmin.post(path)).status).toBe(404);
    expect((await owner.post(path)).status).toBe(202);
    await test.settled();
  });
});

describe('a target that fails', () => {
  it('is tried again with growing pauses, with the same id, until it answers', async () => {
    const hook = await makeWebhook({ events: ['task.created'] });
    receiver.answerWith((response) => response.writeHead(500).end('broken'));
    await makeTask(work.owner, work.teamId);
    await attempted(hook, 1);
    const [waiting] = await deliveriesOf(hook);
    expect(waiting).toMatchObject({ state: 'queued', status: 500, response: 'broken' });
    const pauseMs = Date.parse(waiting?.nextAttemptAt ?? '') - clock.now().getTime();
    expect(pauseMs).toBeGreaterThanOrEqual(7_500);
    expect(pauseMs).toBeLessThanOrEqual(12_500);
    expect((await webhook(hook))?.['failingSince']).not.toBeNull();
    // A job that comes early waits for the time of its row.
    await passTime(0);
    expect(receiver.received).toHaveLength(1);
    await passTime(13_000);
    await attempted(hook, 2);
    receiver.answerWith((response) => response.writeHead(204).end());
    await passTime(26_000);
    await untilState(hook, 'delivered');
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect(ids).toEqual([waiting?.id, waiting?.id, waiting?.id]);
    expect((await newest(hook)).attempts.map(({ status }) => status)).toEqual([500, 500, 204]);
    expect((await webhook(hook))?.['failingSince']).toBeNull();
  });

  it('says itself when to come back', async () => {
    const hook = await makeWebhook({ events: ['task.created'] });
    receiver.answerWith((response) => response.writeHead(429, { 'retry-after': '3600' }).end());
    await makeTask(work.owner, work.teamId);
    await attempted(hook, 1);
    const { nextAttemptAt, attempts } = await newest(hook);
    const pauseMs = Date.parse(nextAttemptAt) - Date.parse(attempts[0]?.at ?? '');
    expect(pauseMs).toBe(hourMs);
    receiver.answerWith((response) => response.end());
    await passTime(hourMs);
    await untilState(hook, 'delivered');
  });

  it('is given up after three days, and its webhook turned off', async () => {
    const hook = await makeWebhook({ events: ['task.created'] });
    receiver.answerWith((response) => response.writeHead(503).end());
    await makeTask(work.owner, work.teamId);
    await attempted(hook, 1);
    for (let attempts = 2; (await newest(hook)).state === 'queued'; attempts += 1) {
      await passTime(Date.parse((await newest(hook)).nextAttemptAt) - clock.now().getTime());
      await attempted(hook, attempts);
      expect(attempts).toBeLessThan(40);
    }
    const delivery = await newest(hook);
    expect(delivery).toMatchObject({ state: 'failed', nextAttemptAt: null });
    expect(delivery.attempts.length).toBeGreaterThan(15);
    const lastedMs = Date.parse(delivery.attempts.at(-1)?.at ?? '') - Date.parse(delivery.createdAt);
    expect(Math.abs(lastedMs - 72 * hourMs)).toBeLessThan(1_000);
    expect(await webhook(hook)).toMatchObject({ disabledReason: 'failing' });
    await expect.poll(() => notices(hook)).toEqual([['webhook-disabled', work.owner.id]]);
    const dead = await test.database.sql`select 1 from pgboss.job where name = 'notifications.send-webhook.dead'`;
    expect(dead).toHaveLength(0);
  });

  it('that is gone (410) is turned off at once, and what waits for it is cancelled', async () => {
    const hook = await makeWebhook({ events: ['task.created'] });
    receiver.answerWith((response) => response.writeHead(500).end());
    await makeTask(work.owner, work.teamId);
    await attempted(hook, 1);
    receiver.answerWith((response) => response.writeHead(410).end());
    clock.advance(1);
    await makeTask(work.owner, work.teamId);
    await untilState(hook, 'failed');
    expect(await webhook(hook)).toMatchObject({ disabledReason: 'gone' });
    await expect.poll(() => notices(hook)).toEqual([['webhook-disabled', work.owner.id]]);
    await passTime(20_000);
    expect(await statesOf(hook)).toEqual(['failed', 'cancelled']);
    expect(receiver.received).toHaveLength(2);
  });

  it('does not hold up another: its connections are few and each waits alone', async () => {
    const slow = await startReceiver();
    slow.answerWith(() => undefined);
    const stuck = await makeWebhook({ url: slow.url, events: ['task.created'] });
    const healthy = await makeWebhook({ events: ['task.created'] });
    for (let count = 0; count < 6; count += 1) await makeTask(work.owner, work.teamId);
    await receiver.request(6);
    // The healthy one has all its events; the slow one still holds four connections and no more.
    await slow.request(4);
    expect(slow.received).toHaveLength(4);
    await expect.poll(() => statesOf(healthy)).toEqual(Array.from({ length: 6 }, () => 'delivered'));
    await work.owner.patch(`/webhooks/${stuck.id}`, { enabled: false });
    await slow.close();
    const errors = async () => (await stored(stuck)).flatMap(({ attempts }) => attempts.map(({ error }) => error));
    await expect.poll(async () => (await errors()).filter((error) => error === 'connection-lost').length).toBe(4);
    await passTime(60_000);
    expect(await statesOf(stuck)).toEqual(Array.from({ length: 6 }, () => 'cancelled'));
  });
});

describe('a redelivery', () => {
  it('has the same id and payload, and is refused while the webhook is off', async () => {
    const hook = await makeWebhook({ events: ['task.created'] });
    await makeTask(work.owner, work.teamId);
    const first = await receiver.request(1);
    await untilState(hook, 'delivered');
    const id = String(first.headers['webhook-id']);
    expect((await work.owner.post(`/deliveries/${id}/redeliver`)).body).toMatchObject({ id, state: 'queued' });
    const second = await receiver.request(2);
    expect([second.headers['webhook-id'], second.text]).toEqual([id, first.text]);
    await untilState(hook, 'delivered');
    expect(await deliveriesOf(hook)).toHaveLength(1);
    const stranger = await makeWorkspace(test.app);
    expect((await stranger.owner.post(`/deliveries/${id}/redeliver`)).status).toBe(404);
    await work.owner.patch(`/webhooks/${hook.id}`, { enabled: false });
    expect((await work.owner.post(`/deliveries/${id}/redeliver`)).body.code).toBe('webhook-disabled');
  });
});

describe('a delivery with several jobs', () => {
  it('is tried again by one of them', async () => {
    const hook = await makeWebhook({ events: ['task.created'] });
    receiver.answerWith((response) => response.writeHead(500).end());
    await makeTask(work.owner, work.teamId);
    await attempted(hook, 1);
    const [delivery] = await deliveriesOf(hook);
    for (let redeliveries = 1; redeliveries <= 3; redeliveries += 1) {
      await work.owner.post(`/deliveries/${delivery?.id}/redeliver`);
      await attempted(hook, 1 + redeliveries);
    }
    await passTime(6 * hourMs);
    await attempted(hook, 5);
    await runRetries();
    expect(receiver.received).toHaveLength(5);
    receiver.answerWith((response) => response.end());
    await passTime(12 * hourMs);
    await untilState(hook, 'delivered');
    await passTime(60_000);
    expect(receiver.received).toHaveLength(6);
  });
});

describe('an event', () => {
  it('with many webhooks costs one statement for their deliveries, and each gets it once', async () => {
    for (let count = 0; count < 20; count += 1) await makeWebhook({ events: ['task.created'] });
    const sent = await writesOf(test.app, 'notifications', async () => {
      await makeTask(work.owner, work.teamId);
      await test.settled();
    });
    const inserts = sent.filter(({ text }) => /insert into "notifications"\."webhook_delivery"/.test(text));
    expect(inserts).toHaveLength(1);
    expect(receiver.received).toHaveLength(20);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(20);
    // The job comes a second time.
    await test.database.sql`
      update pgboss.job set state = 'created', start_after = now()
      where name = 'notifications.webhooks' and state = 'completed'
        and data->>'organizationId' = ${work.organizationId}`;
    await test.settled();
    expect(receiver.received).toHaveLength(20);
  });
});

describe('what is stored', () => {
  it('is deleted after 30 days', async () => {
    const hook = await makeWebhook({ events: ['task.created'] });
    await makeTask(work.owner, work.teamId);
    await untilState(hook, 'delivered');
    clock.advance(31 * 24 * hourMs);
    await test.runJob('notifications', 'sweep-webhooks');
    expect(await stored(hook)).toEqual([]);
    expect(await webhook(hook)).toBeDefined();
  });
});

describe('at the same time', () => {
  it('ten requests create no more webhooks than an organization may have', async () => {
    await makeWebhook();
    await test.database.sql`
      insert into notifications.webhook (organization_id, id, name, preset, encrypted_target, shown_url, events, encrypted_secret, created_at)
      select organization_id, gen_random_uuid(), name, preset, encrypted_target, shown_url, events, encrypted_secret, created_at
      from notifications.webhook, generate_series(1, 98) where organization_id = ${work.organizationId}`;
    const body = { url: `${receiver.url}/hook`, events: ['task.created'] };
    const path = `/organizations/${work.organizationId}/webhooks` as const;
    const replies = await Promise.all(Array.from({ length: 10 }, () => work.owner.post(path, body)));
    expect(replies.map(({ status }) => status).toSorted()).toEqual([201, ...Array.from({ length: 9 }, () => 409)]);
  });

  it('a success ends the row of failures that another delivery began', async () => {
    let release = () => undefined as unknown;
    receiver.answerWith((response, { json }) => {
      if (json.data?.task?.title === 'Slow') release = () => response.end('ok');
      else response.writeHead(500).end();
    });
    const made = await makeWebhook({ events: ['task.created'] });
    await makeTask(work.owner, work.teamId, { title: 'Slow' });
    await receiver.request(1);
    await makeTask(work.owner, work.teamId, { title: 'Failing' });
    await expect.poll(async () => (await webhook(made))?.['failingSince']).not.toBeNull();
    release();
    await untilState(made, 'delivered');
    expect(await webhook(made)).toMatchObject({ failingSince: null, disabledReason: null });
    receiver.answerWith((response) => response.end('ok'));
    await passTime(hourMs);
  });
});

it('a webhook lists each of its events once', async () => {
  const events = ['task.created', 'task.moved', 'task.created'];
  const { id } = await makeWebhook({ events });
  expect((await work.owner.get(`/webhooks/${id}`)).body.events).toEqual(['task.created', 'task.moved']);
  const changed = await work.owner.patch(`/webhooks/${id}`, { events: ['task.moved', ...events] });
  expect(changed.body.events).toEqual(['task.moved', 'task.created']);
});
