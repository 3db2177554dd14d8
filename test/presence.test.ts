import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import { startApp, type TestApp } from './harness/app.ts';
import { clientOf, type Client } from './harness/client.ts';
import { type EventStream, listen, type Listening, openStream } from './harness/listen.ts';
import { join, makeTask, makeWorkspace, signInAgain, signUp } from './harness/people.ts';
import { until } from './harness/process.ts';
import type { BodyOf } from './harness/reply-types.ts';

const clock = settableClock(new Date());
let here: TestApp;
let there: TestApp;
let server: Listening;
let otherServer: Listening;
beforeAll(async () => {
  here = await startApp({ clock });
  there = await startApp({ clock, database: here.database });
  server = await listen(here.app);
  otherServer = await listen(there.app);
});
afterAll(async () => {
  await server.close();
  await otherServer.close();
  await there.stop();
  await here.stop();
});

type Shown = BodyOf<'post', `/tasks/${string}/presence`>;

const on = ({ app }: TestApp, { token }: { readonly token: string }): Client =>
  clientOf(app, { authorization: `Bearer ${token}` });

/** Sends a heartbeat. Says who looks at the task. */
async function lookAt(client: Client, taskId: string, body: Record<string, unknown> = {}): Promise<string[]> {
  const reply = await client.post(`/tasks/${taskId}/presence`, body);
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  return namesIn(reply.body);
}

const leave = async (client: Client, tab?: string) =>
  expect((await client.post('/presence/leave', { tab })).status).toBe(204);

const namesIn = ({ viewers }: Shown) => viewers.map(({ name, isTyping }) => (isTyping ? `${name} types` : name));

const frames = ({ events }: EventStream) => events.filter(({ event }) => event === 'presence');

/** What a stream was last told of a task. */
function lastShown(stream: EventStream, taskId: string): string[] | undefined {
  const data = frames(stream).findLast((frame) => frame.data['taskId'] === taskId)?.data;
  return data && namesIn(data as unknown as Shown);
}

const isShown = (stream: EventStream, taskId: string, names: readonly string[]) =>
  until(() => JSON.stringify(lastShown(stream, taskId)) === JSON.stringify(names));

const sees = (client: Client, taskId: string, names: readonly string[]) =>
  until(async () => JSON.stringify(await lookAt(client, taskId)) === JSON.stringify(names));

async function streamOf({ url }: Listening, { token }: { readonly token: string }): Promise<EventStream> {
  const stream = await openStream(url, token);
  await stream.next('ready');
  return stream;
}

/** A task of a team whose members are the owner, at one instance, and Omid, at the other. */
async function meet(name = 'Omid') {
  const space = await makeWorkspace(here.app, { visibility: 'team' });
  const omid = await join(here.app, space, { name, teamRole: 'member' });
  const { id } = await makeTask(space.owner, space.teamId);
  const owner = on(here, space.owner);
  const atOther = on(there, omid);
  await until(async () => (await atOther.get(`/tasks/${id}`)).status === 200);
  return { space, id, omid, owner, atOther };
}

