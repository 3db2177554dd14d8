import { moduleNames } from '#platform/startup/module-names.ts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { routeGroups } from '../../src/composition/route-groups.ts';
import { board, upload } from '../files/trello.ts';
import { startApp, type TestApp } from '../harness/app.ts';
import type { Answer } from '../harness/client.ts';
import { defined } from '../harness/defined.ts';
import { join, makeTask, makeWorkspace, type Person, signUp, type Workspace } from '../harness/people.ts';

/** Accounts belong to no tenant. */
const tenantModules = moduleNames.filter((name) => name !== 'auth');

// No organization sees another. Every route is tested automatically: a new noun in a path, or an id in
// a new body, fails here until the table says which id of the other organization to use.

let test: TestApp;
let victim: Workspace;
let attacker: Workspace;
let stranger: Person;
/** The victim's ids by the first word of the paths. */
let ids: Record<string, string>;
/** The attacker's own ids, so that a body can contain a foreign id in an allowed path. */
let own: Record<string, string>;

const routes = routeGroups.flatMap(({ module, routes: list }) => list.map((route) => ({ module, route })));

async function furnish(work: Workspace): Promise<Record<string, string>> {
  const { owner, organizationId, teamId, statuses } = work;
  const task = await makeTask(owner, teamId);
  const postAs = async (who: Person, path: string, body: object) =>
    (await who.post<'/organizations/{id}/teams'>(path, body)).body.id;
  const post = (path: string, body: object) => postAs(owner, path, body);
  const projectId = await post(`/organizations/${organizationId}/projects`, { name: 'Site', key: 'SITE' });
  const imported = await owner.post(`/organizations/${organizationId}/imports`, undefined, {
    raw: upload(board(), { teamId }),
  });
  const exported = await owner.post(`/organizations/${organizationId}/exports`);
  const member = await join(test.app, work, { teamRole: 'member' });
  await makeTask(owner, teamId, { assigneeId: member.id });
  const file = new FormData();
  file.append('file', new Blob(['x']), 'x.txt');
  const attachedReply = await owner.post(`/tasks/${task.id}/attachments`, undefined, { raw: file });
  await test.settled();
  const inbox = await member.get('/notifications');
  return {
    organizations: organizationId,
    teams: teamId,
    tasks: task.id,
    statuses: statuses['Done'] ?? '',
    attachments: attachedReply.body.id,
    'project-templates': await post(`/organizations/${organizationId}/project-templates`, { name: 'P', projectId }),
    'task-templates': await post(`/teams/${teamId}/task-templates`, { name: 'T', taskId: task.id }),
    views: await post(`/organizations/${organizationId}/views`, { name: 'Mine' }),
    fields: await post(`/teams/${teamId}/fields`, { name: 'Points', type: 'number' }),
    labels: await post(`/organizations/${organizationId}/labels`, { name: 'Red', colour: '#ff0000' }),
    comments: await post(`/tasks/${task.id}/comments`, { body: 'Hello' }),
    'checklist-items': await post(`/tasks/${task.id}/checklist`, { title: 'Step' }),
    projects: projectId,
    milestones: await post(`/projects/${projectId}/milestones`, { name: 'Beta' }),
    invites: await post(`/organizations/${organizationId}/invites`, { email: 'somebody@example.com' }),
    'join-requests': await requestTo(organizationId),
    imports: imported.body.id,
    exports: exported.body.id,
    ...(await webhookOf(owner, organizationId)),
    notifications: defined(inbox.body.items[0]).id,
    admin: defined(inbox.body.items[0]).id,
    users: member.id,
    tokens: await postAs(member, '/auth/tokens', { name: 'Script', scopes: ['tasks:read'] }),
    sessions: defined((await member.get('/auth/sessions')).body.items[0]).id,
    ...(await signInsOf(member.id)),
    providers: 'nobody',
  };
}

/** A join request from the time when the organization was listed. */
async function requestTo(organizationId: string): Promise<string> {
  const id = randomUUID();
  await test.database.sql`insert into teams.join_request (organization_id, id, user_id, message, created_at)
    values (${organizationId}, ${id}, ${randomUUID()}, '', now())`;
  return id;
}

