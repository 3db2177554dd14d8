import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../harness/app.ts';
import { join, makeWorkspace, type Person, type Workspace } from '../harness/people.ts';

// Every list of organizations, teams and projects is paged: pages of one item give the same as one page.

let test: TestApp;
let work: Workspace;
let projectId: string;
const lists: [string, (person: Person) => string][] = [
  ['my organizations', () => '/organizations'],
  ['my deleted organizations', () => '/organizations/deleted'],
  ['my teams', () => '/teams'],
  ['an organization’s teams', () => `/organizations/${work.organizationId}/teams?archived=all`],
  ['a project’s milestones', () => `/projects/${projectId}/milestones`],
  ['a project’s guests', () => `/projects/${projectId}/guests`],
];

beforeAll(async () => {
  test = await startApp();
  work = await makeWorkspace(test.app);
  const { owner, organizationId } = work;
  for (const name of ['Same', 'Same', 'Gone', 'Gone', 'Gone']) {
    const { body } = await owner.post('/organizations', { name });
    if (name === 'Gone') await owner.delete(`/organizations/${body.id}`, { name });
  }
  for (const name of ['Same', 'Same']) await owner.post(`/organizations/${organizationId}/teams`, { name });
  projectId = (await owner.post(`/organizations/${organizationId}/projects`, { name: 'P', key: 'PP' })).body.id;
  for (const date of ['2026-12-01', null, '2026-12-01', null]) {
    await owner.post(`/projects/${projectId}/milestones`, { name: 'Step', date });
  }
  for (const name of ['Zoya', 'Arash', 'Mina']) {
    const guest = await join(test.app, work, { role: 'guest', name });
    await owner.put(`/projects/${projectId}/guests/${guest.id}`);
  }
});
afterAll(() => test.stop());

describe.each(lists)('%s', (_name, pathOf) => {
  const ask = (query: string) => {
    const path = pathOf(work.owner);
    return work.owner.get<'/teams'>(`${path}${path.includes('?') ? '&' : '?'}${query}`);
  };

  it('come in pages, each once and in one order', async () => {
    const whole = (await ask('limit=200')).body;
    expect(whole.items.length).toBeGreaterThan(2);
    expect(whole.nextCursor).toBeNull();
    const items: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: typeof whole = (await ask(`limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`)).body;
      expect(page.items).toHaveLength(1);
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(items).toEqual(whole.items);
  });

  it.each(['rubbish', Buffer.from('[1,2]').toString('base64url')])('refuse the cursor %s', async (cursor) => {
    expect((await ask(`cursor=${cursor}`)).status).toBe(422);
  });
});

describe('a project with more guests than a page', () => {
  it('goes out of sight of each of them', async () => {
    const { sql } = test.database;
    await sql`
      insert into projects.project_guest (organization_id, project_id, user_id)
      select ${work.organizationId}, ${projectId}, gen_random_uuid() from generate_series(1, 1100)`;
    expect((await work.owner.delete(`/projects/${projectId}`)).status).toBe(204);
    const [row] = await sql`select count(distinct key)::int as n from projects.access_change where key like 'guest:%'`;
    expect(row?.['n']).toBeGreaterThanOrEqual(1_103);
  });
});