describe('the viewers of a task', () => {
  it('are shown to each other on every instance, with who types, until they leave', async () => {
    const { space, id, omid, owner, atOther } = await meet();
    await here.settled();
    const [ofOwner, ofOmid] = [await streamOf(server, space.owner), await streamOf(otherServer, omid)];
    const position = ofOwner.events.at(-1)?.id;
    expect(await lookAt(owner, id)).toEqual(['Owner']);
    await sees(atOther, id, ['Owner', 'Omid']);
    await isShown(ofOwner, id, ['Owner', 'Omid']);
    await lookAt(owner, id, { typing: true });
    await isShown(ofOmid, id, ['Owner types', 'Omid']);
    await lookAt(owner, id);
    await isShown(ofOmid, id, ['Owner', 'Omid']);
    await leave(atOther);
    await isShown(ofOwner, id, ['Owner']);
    expect(await lookAt(owner, id)).toEqual(['Owner']);
    expect(new Set(frames(ofOwner).map((frame) => frame.id))).toEqual(new Set([position]));
    for (const stream of [ofOwner, ofOmid]) stream.close();
  });

  it('are not sent to people who look at something else', async () => {
    const { space, id, omid, owner, atOther } = await meet();
    const member = await join(here.app, space, { name: 'Third', teamRole: 'member' });
    const [ofOwner, ofThird] = [await streamOf(server, space.owner), await streamOf(server, member)];
    await lookAt(owner, id);
    await lookAt(on(here, member), (await makeTask(space.owner, space.teamId)).id);
    await sees(atOther, id, ['Owner', omid.name]);
    await isShown(ofOwner, id, ['Owner', omid.name]);
    expect(frames(ofThird)).toEqual([]);
    for (const stream of [ofOwner, ofThird]) stream.close();
  });

  it('are one for all tabs of a person, and leave with the last', async () => {
    const { id, owner, omid } = await meet();
    const tabs = on(here, omid);
    await lookAt(owner, id);
    for (const tab of ['a', 'b', 'a']) await lookAt(tabs, id, { tab });
    await lookAt(tabs, id, { tab: 'b', typing: true });
    expect(await lookAt(owner, id)).toEqual(['Owner', 'Omid types']);
    await leave(tabs, 'b');
    expect(await lookAt(owner, id)).toEqual(['Owner', 'Omid']);
    await leave(tabs, 'a');
    expect(await lookAt(owner, id)).toEqual(['Owner']);
  });

  it('are gone 40 seconds after their last heartbeat, and type for 8 seconds', async () => {
    const { space, id, owner, atOther } = await meet();
    const ofOwner = await streamOf(server, space.owner);
    await lookAt(owner, id);
    await lookAt(atOther, id, { typing: true });
    await isShown(ofOwner, id, ['Owner', 'Omid types']);
    clock.advance(9_000);
    await isShown(ofOwner, id, ['Owner', 'Omid']);
    clock.advance(16_000);
    await lookAt(owner, id);
    clock.advance(16_000);
    await isShown(ofOwner, id, ['Owner']);
    expect(await lookAt(owner, id)).toEqual(['Owner']);
    ofOwner.close();
  });

  it('are gone with their instance, and known to one that starts later', async () => {
    const { space, id, owner, omid } = await meet();
    const third = await startApp({ clock, database: here.database });
    const atThird = on(third, omid);
    await lookAt(owner, id);
    await sees(atThird, id, ['Owner', 'Omid']);
    await sees(owner, id, ['Owner', 'Omid']);
    await third.stop();
    const fourth = await startApp({ clock, database: here.database });
    await lookAt(owner, id);
    const board = () => on(fourth, omid).post(`/teams/${space.teamId}/presence`, {});
    await until(async () => (await board()).body.tasks.length > 0);
    clock.advance(16_000);
    expect(await lookAt(owner, id)).toContain('Omid');
    clock.advance(16_000);
    await sees(owner, id, ['Owner']);
    await fourth.stop();
  });

  it('reach the other instance whole, even if they are more than one message holds', async () => {
    const { space, owner, omid } = await meet();
    const tasks = await Promise.all(Array.from({ length: 90 }, () => makeTask(space.owner, space.teamId)));
    await Promise.all(tasks.map(({ id }) => lookAt(owner, id)));
    const board = async () => (await on(there, omid).post(`/teams/${space.teamId}/presence`, {})).body.tasks;
    await until(async () => (await board()).length === tasks.length);
    expect((await board()).map(({ taskId }) => taskId).toSorted()).toEqual(tasks.map(({ id }) => id).toSorted());
  });
});