/** A webhook with a failed delivery. */
async function webhookOf(owner: Person, organizationId: string): Promise<{ webhooks: string; deliveries: string }> {
  const body = { url: 'https://198.41.0.4/', events: ['milestone.near'] };
  const webhooks = (await owner.post(`/organizations/${organizationId}/webhooks`, body)).body.id as string;
  const deliveries = randomUUID();
  await test.database.sql`insert into notifications.webhook_delivery
    (organization_id, id, webhook_id, type, payload, state, queued_at, created_at, finished_at)
    values (${organizationId}, ${deliveries}, ${webhooks}, 'webhook.test',
      '{"type": "webhook.test", "timestamp": "2026-01-01T00:00:00.000Z", "data": {}}', 'failed', now(), now(), now())`;
  return { webhooks, deliveries };
}

/** Created only by a browser or a provider. */
async function signInsOf(userId: string): Promise<Record<string, string>> {
  const { sql } = test.database;
  const [passkeys, identities] = [randomUUID(), randomUUID()];
  await sql`insert into auth.passkey (id, user_id, name, credential_id, public_key, counter, is_backed_up, created_at)
    values (${passkeys}, ${userId}, 'Key', ${passkeys}, '', 0, false, now())`;
  await sql`insert into auth.identity (id, user_id, provider, subject, email, created_at)
    values (${identities}, ${userId}, 'acme', ${identities}, 'x@example.com', now())`;
  return { passkeys, identities };
}

/** Parameters of paths other than `id`, by name. */
const parameters: Record<string, string> = {
  userId: 'users',
  teamId: 'teams',
  otherId: 'tasks',
  taskId: 'tasks',
  emoji: 'providers',
  provider: 'providers',
  // Of a queue or a job.
  name: 'providers',
};

beforeAll(async () => {
  test = await startApp();
  await signUp(test.app, 'Admin');
  victim = await makeWorkspace(test.app);
  attacker = await makeWorkspace(test.app);
  stranger = attacker.owner;
  ids = await furnish(victim);
  own = await furnish(attacker);
  // Mails and notifications of all that are rows too.
  await test.settled();
});
afterAll(() => test.stop());

/** A path with ids: `known` for the nouns, `fallback` for all others. */
function fill(path: string, known: Record<string, string>): string {
  const [, first = '', second = ''] = path.split('/');
  const noun = first === 'auth' ? second : first;
  return path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
    const id = name === 'id' ? known[noun] : known[parameters[name] ?? ''];
    if (id === undefined)
      throw new Error(`say in this test which id of another organization {${name}} in ${path} takes`);
    return id;
  });
}

const foreignIds = () => Object.values(ids).filter((id) => z.uuid().safeParse(id).success);
const randomIds = () => Object.fromEntries(Object.keys(ids).map((noun) => [noun, randomUUID()]));

const Body = z.looseObject({ items: z.array(z.record(z.string(), z.unknown())).optional() });

/** The part that may differ between two refusals: the request id. */
function essence({ status, body }: Answer): unknown {
  const { success, data } = Body.safeParse(body);
  if (!success) return { status, body };
  const { requestId: _requestId, instance: _instance, ...rest } = data;
  if (status === 200 && rest.items) rest.items = rest.items.map(({ id: _id, ...item }) => item);
  return { status, body: rest };
}

/** A reply about many items has a result for each. */
function statusOf({ status, body }: Answer): number {
  const items = Body.safeParse(body).data?.items;
  return status === 200 && items ? Math.min(...items.map((item) => Number(item['status']))) : status;
}

