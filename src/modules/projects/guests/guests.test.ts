import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { listen, type Listening, openStream } from '../../../../test/harness/listen.ts';
import { join, makeTask, makeWorkspace, type Person, type Workspace } from '../../../../test/harness/people.ts';

let test: TestApp;
let server: Listening;
let work: Workspace;
let guest: Person;
let visibleProjectId: string;
let hiddenProjectId: string;
beforeAll(async () => {
  test = await startApp();
  server = await listen(test.app);
  work = await makeWorkspace(test.app);
  guest = await join(test.app, work, { role: 'guest', name: 'Guest' });
  const make = async (key: string) =>
    (await work.owner.post(`/organizations/${work.organizationId}/projects`, { name: key, key })).body.id;
  [visibleProjectId, hiddenProjectId] = [await make('SHOWN'), await make('HIDDEN')];
  await work.owner.put(`/projects/${visibleProjectId}/guests/${guest.id}`);
});
afterAll(async () => {
  await server.close();
  await test.stop();
});

const idsOf = async (person: Person, path: string) =>
  (await person.get<'/tasks' | '/organizations/{id}/projects'>(path)).body.items.map(({ id }) => id);

describe('a guest', () => {
  it('sees the projects that they were added to, with their tasks, and nothing else', async () => {
    const inside = await makeTask(work.owner, work.teamId, { projectId: visibleProjectId });
    const outside = await makeTask(work.owner, work.teamId, { projectId: hiddenProjectId });
    const loose = await makeTask(work.owner, work.teamId);
    expect(await idsOf(guest, `/organizations/${work.organizationId}/projects`)).toEqual([visibleProjectId]);
    expect((await guest.get(`/projects/${hiddenProjectId}`)).status).toBe(404);
    const lists = ['/tasks', `/tasks?organizationId=${work.organizationId}`, `/tasks?projectId=${visibleProjectId}`];
    for (const list of lists) expect(await idsOf(guest, list), list).toEqual([inside.id]);
    expect(await idsOf(guest, `/tasks?projectId=${hiddenProjectId}`)).toEqual([]);
    expect((await guest.get(`/tasks/${inside.id}`)).status).toBe(200);
    for (const { id } of [outside, loose]) expect((await guest.get(`/tasks/${id}`)).status).toBe(404);
    expect((await guest.post(`/tasks/${inside.id}/comments`, { body: 'Hello' })).status).toBe(201);
    expect((await guest.post(`/tasks/${outside.id}/comments`, { body: 'Hello' })).status).toBe(404);
  });

  it('receives in the stream only events of what they see', async () => {
    await test.settled();
    const stream = await openStream(server.url, guest.token);
    await stream.next('ready');
    await makeTask(work.owner, work.teamId, { projectId: hiddenProjectId });
    await makeTask(work.owner, work.teamId);
    const inside = await makeTask(work.owner, work.teamId, { projectId: visibleProjectId });
    expect((await stream.next('task.created')).data['id']).toBe(inside.id);
    expect(stream.events.filter(({ event }) => event.startsWith('task.'))).toHaveLength(1);
    stream.close();
  });

  it('is added and removed by people who may change the project, idempotently', async () => {
    const other = await join(test.app, work, { role: 'guest', name: 'Other' });
    const member = await join(test.app, work);
    const path = `/projects/${hiddenProjectId}/guests/${other.id}` as const;
    expect((await member.put(path)).status).toBe(403);
    for (let time = 0; time < 2; time += 1) expect((await work.owner.put(path)).status).toBe(204);
    expect((await work.owner.get(`/projects/${hiddenProjectId}/guests`)).body.items.map((row) => row.userId)).toEqual([
      other.id,
    ]);
    expect((await other.get(`/projects/${hiddenProjectId}`)).status).toBe(200);
    for (let time = 0; time < 2; time += 1)
      expect((await work.owner.delete(`/projects/${hiddenProjectId}/guests/${other.id}`)).status).toBe(204);
    expect((await other.get(`/projects/${hiddenProjectId}`)).status).toBe(404);
    const asMember = await work.owner.put(`/projects/${hiddenProjectId}/guests/${member.id}`);
    expect([asMember.status, asMember.body.code]).toEqual([409, 'not-a-guest']);
  });

  it('who leaves and returns sees no earlier project', async () => {
    const back = await join(test.app, work, { role: 'guest', name: 'Back' });
    await work.owner.put(`/projects/${visibleProjectId}/guests/${back.id}`);
    expect((await back.delete(`/organizations/${work.organizationId}/members/${back.id}`)).status).toBe(204);
    await test.settled();
    const invitedReply = await work.owner.post(`/organizations/${work.organizationId}/invites`, {
      email: back.email,
      role: 'guest',
    });
    const link = await work.owner.post(`/invites/${invitedReply.body.id}/link`);
    await back.post('/invites/accept', { token: link.body.url.split('#')[1] });
    expect(await idsOf(back, `/organizations/${work.organizationId}/projects`)).toEqual([]);
  });

  it('is notified of a project only while they see it', async () => {
    const { owner, organizationId } = work;
    const demotedPerson = await join(test.app, work, { name: 'Demoted' });
    const takenPerson = await join(test.app, work, { role: 'guest', name: 'Taken' });
    const keptPerson = await join(test.app, work, { role: 'guest', name: 'Kept' });
    for (const { id } of [takenPerson, keptPerson]) await owner.put(`/projects/${hiddenProjectId}/guests/${id}`);
    for (const person of [demotedPerson, takenPerson, keptPerson]) {
      expect((await person.put(`/projects/${hiddenProjectId}/favourite`)).status).toBe(204);
    }
    await owner.patch(`/organizations/${organizationId}/members/${demotedPerson.id}`, { role: 'guest' });
    await owner.delete(`/projects/${hiddenProjectId}/guests/${takenPerson.id}`);
    await test.settled();
    const keepers = async () =>
      (
        await test.database.sql`select user_id from projects.project_favourite where project_id = ${hiddenProjectId}`
      ).map((row) => row['user_id']);
    expect(await keepers()).toEqual([keptPerson.id]);
    // The favourite of a person who lost access to the project while an update was posted.
    await test.database.sql`
      insert into projects.project_favourite (organization_id, project_id, user_id)
      select ${organizationId}, ${hiddenProjectId}, unnest(${[demotedPerson.id, takenPerson.id]}::uuid[])`;
    await owner.post(`/projects/${hiddenProjectId}/updates`, { health: 'off_track', text: 'Not for everyone' });
    await test.settled();
    const notificationCount = async (person: Person) =>
      (await person.get('/notifications')).body.items.filter(({ type }) => type === 'project-updated').length;
    expect([
      await notificationCount(demotedPerson),
      await notificationCount(takenPerson),
      await notificationCount(keptPerson),
    ]).toEqual([0, 0, 1]);
  });
});
