import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../test/harness/app.ts';
import { join, makeWorkspace, type Workspace } from '../../../test/harness/people.ts';

let test: TestApp;
let work: Workspace;
beforeAll(async () => {
  test = await startApp();
  work = await makeWorkspace(test.app);
});
afterAll(() => test.stop());

const make = (body: object) => work.owner.post(`/organizations/${work.organizationId}/projects`, body);

describe('a project', () => {
  it('is made, listed and shown', async () => {
    const made = await make({ name: 'Website', key: 'WEB' });
    expect(made.status).toBe(201);
    const shown = await work.owner.get(`/projects/${made.body.id}`);
    expect(shown.body).toEqual(made.body);
    expect(shown.headers.get('etag')).toBe(made.headers.get('etag'));
    const listed = (await work.owner.get(`/organizations/${work.organizationId}/projects`)).body.items;
    expect(listed.map(({ id }: any) => id)).toContain(made.body.id);
  });

  it('has a key of its own', async () => {
    await make({ name: 'One', key: 'SAME' });
    const again = await make({ name: 'Two', key: 'SAME' });
    expect([again.status, again.body.code]).toEqual([409, 'key-taken']);
  });

  it('is worked on by the teams that are attached; twice is as once', async () => {
    const { id } = (await make({ name: 'Shared', key: 'SHA' })).body;
    const teamsOf = async () => (await work.owner.get(`/projects/${id}`)).body.teamIds;
    for (let time = 0; time < 2; time += 1) {
      expect((await work.owner.put(`/projects/${id}/teams/${work.teamId}`)).status).toBe(204);
      expect(await teamsOf()).toEqual([work.teamId]);
    }
    for (let time = 0; time < 2; time += 1) {
      expect((await work.owner.delete(`/projects/${id}/teams/${work.teamId}`)).status).toBe(204);
      expect(await teamsOf()).toEqual([]);
    }
  });

  it('is changed by its owner, and by owners and admins of the organization', async () => {
    const { id } = (await make({ name: 'Theirs', key: 'THE' })).body;
    const member = await join(test.app, work, { teamRole: 'member' });
    expect((await member.get(`/projects/${id}`)).status).toBe(200);
    expect((await member.put(`/projects/${id}/teams/${work.teamId}`)).status).toBe(403);
    expect((await member.put(`/projects/${id}/teams/${id}`)).status).toBe(403);
    expect((await work.owner.put(`/projects/${id}/teams/${id}`)).status).toBe(404);
  });
});
