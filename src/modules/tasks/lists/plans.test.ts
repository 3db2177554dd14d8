import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { readsOf } from '../../../../test/harness/count-queries.ts';
import { makeWorkspace, type Workspace } from '../../../../test/harness/people.ts';
import type { FilterName } from './filters.ts';
import type { SortName } from './sorts.ts';

// How many tasks PostgreSQL reads for one page of a list, for each filter in each order. A page of 50 that reads most
// of a team's tasks gets slower as the team grows.

let test: TestApp;
let work: Workspace;
const ids = { project: '', milestone: '', label: '', parent: '', number: '', text: '', choice: '' };
const teamSize = 10_000;
/** Of these a page may read so many where an index has its order or finds what its filters leave, else so many. */
const few = teamSize / 10;
const most = teamSize / 2;

beforeAll(async () => {
  test = await startApp();
  work = await makeWorkspace(test.app);
  const { owner, organizationId, teamId, statuses } = work;
  const add = async (path: string, body: object): Promise<string> => {
    const reply = await owner.post<'/organizations/{id}/teams'>(path, body);
    expect(reply.status, JSON.stringify(reply.body)).toBe(201);
    return reply.body.id;
  };
  const otherTeam = await add(`/organizations/${organizationId}/teams`, { name: 'Other' });
  const other = (await owner.get(`/teams/${otherTeam}/statuses`)).body.items.map(({ id }) => id);
  ids.project = await add(`/organizations/${organizationId}/projects`, { name: 'Site', key: 'SITE' });
  ids.milestone = await add(`/projects/${ids.project}/milestones`, { name: 'First' });
  ids.label = await add(`/organizations/${organizationId}/labels`, { name: 'Red', colour: '#ff0000' });
  ids.parent = await add(`/teams/${teamId}/tasks`, { title: 'Parent' });
  ids.number = await add(`/teams/${teamId}/fields`, { name: 'Points', type: 'number' });
  ids.text = await add(`/teams/${teamId}/fields`, { name: 'Client', type: 'text' });
  ids.choice = await add(`/teams/${teamId}/fields`, { name: 'Size', type: 'choice', options: [{ name: 'S' }] });
  const seed = (team: string, statusIds: readonly string[], first: number, count: number) => test.database.sql`
    insert into tasks.task (organization_id, id, team_id, key, number, title, status_id, priority, rank, created_by,
      assignee_id, project_id, milestone_id, parent_id, label_ids, start_date, due_date, blocker_count, archived_at, custom_fields,
      created_at, updated_at)
    select ${organizationId}, gen_random_uuid(), ${team}, 'BIG-' || n, n, md5(n::text), (${[...statusIds]}::uuid[])[1 + n % ${statusIds.length}],
      (array['none', 'low', 'medium', 'high', 'urgent'])[1 + n % 5], 'h' || lpad(n::text, 7, '0') || 'V',
      case when n % 100 = 0 then ${owner.id}::uuid else gen_random_uuid() end,
      case when n % 100 = 1 then ${owner.id}::uuid when n / 7 % 2 = 0 then gen_random_uuid() end,
      case when n % 100 < 4 then ${ids.project}::uuid end, case when n % 100 = 3 then ${ids.milestone}::uuid end,
      case when n % 100 = 4 and ${team} = ${teamId} then ${ids.parent}::uuid end,
      case when n % 100 = 5 then array[${ids.label}::uuid] else '{}' end,
      case when n % 50 = 0 then date '2030-01-01' + n - 3 end, case when n / 2 % 2 = 0 then date '2030-01-01' + n end, case when n % 100 = 6 then 1 else 0 end,
      case when n % 7 = 0 then now() end,
      case when n % 100 < 10 then jsonb_build_object(${ids.number}::text, n, ${ids.text}::text, md5(n::text)) else '{}' end,
      now() - n * interval '1 minute', now() - n * interval '1 minute'
    from generate_series(${first}::int, ${first + count - 1}::int) as n`;
  await seed(teamId, Object.values(statuses), 100, teamSize);
  await seed(otherTeam, other, 20_000, 2 * teamSize);
  await test.database.sql.unsafe('vacuum analyze tasks.task');
});
afterAll(() => test.stop());