describe('somebody who may not read a task', () => {
  it('can neither look at it nor see who does', async () => {
    const { space, id } = await meet();
    const outsider = await signUp(here.app, 'Outsider');
    const member = await join(here.app, space, { name: 'Member' });
    const guest = await join(here.app, space, { role: 'guest', name: 'Guest' });
    const refusals = await Promise.all(
      [outsider, member, guest].map(async (person) => [
        (await person.post(`/tasks/${id}/presence`, {})).status,
        (await person.post(`/teams/${space.teamId}/presence`, {})).status,
      ]),
    );
    expect(refusals).toEqual([
      [404, 404],
      [403, 403],
      [404, 404],
    ]);
    const anonymous = clientOf(here.app);
    expect((await anonymous.post(`/tasks/${id}/presence`, {})).status).toBe(401);
  });

  it('is a viewer as the guest of a project, until they are removed from it', async () => {
    const { space, owner, omid } = await meet();
    const guest = await join(here.app, space, { role: 'guest', name: 'Guest' });
    const project = (
      await space.owner.post(`/organizations/${space.organizationId}/projects`, {
        name: 'Shared',
        key: 'SHA',
        teamIds: [space.teamId],
      })
    ).body;
    await space.owner.put(`/projects/${project.id}/guests/${guest.id}`);
    const { id } = await makeTask(space.owner, space.teamId, { projectId: project.id });
    const ofGuest = await streamOf(server, guest);
    await lookAt(on(here, guest), id);
    await lookAt(owner, id);
    await isShown(ofGuest, id, ['Owner', 'Guest']);
    await space.owner.delete(`/projects/${project.id}/guests/${guest.id}`);
    await ofGuest.ended;
    await sees(owner, id, ['Owner']);
    const again = await streamOf(server, guest);
    await lookAt(on(here, omid), id);
    expect(await lookAt(owner, id)).toEqual(['Owner', 'Omid']);
    expect(frames(again)).toEqual([]);
    again.close();
  });

  it('disappears when they leave the team, sign out, or the task moves to another team', async () => {
    const { space, id, owner, omid } = await meet();
    const left = await join(here.app, space, { name: 'Left', teamRole: 'member' });
    await lookAt(owner, id);
    await lookAt(on(here, omid), id);
    await lookAt(on(here, left), id);
    const signedOut = await signInAgain(here.app, await join(here.app, space, { name: 'Out', teamRole: 'member' }));
    await lookAt(signedOut, id);
    expect(await lookAt(owner, id)).toEqual(['Owner', 'Omid', 'Left', 'Out']);
    expect((await space.owner.delete(`/teams/${space.teamId}/members/${left.id}`)).status).toBe(204);
    expect((await signedOut.post('/auth/logout')).status).toBe(204);
    await sees(owner, id, ['Owner', 'Omid']);
    const closed = (
      await space.owner.post(`/organizations/${space.organizationId}/teams`, {
        name: 'Closed',
        key: 'CLO',
        visibility: 'team',
      })
    ).body;
    expect((await space.owner.post(`/tasks/${id}/move`, { teamId: closed.id })).status).toBe(200);
    await sees(owner, id, ['Owner']);
    expect((await omid.post(`/tasks/${id}/presence`, {})).status).toBe(403);
  });
});

describe('the board of a team', () => {
  it('shows which of its tasks somebody looks at, on every instance', async () => {
    const { space, id, omid, owner, atOther } = await meet();
    const ofOmid = await streamOf(otherServer, omid);
    const board = async () => (await atOther.post(`/teams/${space.teamId}/presence`, {})).body.tasks;
    expect(await board()).toEqual([]);
    await lookAt(owner, id);
    await isShown(ofOmid, id, ['Owner']);
    expect((await board()).map(({ taskId, viewers, total }) => [taskId, viewers[0]?.name, total])).toEqual([
      [id, 'Owner', 1],
    ]);
    await leave(owner);
    await isShown(ofOmid, id, []);
    await leave(atOther);
    await lookAt(owner, id);
    expect(frames(ofOmid).at(-1)?.data).toMatchObject({ taskId: id, total: 0 });
    ofOmid.close();
  });
});

describe('a long poll', () => {
  it('ends with a change of the viewers, and resumes from the same position', async () => {
    const { id, owner, omid, atOther } = await meet();
    await lookAt(atOther, id);
    const poll = (lastEventId?: string) => openStream(otherServer.url, omid.token, lastEventId, 'poll');
    const first = await poll();
    await first.ended;
    await here.settled();
    const current = await poll();
    await current.ended;
    const position = current.events.at(-1)?.id;
    const waiting = await poll(position);
    await waiting.next('ready');
    await lookAt(owner, id);
    await waiting.ended;
    expect(waiting.events.map(({ event, id: at }) => [event, at])).toEqual([
      ['ready', position],
      ['presence', position],
    ]);
  });
});
