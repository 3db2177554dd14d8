import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routeGroups } from '../../src/composition/route-groups.ts';
import { startApp, type TestApp } from '../harness/app.ts';
import type { Client } from '../harness/client.ts';
import { join, makeTask, makeWorkspace, password, signUp, type Workspace } from '../harness/people.ts';

// Everything that PATCH changes has a version, and its PATCH and DELETE honour If-Match. A new route fails
// here until it has a row.

interface Thing {
  readonly id?: string;
  readonly as: Client;
  readonly patch: Record<string, unknown>;
  /** The body that its DELETE requires. */
  readonly remove?: Record<string, unknown>;
}

let test: TestApp;
let work: Workspace;
beforeAll(async () => {
  test = await startApp();
  work = await makeWorkspace(test.app);
});
afterAll(() => test.stop());

async function create(path: string, body: object, patch: Thing['patch']): Promise<Thing> {
  const reply = await work.owner.post<'/organizations/{id}/teams'>(path, body);
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
  return { id: reply.body.id, as: work.owner, patch };
}

const inOrganization = () => `/organizations/${work.organizationId}` as const;
const inTeam = () => `/teams/${work.teamId}` as const;

const things: Record<string, () => Promise<Thing>> = {
  '/auth/me': async () => ({
    as: await signUp(test.app),
    patch: { name: 'Other' },
    remove: { password },
  }),
  '/users/{id}': async () => {
    const { id } = await signUp(test.app, 'Deleted');
    return { id, as: await signUpAdmin(), patch: { name: 'Other' } };
  },
  '/organizations/{id}': async () => {
    const own = await makeWorkspace(test.app);
    const name = (await own.owner.get(`/organizations/${own.organizationId}`)).body.name;
    return { id: own.organizationId, as: own.owner, patch: { listed: true }, remove: { name } };
  },
  '/organizations/{id}/members/{userId}': async () => {
    const { id } = await join(test.app, work, { name: 'Left' });
    return { id: `${work.organizationId}/members/${id}`, as: work.owner, patch: { title: 'Designer' } };
  },
  '/teams/{id}': () => create(`${inOrganization()}/teams`, { name: 'Sales' }, { name: 'Support' }),
  '/projects/{id}': () => create(`${inOrganization()}/projects`, { name: 'Site', key: 'SITE' }, { name: 'Shop' }),
  '/milestones/{id}': async () => {
    const project = await create(`${inOrganization()}/projects`, { name: 'App', key: 'APP' }, {});
    return create(`/projects/${project.id}/milestones`, { name: 'Beta' }, { name: 'Gamma' });
  },
  '/webhooks/{id}': () =>
    create(
      `${inOrganization()}/webhooks`,
      { url: 'https://198.41.0.4/', events: ['milestone.near'] },
      { name: 'Build' },
    ),
  '/tasks/{id}': () =>
    create(`${inTeam()}/tasks`, { title: 'T', statusId: work.statuses['Cancelled'] }, { title: 'U' }),
  '/statuses/{id}': () => create(`${inTeam()}/statuses`, { name: 'Waits', category: 'todo' }, { name: 'Waits on' }),
  '/teams/{id}/workflow': async () => ({
    id: `${work.teamId}/workflow`,
    as: work.owner,
    patch: { archiveAfterDays: 30 },
  }),
  '/fields/{id}': () => create(`${inTeam()}/fields`, { name: 'Cost', type: 'number' }, { name: 'Price' }),
  '/labels/{id}': () => create(`${inOrganization()}/labels`, { name: 'Red', colour: '#ff0000' }, { name: 'Reddish' }),
  '/checklist-items/{id}': async () => {
    const task = await makeTask(work.owner, work.teamId);
    return create(`/tasks/${task.id}/checklist`, { title: 'Step' }, { done: true });
  },
  '/comments/{id}': async () => {
    const task = await makeTask(work.owner, work.teamId);
    return create(`/tasks/${task.id}/comments`, { body: 'Hello' }, { body: 'Hello again' });
  },
  '/views/{id}': () => create(`${inOrganization()}/views`, { name: 'Mine', filters: {} }, { name: 'Ours' }),
  '/project-templates/{id}': async () => {
    const project = await create(`${inOrganization()}/projects`, { name: 'Old', key: 'OLD' }, {});
    return create(`${inOrganization()}/project-templates`, { name: 'Plan', projectId: project.id }, { name: 'Plans' });
  },
  '/task-templates/{id}': async () => {
    const task = await makeTask(work.owner, work.teamId);
    return create(`${inTeam()}/task-templates`, { name: 'Plan', taskId: task.id }, { name: 'Plans' });
  },
};

/** Changed by PATCH, but without a version: only a name that only its owner sees, or a single switch. */
const withoutVersion = ['/auth/passkeys/{id}', '/teams/{id}/mail-address'];
const routes = routeGroups.flatMap((group) => group.routes);
const deletable = new Set(routes.filter(({ method }) => method === 'delete').map(({ path }) => path));

async function signUpAdmin(): Promise<Client> {
  const admin = await signUp(test.app, 'Admin');
  await test.database.sql`update auth."user" set instance_admin = true where id = ${admin.id}`;
  return admin;
}

describe('If-Match', () => {
  it.each(Object.entries(things))('is honoured at %s', async (path, make) => {
    const thing = await make();
    const [noun] = path.split('/{id}');
    const address = thing.id === undefined ? path : `${noun}/${thing.id}`;
    const send = (method: string, body: object | undefined, version: string) =>
      thing.as.request(method, address, body, { headers: { 'if-match': version } });
    const current = (await send('PATCH', thing.patch, '*')).headers.get('etag') ?? 'none';
    for (const stale of ['"77"', 'W/"77"', '"2147483648"', '"999999999999999"']) {
      const patched = await send('PATCH', thing.patch, stale);
      expect([stale, patched.status, patched.headers.get('etag')]).toEqual([stale, 412, current]);
      if (!deletable.has(path)) continue;
      const deleted = await send('DELETE', thing.remove, stale);
      expect([stale, deleted.status, deleted.headers.get('etag')]).toEqual([stale, 412, current]);
    }
    const patched = await send('PATCH', thing.patch, current);
    expect(patched.status).toBe(200);
    if (!deletable.has(path)) return;
    const deleted = await send('DELETE', thing.remove, patched.headers.get('etag') ?? current);
    expect([deleted.status, deleted.body]).toEqual([204, '']);
  });

  it('has a row for every PATCH', () => {
    const patched = routes.filter(({ method }) => method === 'patch').map(({ path }) => path);
    expect([...Object.keys(things), ...withoutVersion].toSorted()).toEqual(patched.toSorted());
  });
});
