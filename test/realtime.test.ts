import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from './harness/app.ts';
import { type EventStream, listen, type Listening, openStream } from './harness/listen.ts';
import { join, makeTask, makeWorkspace, signUp, type Workspace } from './harness/people.ts';
import { until } from './harness/process.ts';
import { dial, headOf } from './harness/raw-http.ts';

let test: TestApp;
let other: TestApp;
let server: Listening;
let otherServer: Listening;
let work: Workspace;
beforeAll(async () => {
  test = await startApp();
  other = await startApp({ database: test.database });
  server = await listen(test.app);
  otherServer = await listen(other.app);
  work = await makeWorkspace(test.app);
});
afterAll(async () => {
  await server.close();
  await otherServer.close();
  await other.stop();
  await test.stop();
});

/** A job of the other instance may have read what a person could see before: it learns of the change in a moment. */
function isKnown(path: string, { token }: { readonly token: string }): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  return until(async () => (await fetch(`${otherServer.url}/api/v1${path}`, { headers })).status === 200);
}

describe('an event stream', () => {
  it('sends a change with the kind, id and version of its subject', async () => {
    const stream = await openStream(server.url, work.owner.token);
    await stream.next('ready');
    const task = await makeTask(work.owner, work.teamId);
    const event = await stream.next('task.created');
    expect(event.data).toMatchObject({
      kind: 'task',
      id: task.id,
      version: 1,
      teamId: work.teamId,
      actorId: work.owner.id,
    });
    expect(event.id).toMatch(/^[a-z0-9]+-\d+$/);
    stream.close();
  });

  it('names the project and the team that a task leaves', async () => {
    const team = (await work.owner.post(`/organizations/${work.organizationId}/teams`, { name: 'New', key: 'NEW' }))
      .body;
    const project = (
      await work.owner.post(`/organizations/${work.organizationId}/projects`, {
        name: 'Old',
        key: 'OLD',
        teamIds: [work.teamId],
      })
    ).body;
    const task = await makeTask(work.owner, work.teamId, { projectId: project.id });
    const stream = await openStream(server.url, work.owner.token);
    await stream.next('ready');
    await work.owner.patch(`/tasks/${task.id}`, { projectId: null, title: 'Elsewhere' });
    await work.owner.post(`/tasks/${task.id}/move`, { teamId: team.id });
    const leftEvent = await stream.next('task.updated');
    expect(leftEvent.data).toMatchObject({ id: task.id, previousProjectId: project.id });
    expect(leftEvent.data).not.toHaveProperty('previousTeamId');
    const movedEvent = await stream.next('task.updated', stream.events.indexOf(leftEvent) + 1);
    expect(movedEvent.data).toMatchObject({ teamId: team.id, previousTeamId: work.teamId });
    expect(movedEvent.data).not.toHaveProperty('previousProjectId');
    stream.close();
  });

  it('is written by every instance', async () => {
    const stream = await openStream(otherServer.url, work.owner.token);
    await stream.next('ready');
    const task = await makeTask(work.owner, work.teamId);
    expect((await stream.next('task.created')).data['id']).toBe(task.id);
    stream.close();
  });

  it('resumes where it was cut, without a gap or a duplicate', async () => {
    const stream = await openStream(server.url, work.owner.token);
    const { id } = await stream.next('ready');
    stream.close();
    const createdTitles = [];
    for (let number = 0; number < 5; number += 1) createdTitles.push((await makeTask(work.owner, work.teamId)).id);
    await test.settled();
    const secondStream = await openStream(otherServer.url, work.owner.token, id);
    await secondStream.next('ready');
    createdTitles.push((await makeTask(work.owner, work.teamId)).id);
    while (secondStream.events.filter(({ event }) => event === 'task.created').length < 6) {
      await secondStream.next('task.created', secondStream.events.length);
    }
    expect(secondStream.events.filter(({ event }) => event === 'task.created').map(({ data }) => data.id)).toEqual(
      createdTitles,
    );
    secondStream.close();
  });

  it('says reset where it can’t resume', async () => {
    for (const lastEventId of ['otherepoch-3', 'nonsense', '999999999']) {
      const stream = await openStream(server.url, work.owner.token, lastEventId);
      expect((await stream.next('reset')).data).toEqual({});
      stream.close();
    }
  });

  it('shows nothing of other organizations, of closed teams, or of what guests were not added to', async () => {
    const outsider = await signUp(test.app, 'Outsider');
    const closedWorkspace = await makeWorkspace(test.app, { visibility: 'team' });
    const member = await join(test.app, closedWorkspace);
    const guest = await join(test.app, closedWorkspace, { role: 'guest', name: 'Guest' });
    const inside = await join(test.app, closedWorkspace, { teamRole: 'member', name: 'Inside' });
    const streams = await Promise.all(
      [outsider, member, guest, inside].map(({ token }) => openStream(server.url, token)),
    );
    await Promise.all(streams.map((stream) => stream.next('ready')));
    await makeTask(closedWorkspace.owner, closedWorkspace.teamId);
    await streams[3]?.next('task.created');
    for (const stream of streams.slice(0, 3)) {
      expect(stream.events.filter(({ event }) => event.startsWith('task.'))).toEqual([]);
    }
    for (const stream of streams) stream.close();
  });

  it('sends each listener what it may see of many events at once, in their order and each once', async () => {
    const space = await makeWorkspace(test.app);
    const closed = await space.owner.post(`/organizations/${space.organizationId}/teams`, {
      name: 'Closed',
      key: 'CLO',
      visibility: 'team',
    });
    const member = await join(test.app, space);
    await isKnown(`/organizations/${space.organizationId}`, member);
    const [ofOwner, ofMember] = [
      await openStream(server.url, space.owner.token),
      await openStream(otherServer.url, member.token),
    ];
    await Promise.all([ofOwner.next('ready'), ofMember.next('ready')]);
    const teamIds = Array.from({ length: 60 }, (_, index) => (index % 3 === 0 ? closed.body.id : space.teamId));
    const createdTasks = await Promise.all(teamIds.map((teamId) => makeTask(space.owner, teamId)));
    const last = await makeTask(space.owner, space.teamId, { title: 'Last' });
    const created = ({ events }: EventStream) => events.filter(({ event }) => event === 'task.created');
    for (const stream of [ofOwner, ofMember])
      await until(() => created(stream).some(({ data }) => data.id === last.id));
    const ids = (tasks: readonly { readonly id?: unknown }[]) => tasks.map(({ id }) => String(id)).toSorted();
    expect(ids(created(ofOwner).map(({ data }) => data))).toEqual(ids([...createdTasks, last]));
    const visible = createdTasks.filter((_, index) => index % 3 !== 0);
    expect(ids(created(ofMember).map(({ data }) => data))).toEqual(ids([...visible, last]));
    const positions = created(ofOwner).map(({ id }) => Number(id.split('-')[1]));
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    for (const stream of [ofOwner, ofMember]) stream.close();
  });

  it('is sent to a client that has not finished its request body, and ends when the client leaves', async () => {
    const headers = { authorization: `Bearer ${work.owner.token}`, 'content-length': 10 };
    const socket = dial(server.url);
    let text = '';
    socket.on('data', (chunk) => (text += chunk));
    socket.write(headOf(`${server.url}/api/v1/events`, { method: 'GET', headers }));
    await until(() => text.includes('event: ready'));
    const before = test.app.streams.count();
    const task = await makeTask(work.owner, work.teamId);
    await until(() => text.includes(task.id));
    expect(text).toMatch(/^connection: close\r$/m);
    socket.destroy();
    await until(() => test.app.streams.count() === before - 1);
  });

  it('ends when its session does, also on another instance', async () => {
    const person = await join(test.app, work, { name: 'Leaving' });
    const [here, there] = [await openStream(server.url, person.token), await openStream(otherServer.url, person.token)];
    await Promise.all([here.next('ready'), there.next('ready')]);
    expect((await person.post('/auth/logout')).status).toBe(204);
    await Promise.all([here.ended, there.ended]);
    expect(
      (await fetch(`${otherServer.url}/api/v1/auth/me`, { headers: { authorization: `Bearer ${person.token}` } }))
        .status,
    ).toBe(401);
  });

  it('ends within 5 seconds for a removed person, on every instance, and sends nothing more', async () => {
    const person = await join(test.app, work, { name: 'Removed', teamRole: 'member' });
    await isKnown(`/organizations/${work.organizationId}`, person);
    const streams = [await openStream(server.url, person.token), await openStream(otherServer.url, person.token)];
    await Promise.all(streams.map((stream) => stream.next('ready')));
    const start = Date.now();
    expect((await work.owner.delete(`/organizations/${work.organizationId}/members/${person.id}`)).status).toBe(204);
    expect((await person.get(`/organizations/${work.organizationId}`)).status).toBe(404);
    const task = await makeTask(work.owner, work.teamId);
    await Promise.all(streams.map((stream) => stream.ended));
    expect(Date.now() - start).toBeLessThan(5_000);
    for (const { url } of [server, otherServer]) {
      const headers = { authorization: `Bearer ${person.token}` };
      expect((await fetch(`${url}/api/v1/tasks/${task.id}`, { headers })).status).toBe(404);
      const secondStream = await openStream(url, person.token);
      await secondStream.next('ready');
      secondStream.close();
    }
    expect(streams[0]?.events.some(({ data }) => data.id === task.id)).toBe(false);
  });

  it('ends for a guest who is shown less, and for everyone of an organization that is deleted', async () => {
    const workspace = await makeWorkspace(test.app);
    const guest = await join(test.app, workspace, { role: 'guest', name: 'Guest' });
    const project = await workspace.owner.post(`/organizations/${workspace.organizationId}/projects`, {
      name: 'P',
      key: 'PP',
    });
    await workspace.owner.put(`/projects/${project.body.id}/guests/${guest.id}`);
    const guestStream = await openStream(otherServer.url, guest.token);
    await guestStream.next('ready');
    await workspace.owner.delete(`/projects/${project.body.id}/guests/${guest.id}`);
    await guestStream.ended;
    const stream = await openStream(otherServer.url, workspace.owner.token);
    await stream.next('ready');
    const { name } = (await workspace.owner.get(`/organizations/${workspace.organizationId}`)).body;
    expect((await workspace.owner.delete(`/organizations/${workspace.organizationId}`, { name })).status).toBe(204);
    await stream.ended;
  });
});

