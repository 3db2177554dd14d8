import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { join, makeWorkspace, type Workspace } from '../../../../test/harness/people.ts';

let test: TestApp;
let work: Workspace;
beforeAll(async () => {
  test = await startApp();
  work = await makeWorkspace(test.app);
});
afterAll(() => test.stop());

describe('a team', () => {
  it('that is closed is shown to its members, and to owners and admins of the organization', async () => {
    const { owner, organizationId } = work;
    const closed = await owner.post(`/organizations/${organizationId}/teams`, { name: 'Board', visibility: 'team' });
    const member = await join(test.app, work);
    const idsOf = async (person: typeof member) =>
      (await person.get(`/organizations/${organizationId}/teams`)).body.items.map(({ id }: any) => id);
    expect(await idsOf(owner)).toContain(closed.body.id);
    expect(await idsOf(member)).not.toContain(closed.body.id);
    expect((await member.get(`/teams/${closed.body.id}`)).status).toBe(403);
    await owner.put(`/teams/${closed.body.id}/members/${member.id}`, { role: 'member' });
    expect(await idsOf(member)).toContain(closed.body.id);
    expect((await member.get(`/teams/${closed.body.id}`)).status).toBe(200);
  });

  it('lists its members by name, in pages', async () => {
    const { owner, teamId } = work;
    for (const name of ['Zoya', 'Arash']) await join(test.app, work, { teamRole: 'member', name });
    const names: string[] = [];
    for (let cursor = ''; ;) {
      const { items, nextCursor } = (await owner.get(`/teams/${teamId}/members?limit=1${cursor}`)).body;
      names.push(...items.map(({ user }: any) => user.name));
      if (nextCursor === null) break;
      cursor = `&cursor=${nextCursor}`;
    }
    expect(names).toEqual(['Arash', 'Owner', 'Zoya']);
  });
});
