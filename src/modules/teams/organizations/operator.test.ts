import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import type { Call } from '#platform/context.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { join, makeTask, makeWorkspace, type Person, signUp } from '../../../../test/harness/people.ts';

const operator: Call = { actor: { kind: 'service', name: 'operator' }, requestId: 'test' };
const clock = settableClock(new Date());
const dayMs = 86_400_000;
let test: TestApp;
let admin: Person;
beforeAll(async () => {
  test = await startApp({ clock });
  admin = await signUp(test.app, 'Admin');
});
afterAll(() => test.stop());

const purge = async (dryRun: boolean) => {
  const { teams, projects, tasks } = test.app.modules.apis;
  const input = { dryRun };
  return {
    ...(await teams.purgeDue(operator, input)),
    ...(await projects.purgeDue(operator, input)),
    ...(await tasks.purgeDue(operator, input)),
  };
};

describe('an operator', () => {
  it('lists every organization with its size; so do instance admins, in pages', async () => {
    const work = await makeWorkspace(test.app);
    await join(test.app, work, { name: 'Member' });
    await makeWorkspace(test.app);
    const all = await test.app.modules.apis.teams.listOrganizations(operator, { after: null, limit: 100 });
    expect(all).toHaveLength(2);
    expect(all[0]).toMatchObject({ id: work.organizationId, members: 2, teams: 1 });
    const first = (await admin.get('/admin/organizations?limit=1')).body;
    expect(first.items).toEqual(all.slice(0, 1));
    const second = (await admin.get(`/admin/organizations?limit=1&cursor=${first.nextCursor}`)).body;
    expect(second).toEqual({ items: all.slice(1), nextCursor: null });
    expect((await work.owner.get('/admin/organizations')).status).toBe(403);
  });

  it('deletes an organization by id or slug, as its owner would, and its owner can restore it', async () => {
    const { owner, organizationId } = await makeWorkspace(test.app);
    const { teams } = test.app.modules.apis;
    const { id, slug } = await teams.findOrganization(operator, { idOrSlug: organizationId });
    expect((await teams.findOrganization(operator, { idOrSlug: slug })).id).toBe(organizationId);
    await teams.deleteOrganization(operator, { organizationId: id });
    expect((await owner.get(`/organizations/${organizationId}`)).status).toBe(404);
    await expect(teams.findOrganization(operator, { idOrSlug: slug })).rejects.toThrow(/no organization/);
    await expect(teams.deleteOrganization(operator, { organizationId: id })).rejects.toThrow(/^Not found/);
    expect((await owner.post(`/organizations/${organizationId}/restore`)).status).toBe(200);
  });

  it('purges what was deleted 30 days ago, each once, also by two runs at the same time', async () => {
    const { owner, organizationId, teamId, statuses } = await makeWorkspace(test.app);
    const project = (await owner.post(`/organizations/${organizationId}/projects`, { name: 'P', key: 'PP' })).body;
    const task = await makeTask(owner, teamId, { statusId: statuses['Done'] });
    const second = (await owner.post(`/organizations/${organizationId}/teams`, { name: 'Two', key: 'TWO' })).body;
    await owner.delete(`/tasks/${task.id}`);
    await owner.delete(`/projects/${project.id}`);
    await owner.delete(`/teams/${second.id}`);
    const nothing = { organizations: 0, teams: 0, projects: 0, tasks: 0 };
    expect(await purge(true)).toEqual(nothing);
    clock.advance(31 * dayMs);
    const due = { ...nothing, teams: 1, projects: 1, tasks: 1 };
    expect(await purge(true)).toEqual(due);
    const [one, two] = await Promise.all([purge(false), purge(false)]);
    expect([one.teams + two.teams, one.projects + two.projects, one.tasks + two.tasks]).toEqual([1, 1, 1]);
    expect(await purge(false)).toEqual(nothing);
    expect(await purge(true)).toEqual(nothing);
  });
});
