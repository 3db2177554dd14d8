import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './harness/app.ts';
import { type EventStream, listen, type Listening, openStream } from './harness/listen.ts';
import { join, makeTask, makeWorkspace, type Person, type Workspace } from './harness/people.ts';

// Access changes while streams are open, at one instance; the streams are at another.

let here: TestApp;
let there: TestApp;
let server: Listening;
let space: Workspace;
beforeAll(async () => {
  here = await startApp();
  there = await startApp({ database: here.database });
  server = await listen(there.app);
});
afterAll(async () => {
  await server.close();
  await there.stop();
  await here.stop();
});

async function openFor({ token }: Person): Promise<EventStream> {
  const stream = await openStream(server.url, token);
  await stream.next('ready');
  return stream;
}

const created = ({ events }: EventStream) =>
  events.filter(({ event }) => event === 'task.created').map(({ data }) => data.id);

/** Creates a task, and waits until the owner's stream has it: whoever may see it has it then as well. */
async function announce(teamId: string, task: Record<string, unknown> = {}): Promise<string> {
  const watcher = await openFor(space.owner);
  const { id } = await makeTask(space.owner, teamId, task);
  await watcher.next('task.created');
  watcher.close();
  return id;
}

describe('an open stream whose listener gains access', () => {
  beforeAll(async () => {
    space = await makeWorkspace(here.app, { visibility: 'team' });
  });

  it('shows a team from the moment in which its listener joins it', async () => {
    const person = await join(here.app, space, { name: 'Joining' });
    const stream = await openFor(person);
    const before = await announce(space.teamId);
    expect((await space.owner.put(`/teams/${space.teamId}/members/${person.id}`, { role: 'member' })).status).toBe(200);
    const after = await announce(space.teamId);
    await stream.next('task.created');
    expect(created(stream)).toEqual([after]);
    expect(created(stream)).not.toContain(before);
    stream.close();
  });

  it('shows every team once its listener is an admin', async () => {
    const person = await join(here.app, space, { name: 'Rising' });
    const stream = await openFor(person);
    const path = `/organizations/${space.organizationId}/members/${person.id}`;
    expect((await space.owner.patch(path, { role: 'admin' })).status).toBe(200);
    const id = await announce(space.teamId);
    await stream.next('task.created');
    expect(created(stream)).toEqual([id]);
    stream.close();
  });

  it('shows a team that is opened to the organization, and ends when it is closed', async () => {
    const person = await join(here.app, space, { name: 'Beside' });
    const stream = await openFor(person);
    expect((await space.owner.patch(`/teams/${space.teamId}`, { visibility: 'organization' })).status).toBe(200);
    const id = await announce(space.teamId);
    await stream.next('task.created');
    expect(created(stream)).toEqual([id]);
    expect((await space.owner.patch(`/teams/${space.teamId}`, { visibility: 'team' })).status).toBe(200);
    const unseen = await announce(space.teamId);
    await stream.ended;
    expect(created(stream)).not.toContain(unseen);
  });

  it('shows a guest a project from the moment in which they are added to it, and ends when they are removed', async () => {
    const guest = await join(here.app, space, { role: 'guest', name: 'Visiting' });
    const body = { name: 'Shared', key: 'SHA', teamIds: [space.teamId] };
    const project = (await space.owner.post(`/organizations/${space.organizationId}/projects`, body)).body;
    const stream = await openFor(guest);
    await announce(space.teamId, { projectId: project.id });
    await space.owner.put(`/projects/${project.id}/guests/${guest.id}`);
    const shown = await announce(space.teamId, { projectId: project.id });
    await stream.next('task.created');
    expect(created(stream)).toEqual([shown]);
    await announce(space.teamId);
    await space.owner.delete(`/projects/${project.id}/guests/${guest.id}`);
    const unseen = await announce(space.teamId, { projectId: project.id });
    await stream.ended;
    expect(created(stream)).toEqual([shown]);
    expect(created(stream)).not.toContain(unseen);
  });
});

describe('an open stream whose listener loses access', () => {
  beforeAll(async () => {
    space = await makeWorkspace(here.app, { visibility: 'team' });
  });

  it('ends for somebody who leaves a closed team, and shows nothing that follows', async () => {
    const person = await join(here.app, space, { name: 'Leaving', teamRole: 'member' });
    const stream = await openFor(person);
    const seen = await announce(space.teamId);
    await stream.next('task.created');
    expect((await space.owner.delete(`/teams/${space.teamId}/members/${person.id}`)).status).toBe(204);
    await announce(space.teamId);
    await stream.ended;
    expect(created(stream)).toEqual([seen]);
  });

  it('ends for an admin who becomes a member, and shows nothing of closed teams that follows', async () => {
    const person = await join(here.app, space, { name: 'Falling', role: 'admin' });
    const stream = await openFor(person);
    const seen = await announce(space.teamId);
    await stream.next('task.created');
    const path = `/organizations/${space.organizationId}/members/${person.id}`;
    expect((await space.owner.patch(path, { role: 'member' })).status).toBe(200);
    await announce(space.teamId);
    await stream.ended;
    expect(created(stream)).toEqual([seen]);
  });
});
