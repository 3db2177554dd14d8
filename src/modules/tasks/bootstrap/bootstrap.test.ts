import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { clientOf } from '../../../../test/harness/client.ts';
import { countQueries } from '../../../../test/harness/count-queries.ts';
import {
  join,
  makeWorkspace,
  type Person,
  signUp,
  withLastingToken,
  type Workspace,
} from '../../../../test/harness/people.ts';

let test: TestApp;
let work: Workspace;
let member: Person;
beforeAll(async () => {
  test = await startApp();
  work = await makeWorkspace(test.app);
  const { owner, organizationId, teamId } = work;
  member = await join(test.app, work, { teamRole: 'member' });
  await owner.post(`/organizations/${organizationId}/labels`, { name: 'site', colour: '#2f7fb8' });
  await owner.post(`/teams/${teamId}/fields`, { name: 'Size', type: 'number' });
});
afterAll(() => test.stop());

const nothingOfTeam = { permissions: null, members: null, statuses: null, fields: null, labels: null };

describe('the bootstrap', () => {
  it('has each part as its own list replies', async () => {
    const { organizationId, teamId } = work;
    const { body } = await member.get(`/bootstrap?teamId=${teamId}`);
    const [me, organizations, teams, permissions, members, statuses, fields, labels] = await Promise.all([
      member.get('/auth/me'),
      member.get('/organizations'),
      member.get('/teams'),
      member.get(`/auth/me/permissions?organizationId=${organizationId}&teamId=${teamId}`),
      member.get(`/organizations/${organizationId}/members`),
      member.get(`/teams/${teamId}/statuses`),
      member.get(`/teams/${teamId}/fields`),
      member.get(`/organizations/${organizationId}/labels`),
    ]);
    expect(body).toEqual({
      lastEventId: expect.stringMatching(/^[a-z0-9]+-\d+$/),
      me: me.body,
      organizations: organizations.body,
      teams: teams.body,
      permissions: permissions.body,
      members: members.body,
      statuses: statuses.body,
      fields: fields.body,
      labels: labels.body,
    });
    expect([labels.body.items.length, fields.body.items.length]).toEqual([1, 1]);
  });

  it('has nothing of a team where none is asked for, or where the caller can’t read it', async () => {
    expect((await member.get('/bootstrap')).body).toMatchObject(nothingOfTeam);
    const stranger = await signUp(test.app, 'Stranger');
    for (const teamId of [work.teamId, randomUUID()]) {
      const { status, body } = await stranger.get(`/bootstrap?teamId=${teamId}`);
      expect([status, body]).toEqual([
        200,
        expect.objectContaining({ ...nothingOfTeam, teams: { items: [], nextCursor: null } }),
      ]);
    }
    expect((await stranger.get('/bootstrap?teamId=x')).status).toBe(422);
  });

  it('is refused without a session', async () => {
    expect((await clientOf(test.app).get('/bootstrap')).status).toBe(401);
    expect((await (await withLastingToken(test.app, member)).get('/bootstrap')).status).toBe(403);
  });

  it('is not sent again while it is the same', async () => {
    const path = `/bootstrap?teamId=${work.teamId}` as const;
    const etag = (await member.get(path)).headers.get('etag') ?? '';
    const again = () => member.get(path, { headers: { 'if-none-match': etag } });
    expect((await again()).status).toBe(304);
    await work.owner.post(`/organizations/${work.organizationId}/labels`, { name: 'urgent', colour: '#2f7fb8' });
    const changed = await again();
    expect([changed.status, changed.body.labels?.items.map(({ name }) => name)]).toEqual([200, ['site', 'urgent']]);
  });

  it('takes as many statements, however many teams there are', async () => {
    const read = () => member.get(`/bootstrap?teamId=${work.teamId}`);
    for (const name of ['One', 'Two', 'Three'])
      await work.owner.post(`/organizations/${work.organizationId}/teams`, { name, visibility: 'organization' });
    const counts = [];
    for (const module of ['auth', 'teams', 'tasks'] as const) counts.push(await countQueries(test.app, module, read));
    expect(counts).toEqual([1, 3, 3]);
  });
});