async function rowsOf(organizationId: string): Promise<string> {
  const tables = await test.database.sql<{ name: string }[]>`
    select format('%I.%I', table_schema, table_name) as name from information_schema.columns
    where column_name = 'organization_id' and table_schema = any(${tenantModules})
      -- A scheduled job adds up the tallies at any time.
      and table_name not like 'tally%' order by 1`;
  const digests: string[] = [];
  for (const { name } of tables) {
    const [row] = await test.database.sql.unsafe(
      `select count(*) || ' ' || coalesce(md5(string_agg(row::text, '|' order by row::text)), '') as digest
       from ${name} as row where organization_id = $1`,
      [organizationId],
    );
    digests.push(`${name} ${row?.['digest']}`);
  }
  const people = await test.database.sql<{ name: string }[]>`
    select format('%I.%I', table_schema, table_name) as name from information_schema.columns
    where column_name = 'user_id' and table_schema = 'auth' order by 1`;
  for (const { name } of people) {
    const [row] = await test.database.sql.unsafe(
      `select count(*) || ' ' || coalesce(md5(string_agg(row::text, '|' order by row::text)), '') as digest from ${name} as row
       where user_id in (select user_id from teams.member where organization_id = $1)`,
      [organizationId],
    );
    digests.push(`${name} ${row?.['digest']}`);
  }
  return digests.join('\n');
}

/** Valid bodies without foreign ids. */
const bodies: Record<string, () => Record<string, unknown>> = {
  'post /tasks/{id}/comments': () => ({ body: 'Hello' }),
  'post /organizations/{id}/invites': () => ({ email: `${randomUUID()}@example.com` }),
  'post /organizations/{id}/projects': () => ({ name: 'P', key: 'ZZ' }),
  'post /teams/{id}/tasks': () => ({ title: 'T' }),
  'post /organizations/{id}/webhooks': () => ({ url: 'https://198.41.0.4/', events: ['milestone.near'] }),
  'patch /webhooks/{id}': () => ({}),
  'patch /tasks/{id}': () => ({}),
  'patch /projects/{id}': () => ({}),
  'patch /organizations/{id}': () => ({}),
  'post /organizations/{id}/hand-over': () => ({}),
  'patch /organizations/{id}/members/{userId}': () => ({}),
  'post /teams/{id}/statuses': () => ({ name: randomUUID(), category: 'todo' }),
  'patch /statuses/{id}': () => ({}),
  'post /auth/passkeys': () => ({ name: 'Key', answer: {} }),
  'post /auth/passkeys/sign-in': () => ({ answer: {} }),
  'patch /auth/passkeys/{id}': () => ({ name: 'Key' }),
  'post /tasks/{id}/move': () => ({}),
  'post /notifications/reminders/{taskId}': () => ({}),
  'post /mail-in/raw': () => ({}),
  'post /notifications/push': () => ({ title: 'P' }),
  'post /tasks/bulk': () => ({ change: {} }),
  'post /organizations/{id}/project-templates': () => ({ name: 'P' }),
  'post /teams/{id}/task-templates': () => ({ name: 'T' }),
  'patch /task-templates/{id}': () => ({ name: 'T' }),
  'post /admin/queues/{name}/retry': () => ({}),
  'put /admin/flags': () => ({}),
  'post /admin/failed-events/retry': () => ({}),
  'post /task-templates/{id}/use': () => ({}),
  'post /project-templates/{id}/use': () => ({ name: 'P', key: 'NEW' }),
};

/** Names of a body's fields that contain an id, or a list of them. */
function idFields(schema: z.ZodType | undefined): { name: string; isList: boolean }[] {
  if (!schema) return [];
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as {
    properties?: Record<string, unknown>;
  };
  return Object.entries(properties).flatMap(([name, property]) => {
    const text = JSON.stringify(property);
    return text.includes('"format":"uuid"') ? [{ name, isList: text.includes('"type":"array"') }] : [];
  });
}