describe('event streams after a failover that lost the last events', () => {
  it('begin anew: open ones at once, others when they resume', async () => {
    const streams = [
      await openStream(server.url, work.owner.token),
      await openStream(otherServer.url, work.owner.token),
    ];
    await Promise.all(streams.map((stream) => stream.next('ready')));
    await makeTask(work.owner, work.teamId);
    const lost = await Promise.all(streams.map((stream) => stream.next('task.created')));
    await test.settled();
    const { sql } = test.database;
    await sql`delete from platform.event_log where position > (select next_position - 4 from platform.relay)`;
    await sql`update platform.relay set epoch = 'promoted', next_position = next_position - 3`;
    const resets = await Promise.all(streams.map((stream) => stream.next('reset')));
    for (const { id } of resets) expect(id).toMatch(/^promoted-\d+$/);
    const task = await makeTask(work.owner, work.teamId);
    for (const stream of streams) {
      const { id, data } = await stream.next(
        'task.created',
        stream.events.findIndex(({ event }) => event === 'reset'),
      );
      expect([id.split('-')[0], data.id]).toEqual(['promoted', task.id]);
      stream.close();
    }
    const resumed = await openStream(server.url, work.owner.token, lost[0]?.id);
    expect((await resumed.next('reset')).id).toMatch(/^promoted-\d+$/);
    resumed.close();
  });
});