/** The forms of each filter by name, if it has several. A new filter fails here until it is added. */
const filters: Readonly<Record<FilterName, () => Readonly<Record<string, string>>>> = {
  projectId: () => ({ '': ids.project }),
  assigneeId: () => ({ me: 'me', none: 'none' }),
  status: () => {
    const [first = '', second = ''] = Object.values(work.statuses);
    return { one: first, two: `${first},${second}` };
  },
  category: () => ({ '': 'todo' }),
  priority: () => ({ '': 'urgent' }),
  labelId: () => ({ '': ids.label }),
  due: () => ({ overdue: 'overdue', range: '2030-02-01..2030-02-09', none: 'none' }),
  planned: () => ({ '': '2030-02-01..2030-02-09' }),
  createdBy: () => ({ '': 'me' }),
  archived: () => ({ false: 'false', true: 'true', all: 'all' }),
  q: () => ({ rare: 'abc1', frequent: 'ab' }),
  updatedSince: () => ({
    'long ago': '2020-01-01T00:00:00Z',
    recently: new Date(Date.now() - 3_600_000).toISOString(),
  }),
  milestoneId: () => ({ '': ids.milestone }),
  parentId: () => ({ one: ids.parent, none: 'none' }),
  blocked: () => ({ true: 'true', false: 'false' }),
  customFields: () => ({
    equal: JSON.stringify({ [ids.number]: 101 }),
    'narrow range': JSON.stringify({ [ids.number]: { from: 100, to: 110 } }),
    'wide range': JSON.stringify({ [ids.number]: { from: 100 } }),
    'rare word': JSON.stringify({ [ids.text]: { contains: 'abc1' } }),
    'frequent word': JSON.stringify({ [ids.text]: { contains: 'a' } }),
  }),
};
const sorts: Readonly<Record<SortName, () => string>> = {
  rank: () => 'rank',
  createdAt: () => 'createdAt',
  updatedAt: () => '-updatedAt',
  dueDate: () => 'dueDate',
  priority: () => 'priority',
  title: () => 'title',
  key: () => 'key',
  'field: text': () => `customFields.${ids.text}`,
  'field: number': () => `customFields.${ids.number}`,
  'field: choice': () => `customFields.${ids.choice}`,
};

interface PlanNode {
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** The most tasks, or index entries of tasks, that one step of a plan reads. */
function looksAt(node: PlanNode): number {
  const removedCount = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  const isOfTasks = node['Relation Name'] === 'task' || (node['Index Name'] ?? '').startsWith('task_');
  const own = isOfTasks ? (node['Actual Rows'] + removedCount) * node['Actual Loops'] : 0;
  return Math.max(own, ...(node.Plans ?? []).map(looksAt));
}

async function tasksLookedAt(path: string): Promise<number> {
  const { sql } = test.database;
  const statements = await readsOf(test.app, 'tasks', async () => {
    const reply = await work.owner.get(path);
    expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  });
  const lists = statements.filter(({ text }) => text.includes('"sort0"'));
  expect(lists).not.toEqual([]);
  const looks = lists.map(async ({ text, parameters }) => {
    const [row] = await sql.unsafe(`explain (analyze, timing off, format json) ${text}`, [...parameters]);
    return looksAt(row?.['QUERY PLAN'][0].Plan);
  });
  return Math.max(...(await Promise.all(looks)));
}

/** No index has these orders: all filtered rows are read and sorted. */
const unindexedSorts = new Set(['title', 'field: text', 'field: number', 'field: choice']);
/** These leave most of a team’s tasks; if an index has the order, they are found along it. */
const wideFilters = [
  'assigneeId none',
  'archived',
  'updatedSince long ago',
  'parentId none',
  'blocked false',
  'priority',
  'due none',
  'q frequent',
  'customFields wide range',
  'customFields frequent word',
];
/** These leave few tasks, but no index finds them: all tasks are read in search of a full page. */
const unindexedFilters = ['q rare', 'customFields narrow range', 'customFields rare word'];

/** The combinations that still read most of a team's tasks. Entries may be removed, never added. */
function isSlow(form: string, sort: string): boolean {
  const is = (filter: string) => form === filter || form.startsWith(`${filter} `);
  // Ranks are those of tasks that are not archived.
  if (sort === 'rank' && ['archived true', 'archived all'].includes(form)) return true;
  return unindexedFilters.some(is) || (unindexedSorts.has(sort) && wideFilters.some(is));
}

describe('a page of a list', () => {
  for (const [name, formsOf] of Object.entries(filters)) {
    it(`reads only a part of the team’s tasks, filtered by ${name}`, async () => {
      const slow: string[] = [];
      const known: string[] = [];
      for (const [form, value] of Object.entries(formsOf())) {
        for (const [sort, parameter] of Object.entries(sorts)) {
          const query = new URLSearchParams({ teamId: work.teamId, limit: '50', sort: parameter(), [name]: value });
          const combination = `${name} ${form}`.trim();
          if (isSlow(combination, sort)) known.push(`${combination}, by ${sort}`);
          const allowed = unindexedSorts.has(sort) ? most : few;
          if ((await tasksLookedAt(`/tasks?${query}`)) > allowed) slow.push(`${combination}, by ${sort}`);
        }
      }
      expect(slow).toEqual(known);
    });
  }

  it('reads only a part of the team’s tasks, filtered by two', async () => {
    const forms = Object.entries(filters).flatMap(([name, formsOf]) =>
      Object.entries(formsOf()).map(([form, value]) => ({ name, value, combination: `${name} ${form}`.trim() })),
    );
    const indexed = forms.filter(({ combination }) => !isSlow(combination, 'createdAt'));
    const slow: string[] = [];
    for (const a of indexed) {
      for (const b of indexed.filter(({ name }) => name > a.name)) {
        const query = new URLSearchParams({ teamId: work.teamId, limit: '50', [a.name]: a.value, [b.name]: b.value });
        if ((await tasksLookedAt(`/tasks?${query}`)) > most) slow.push(`${a.combination} and ${b.combination}`);
      }
    }
    expect(slow).toEqual([]);
  });
});