describe('a path with another organization’s id', () => {
  const withIds = routes.filter(({ route }) => route.path.includes('{'));
  it.each(withIds.map(({ route }) => [`${route.method} ${route.path}`, route] as const))('%s', async (_name, route) => {
    const before = await rowsOf(victim.organizationId);
    const body = route.method === 'get' || route.upload ? undefined : bodies[`${route.method} ${route.path}`]?.();
    const extras = route.upload ? { raw: upload(board()) } : {};
    const call = (known: Record<string, string>) =>
      stranger.request(route.method.toUpperCase(), fill(route.path, known), body, extras);
    const foreign = await call(ids);
    const random = await call(randomIds());
    expect(essence(foreign)).toEqual(essence(random));
    expect(foreign.status).toBe(route.rule.name.endsWith('instance admin') ? 403 : 404);
    expect(await rowsOf(victim.organizationId)).toBe(before);
  });

  const withTwo = routes.filter(({ route }) => (route.path.match(/\{/g) ?? []).length > 1);
  it.each(withTwo.map(({ route }) => [`${route.method} ${route.path}`, route] as const))(
    'behind an own one: %s',
    async (_name, route) => {
      const call = (second: Record<string, string>) => {
        const [, noun = ''] = route.path.split('/');
        const path = fill(route.path, { ...second, [noun]: own[noun] ?? '' });
        const requestBody = route.method === 'get' ? undefined : { role: 'member' };
        return stranger.request(route.method.toUpperCase(), path, requestBody);
      };
      const body = await call(ids);
      expect(essence(body)).toEqual(essence(await call(randomIds())));
    },
  );
});

describe('a query with another organization’s id', () => {
  const listRoutes = routes.filter(({ route }) => route.method === 'get' && idFields(route.query).length > 0);
  it.each(listRoutes.map(({ route }) => [`${route.method} ${route.path}`, route] as const))(
    '%s',
    async (_name, route) => {
      for (const { name } of idFields(route.query)) {
        const path = fill(route.path, own);
        for (const id of foreignIds()) {
          const foreign = await stranger.get(`${path}?${name}=${id}`);
          const random = await stranger.get(`${path}?${name}=${randomUUID()}`);
          expect(essence(foreign), name).toEqual(essence(random));
        }
      }
    },
  );
});

describe('a body with another organization’s id', () => {
  /** The id that a client chooses for something new refers to nothing; one that is taken can't be guessed. */
  const foreignFields = (schema: Parameters<typeof idFields>[0]) =>
    idFields(schema).filter(({ name }) => name !== 'id');
  const writing = routes.filter(({ route }) => !route.upload && foreignFields(route.body).length > 0);
  it.each(writing.map(({ route }) => [`${route.method} ${route.path}`, route] as const))('%s', async (key, route) => {
    const base = bodies[key];
    if (!base) throw new Error(`say in this test what body ${key} takes`);
    const before = await rowsOf(victim.organizationId);
    for (const { name, isList } of foreignFields(route.body)) {
      const send = (id: string) =>
        stranger.request(route.method.toUpperCase(), fill(route.path, own), { ...base(), [name]: isList ? [id] : id });
      const random = await send(randomUUID());
      expect(statusOf(random), `${name}: ${JSON.stringify(random.body)}`).toBeGreaterThanOrEqual(400);
      for (const id of foreignIds()) expect(essence(await send(id)), name).toEqual(essence(random));
    }
    expect(await rowsOf(victim.organizationId)).toBe(before);
  });
});

describe('without credentials', () => {
  const closedRoutes = routes.filter(({ route }) => route.rule.credentials === 'required');
  it('every route that is not for anyone answers 401', async () => {
    const { clientOf } = await import('../harness/client.ts');
    const nobody = clientOf(test.app);
    for (const { route } of closedRoutes) {
      const reply = await nobody.request(route.method.toUpperCase(), fill(route.path, ids));
      expect([route.path, reply.status, reply.body.code]).toEqual([route.path, 401, 'not-signed-in']);
    }
  });

  it('few routes are for anyone', () => {
    const open = routes
      .filter(({ route }) => route.rule.credentials === 'none')
      .map(({ route }) => `${route.method} ${route.path}`);
    expect(open.toSorted()).toEqual([
      'get /auth/oidc/{provider}/callback',
      'get /auth/oidc/{provider}/start',
      'get /auth/providers',
      'get /notifications/mail-action',
      'get /notifications/unsubscribe',
      'get /organizations/public',
      'get /organizations/{id}/logo',
      'post /auth/email/verification',
      'post /auth/email/verify',
      'post /auth/login',
      'post /auth/me/restore',
      'post /auth/mfa/verify',
      'post /auth/passkeys/options',
      'post /auth/passkeys/sign-in',
      'post /auth/password/forgot',
      'post /auth/password/reset',
      'post /auth/refresh',
      'post /auth/session',
      'post /auth/signup',
      'post /invites/decline',
      'post /invites/preview',
      'post /mail-events/resend',
      'post /mail-in/resend',
      'post /notifications/mail-action',
      'post /notifications/unsubscribe',
    ]);
  });
});