describe('long polling', () => {
  const poll = (token: string, lastEventId?: string, { url } = server) => openStream(url, token, lastEventId, 'poll');
  const names = ({ events }: EventStream) => events.map(({ event }) => event);

  it('answers at once without an id, or where it can’t resume', async () => {
    const first = await poll(work.owner.token);
    await first.ended;
    expect(names(first)).toEqual(['ready']);
    const reset = await poll(work.owner.token, 'otherepoch-3');
    await reset.ended;
    expect(names(reset)).toEqual(['reset']);
  });

  it('waits for the next event, and ends with it', async () => {
    const first = await poll(work.owner.token);
    await first.ended;
    await test.settled();
    const current = await poll(work.owner.token);
    await current.ended;
    const waiting = await poll(work.owner.token, current.events.at(-1)?.id, otherServer);
    await waiting.next('ready');
    const task = await makeTask(work.owner, work.teamId);
    await waiting.ended;
    expect(waiting.events.map(({ event, data }) => [event, data.id])).toEqual([
      ['ready', undefined],
      ['task.created', task.id],
    ]);
  });

  it('misses nothing and doubles nothing when a client changes its transport in between', async () => {
    const taskIds: unknown[] = [];
    const make = async () => taskIds.push((await makeTask(work.owner, work.teamId)).id);
    const heard: unknown[] = [];
    const hear = ({ events }: EventStream) =>
      heard.push(...events.filter(({ event }) => event === 'task.created').map(({ data }) => data.id));
    const stream = await openStream(server.url, work.owner.token);
    await stream.next('ready');
    await make();
    await stream.next('task.created');
    stream.close();
    hear(stream);
    let id = stream.events.at(-1)?.id;
    for (const each of [otherServer, server, otherServer]) {
      await make();
      while (heard.length < taskIds.length) {
        const polled = await poll(work.owner.token, id, each);
        await polled.ended;
        hear(polled);
        id = polled.events.at(-1)?.id;
      }
    }
    await make();
    const again = await openStream(server.url, work.owner.token, id);
    await make();
    await until(() => again.events.filter(({ event }) => event === 'task.created').length >= 2);
    await test.settled();
    hear(again);
    again.close();
    expect(heard).toEqual(taskIds);
  });

  it('ends when its session does, and shows nothing of what its person may not see', async () => {
    const outsider = await signUp(test.app, 'Polling');
    const first = await poll(outsider.token);
    await first.ended;
    const waiting = await poll(outsider.token, first.events.at(-1)?.id, otherServer);
    await waiting.next('ready');
    await makeTask(work.owner, work.teamId);
    await test.settled();
    expect((await outsider.post('/auth/logout')).status).toBe(204);
    await waiting.ended;
    expect(names(waiting).filter((name) => name.startsWith('task.'))).toEqual([]);
    await expect(poll(outsider.token, first.events.at(-1)?.id)).rejects.toThrow('401');
  });
});

describe('more event streams than one account may have open', () => {
  it('are refused with a problem, until one is closed', async () => {
    const env = { RATE_LIMITS: 'on', STREAMS_PER_ACCOUNT: '2' };
    const limited = await startApp({ database: test.database, env });
    const limitedServer = await listen(limited.app);
    const { token } = work.owner;
    const first = await openStream(limitedServer.url, token);
    const second = await openStream(limitedServer.url, token);
    const headers = { authorization: `Bearer ${token}` };
    const refusedReply = await fetch(`${limitedServer.url}/api/v1/events`, { headers });
    expect([refusedReply.status, refusedReply.headers.get('retry-after')]).toEqual([429, '15']);
    expect(await refusedReply.json()).toMatchObject({ code: 'too-many-streams' });
    const head = await fetch(`${limitedServer.url}/api/v1/events`, { method: 'HEAD', headers });
    expect([head.status, await head.text()]).toEqual([200, '']);
    first.close();
    await until(() => limited.app.streams.count() === 1);
    const third = await openStream(limitedServer.url, token);
    expect(limited.app.streams.count()).toBe(2);
    for (const stream of [second, third]) stream.close();
    await limitedServer.close();
    await limited.stop();
  });
});
