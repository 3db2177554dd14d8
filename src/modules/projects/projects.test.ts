import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OrganizationId, UserId } from '#platform/ids.ts';
import { settableClock } from '#platform/clock.ts';
import { addDays } from '#platform/dates.ts';
import { startApp, type TestApp } from '../../../test/harness/app.ts';
import { countWrites } from '../../../test/harness/count-queries.ts';
import { join, withLastingToken, makeWorkspace, type Workspace } from '../../../test/harness/people.ts';

let test: TestApp;
let work: Workspace;
const clock = settableClock(new Date('2026-11-02T09:00:00Z'));
beforeAll(async () => {
  test = await startApp({ clock });
  work = await makeWorkspace(test.app);
});
afterAll(() => test.stop());

const make = (body: object) => work.owner.post(`/organizations/${work.organizationId}/projects`, body);
let count = 0;
/** Creates a project for one test. */
async function makeProject(body: object = {}) {
  count += 1;
  const letters = String.fromCharCode(65 + Math.floor(count / 26), 65 + (count % 26));
  const reply = await make({ name: `Project ${count}`, key: `X${letters}`, ...body });
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
  return reply.body;
}
const outcome = ({ status, body }: { status: number; body: { code: string } }) => [status, body.code];

describe('a project', () => {
  it('is created, listed and shown', async () => {
    const reply = await make({ name: 'Website', key: 'WEB' });
    expect(reply.status).toBe(201);
    const shownReply = await work.owner.get(`/projects/${reply.body.id}`);
    expect(shownReply.body).toEqual(reply.body);
    expect(shownReply.headers.get('etag')).toBe(reply.headers.get('etag'));
    const projects = (await work.owner.get(`/organizations/${work.organizationId}/projects`)).body.items;
    expect(projects.map(({ id }) => id)).toContain(reply.body.id);
  });

  it('has a unique key', async () => {
    await make({ name: 'One', key: 'SAME' });
    const secondReply = await make({ name: 'Two', key: 'SAME' });
    expect([secondReply.status, secondReply.body.code]).toEqual([409, 'key-taken']);
  });

  it('has attached teams; attaching is idempotent', async () => {
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

describe('the status of a project', () => {
  const statuses = ['planned', 'active', 'on_hold', 'completed', 'cancelled', 'archived'] as const;
  type Status = (typeof statuses)[number];
  const allowed: Record<Status, Status[]> = {
    planned: ['active', 'cancelled'],
    active: ['on_hold', 'completed', 'cancelled'],
    on_hold: ['active', 'cancelled'],
    completed: ['active', 'archived'],
    cancelled: ['active', 'archived'],
    archived: [],
  };
  /** The changes that lead to each status. */
  const ways: Record<Status, Status[]> = {
    planned: [],
    active: ['active'],
    on_hold: ['active', 'on_hold'],
    completed: ['active', 'completed'],
    cancelled: ['cancelled'],
    archived: ['cancelled', 'archived'],
  };
  it.each(statuses)('changes from %s only to allowed statuses', async (from) => {
    for (const to of statuses) {
      const { id } = await makeProject();
      for (const status of ways[from]) expect((await work.owner.patch(`/projects/${id}`, { status })).status).toBe(200);
      const movedReply = await work.owner.patch(`/projects/${id}`, { status: to });
      if (to === from || allowed[from].includes(to)) {
        expect(movedReply.status).toBe(200);
        expect(movedReply.body).toMatchObject({ status: to, nextStatuses: allowed[to] });
      } else expect(outcome(movedReply), `${from} → ${to}`).toEqual([409, 'transition-not-allowed']);
    }
  });

  it('changes once if two simultaneous changes exclude each other', async () => {
    const { id } = await makeProject();
    await work.owner.patch(`/projects/${id}`, { status: 'active' });
    const replies = await Promise.all(
      ['on_hold', 'completed'].map((status) => work.owner.patch(`/projects/${id}`, { status })),
    );
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });
});

describe('a change of a project', () => {
  it('changes only the given fields', async () => {
    const before = await makeProject({ description: 'Old', startDate: '2026-11-01', teamIds: [work.teamId] });
    const lead = await join(test.app, work, { name: 'Lead' });
    const changedReply = await work.owner.patch(`/projects/${before.id}`, {
      description: 'New',
      leadId: lead.id,
      targetDate: '2026-12-01',
    });
    const { lead: shownLead, ...rest } = changedReply.body;
    expect(rest).toEqual({
      ...before,
      lead: undefined,
      description: 'New',
      leadId: lead.id,
      targetDate: '2026-12-01',
    });
    expect(shownLead).toMatchObject({ id: lead.id, name: 'Lead' });
    const byLead = await lead.patch(`/projects/${before.id}`, { teamIds: [], leadId: null, startDate: null });
    expect(byLead.body).toMatchObject({ teamIds: [], leadId: null, lead: null, startDate: null });
    expect((await lead.patch(`/projects/${before.id}`, { name: 'Mine' })).status).toBe(403);
  });

  it('is refused if it is invalid', async () => {
    const { id } = await makeProject({ startDate: '2026-11-10' });
    const takenProject = await makeProject();
    const guest = await join(test.app, work, { role: 'guest' });
    expect((await work.owner.patch(`/projects/${id}`, { targetDate: '2026-11-09' })).status).toBe(422);
    expect((await work.owner.patch(`/projects/${id}`, { leadId: guest.id })).status).toBe(422);
    expect((await work.owner.patch(`/projects/${id}`, { teamIds: [id] })).status).toBe(422);
    expect(outcome(await work.owner.patch(`/projects/${id}`, { key: takenProject.key }))).toEqual([409, 'key-taken']);
    const headers = { 'if-match': '"99"' };
    expect((await work.owner.patch(`/projects/${id}`, { name: 'Late' }, { headers })).status).toBe(412);
  });
});

describe('a project’s updates', () => {
  it('set its health, are listed newest first, and notify its followers', async () => {
    const lead = await join(test.app, work, { name: 'Lead' });
    const fan = await join(test.app, work, { name: 'Fan' });
    const { id, health } = await makeProject({ leadId: lead.id });
    expect(health).toBeNull();
    await fan.put(`/projects/${id}/favourite`);
    const post = (who: typeof lead, state: string) =>
      who.post(`/projects/${id}/updates`, { health: state, text: state });
    expect((await post(work.owner, 'on_track')).status).toBe(201);
    expect((await post(lead, 'at_risk')).body).toMatchObject({ health: 'at_risk', author: { name: 'Lead' } });
    expect((await post(fan, 'off_track')).status).toBe(403);
    expect((await fan.get(`/projects/${id}`)).body.health).toBe('at_risk');
    const first = (await fan.get(`/projects/${id}/updates?limit=1`)).body;
    const second = (await fan.get(`/projects/${id}/updates?limit=1&cursor=${first.nextCursor}`)).body;
    expect([...first.items, ...second.items].map((row) => row.text)).toEqual(['at_risk', 'on_track']);
    await test.settled();
    const inbox = async (who: typeof lead) =>
      (await who.get('/notifications')).body.items.filter(({ type }) => type === 'project-updated').length;
    expect([await inbox(fan), await inbox(lead), await inbox(work.owner)]).toEqual([2, 1, 0]);
  });
});

describe('milestones', () => {
  it('are listed by date, changed, done and deleted', async () => {
    const { id } = await makeProject();
    const add = (body: object) => work.owner.post(`/projects/${id}/milestones`, body);
    await add({ name: 'Some day' });
    const lateMilestone = (await add({ name: 'Late', date: '2027-01-01' })).body;
    const soon = (await add({ name: 'Soon', date: '2026-12-01' })).body;
    const names = async () => (await work.owner.get(`/projects/${id}/milestones`)).body.items.map((row) => row.name);
    expect(await names()).toEqual(['Soon', 'Late', 'Some day']);
    const done = await work.owner.patch(`/milestones/${soon.id}`, { done: true, name: 'Beta' });
    expect(done.body).toMatchObject({ name: 'Beta', date: '2026-12-01', done: true });
    const secondReply = await work.owner.patch(`/milestones/${soon.id}`, { done: true });
    expect(secondReply.body.doneAt).toBe(done.body.doneAt);
    const headers = { 'if-match': done.headers.get('etag') ?? '' };
    for (const stale of [
      await work.owner.patch(`/milestones/${soon.id}`, { name: 'X' }, { headers }),
      await work.owner.delete(`/milestones/${soon.id}`, undefined, { headers }),
    ]) {
      expect([stale.status, stale.headers.get('etag')]).toEqual([412, secondReply.headers.get('etag')]);
    }
    expect([soon.version, done.body.version, secondReply.body.version]).toEqual([1, 2, 3]);
    const [milestone] = (await work.owner.get(`/projects/${id}/milestones`)).body.items;
    expect(milestone).toEqual(secondReply.body);
    expect((await work.owner.patch(`/milestones/${soon.id}`, { done: false, date: null })).body).toMatchObject({
      done: false,
      doneAt: null,
      date: null,
    });
    const member = await join(test.app, work);
    expect((await member.patch(`/milestones/${lateMilestone.id}`, { name: 'Mine' })).status).toBe(403);
    expect((await work.owner.delete(`/milestones/${lateMilestone.id}`)).status).toBe(204);
    expect((await work.owner.delete(`/milestones/${lateMilestone.id}`)).status).toBe(404);
    expect(await names()).toEqual(['Some day', 'Beta']);
  });

  it('of a plan are created together in its order, for any number', async () => {
    const { apis } = test.app.modules;
    const actor = { kind: 'job', name: 'test', userId: UserId.parse(work.owner.id) } as const;
    const begin = (key: string, steps: number) =>
      countWrites(test.app, 'projects', async () => {
        const names = Array.from({ length: steps }, (_, i) => `Step ${i}`);
        const project = await apis.projects.startProject(
          { actor, requestId: 'test', commandId: `begin ${key}` },
          {
            organizationId: OrganizationId.parse(work.organizationId),
            name: key,
            key,
            startDate: '2026-11-02',
            teamIds: [],
            milestones: names.map((name, i) => ({ name, date: i % 2 === 0 ? '2026-12-01' : null })),
          },
        );
        const rows = await test.database.sql`
          select name, date::text from projects.milestone where project_id = ${project.projectId}
          order by array_position(${project.milestoneIds}::uuid[], id)`;
        expect(rows.map((row) => row['name'])).toEqual(names);
        expect(rows.map((row) => row['date'] === null)).toEqual(names.map((_, i) => i % 2 === 1));
      });
    expect(await begin('MANY', 50)).toBe(await begin('TWO', 2));
  });

  it('that are near notify the lead, once per date', async () => {
    const lead = await join(test.app, work, { name: 'Lead' });
    const { id } = await makeProject({ leadId: lead.id });
    const add = (name: string, date: string) => work.owner.post(`/projects/${id}/milestones`, { name, date });
    const near = (await add('Near', '2026-11-05')).body;
    await add('Far', '2026-11-06');
    await add('Past', '2026-11-01');
    const notifiedMilestones = async () => {
      await test.runJob('projects', 'near-milestones');
      await test.settled();
      const { items } = (await lead.get('/notifications')).body;
      return items.filter(({ type }) => type === 'milestone-near').map(({ title }) => title);
    };
    expect(await notifiedMilestones()).toHaveLength(1);
    expect(await notifiedMilestones()).toHaveLength(1);
    await work.owner.patch(`/milestones/${near.id}`, { date: '2026-11-04' });
    const twice = await notifiedMilestones();
    expect(twice).toHaveLength(2);
    expect(twice[0]).toContain('Near');
  });

  it('are near by the days of the lead', async () => {
    const [east, west] = await Promise.all(['East', 'West'].map((name) => join(test.app, work, { name })));
    // Where it is 3 November already at 10:30 UTC on the 2nd, and where it is still the 1st.
    await east?.patch('/auth/me', { timezone: 'Pacific/Kiritimati' });
    await west?.patch('/auth/me', { timezone: 'Pacific/Niue' });
    for (const [lead, first, last] of [
      [east, '2026-11-03', '2026-11-06'],
      [west, '2026-11-01', '2026-11-04'],
    ] as const) {
      const { id } = await makeProject({ leadId: lead?.id });
      const dates = [addDays(first, -1), first, last, addDays(last, 1)];
      for (const date of dates) await work.owner.post(`/projects/${id}/milestones`, { name: date, date });
      const before = clock.now();
      clock.set(new Date('2026-11-02T10:30:00Z'));
      await test.runJob('projects', 'near-milestones');
      await test.settled();
      clock.set(before);
      const items = (await lead?.get('/notifications'))?.body.items ?? [];
      const titles = items.filter(({ type }) => type === 'milestone-near').map(({ title }) => title);
      expect(titles.toSorted()).toEqual([first, last].map((date) => expect.stringContaining(date)));
    }
  });
});

describe('favourites', () => {
  it('are personal and idempotent', async () => {
    const { id } = await makeProject();
    const member = await join(test.app, work);
    for (let time = 0; time < 2; time += 1) expect((await member.put(`/projects/${id}/favourite`)).status).toBe(204);
    const keptProjects = (await member.get(`/organizations/${work.organizationId}/projects?favourite=true`)).body.items;
    expect(keptProjects.map((row) => [row.id, row.favourite])).toEqual([[id, true]]);
    expect((await work.owner.get(`/projects/${id}`)).body.favourite).toBe(false);
    for (let time = 0; time < 2; time += 1) expect((await member.delete(`/projects/${id}/favourite`)).status).toBe(204);
    expect((await member.get(`/projects/${id}`)).body.favourite).toBe(false);
  });
});

describe('a deleted project', () => {
  it('is invisible, can be restored completely for 30 days, and is purged afterwards', async () => {
    const guest = await withLastingToken(test.app, await join(test.app, work, { role: 'guest' }));
    const member = await withLastingToken(test.app, await join(test.app, work));
    const owner = await withLastingToken(test.app, work.owner);
    const project = await makeProject({ teamIds: [work.teamId] });
    const path = `/projects/${project.id}` as const;
    await owner.post(`${path}/milestones`, { name: 'Beta' });
    await owner.put(`${path}/guests/${guest.id}`);
    const listedNames = async (query: `?${string}` | '' = '') =>
      (await owner.get(`/organizations/${work.organizationId}/projects${query}`)).body.items.map((row) => row.id);
    expect((await owner.delete(`/projects/${project.id}`)).status).toBe(204);
    expect((await owner.delete(path)).status).toBe(404);
    for (const who of [owner, guest]) expect((await who.get(path)).status).toBe(404);
    expect(await listedNames()).not.toContain(project.id);
    expect(await listedNames('?deleted=true')).toContain(project.id);

    clock.advance(29 * 86_400_000);
    await test.runJob('projects', 'purge');
    expect((await member.post(`${path}/restore`)).status).toBe(403);
    expect((await guest.post(`${path}/restore`)).status).toBe(404);
    for (let time = 0; time < 2; time += 1) {
      const restoredReply = await owner.post(`/projects/${project.id}/restore`);
      expect(restoredReply.status).toBe(200);
      expect(restoredReply.body).toEqual(project);
    }
    expect((await guest.get(path)).status).toBe(200);
    expect((await owner.get(`${path}/milestones`)).body.items).toHaveLength(1);

    await owner.delete(path);
    clock.advance(30 * 86_400_000);
    const tooLate = await owner.post(`${path}/restore`);
    expect(tooLate.status).toBe(404);
    await test.runJob('projects', 'purge');
    const [leftRow] = await test.database
      .sql`select count(*) as n from projects.milestone where project_id = ${project.id}`;
    expect(leftRow?.['n']).toBe(0);
    expect(await listedNames('?deleted=true')).not.toContain(project.id);
  });
});
