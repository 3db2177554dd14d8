import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { countQueries, writesOf } from '../../../../test/harness/count-queries.ts';
import { defined } from '../../../../test/harness/defined.ts';
import { join, makeTask, makeWorkspace, type Workspace } from '../../../../test/harness/people.ts';

// How many statements the module sends for a request, however many rows it returns; and that each uses an index.

let test: TestApp;
let work: Workspace;
let taskId: string;
let projectId: string;
let commentId: string;
beforeAll(async () => {
  test = await startApp();
  work = await makeWorkspace(test.app);
  const { owner, teamId, organizationId } = work;
  projectId = (await owner.post(`/organizations/${organizationId}/projects`, { name: 'Site', key: 'SITE' })).body.id;
  const people = await Promise.all(
    [1, 2, 3].map((n) => join(test.app, work, { teamRole: 'member', name: `Member${n}` })),
  );
  const tasks = [];
  for (let n = 0; n < 30; n += 1)
    tasks.push(await makeTask(owner, teamId, { assigneeId: people[n % 3]?.id, projectId }));
  taskId = defined(tasks[0]).id;
  for (let n = 0; n < 10; n += 1) {
    await makeTask(owner, teamId, { parentId: taskId });
    await owner.post(`/tasks/${taskId}/checklist`, { title: `Step ${n}` });
    await owner.put(`/tasks/${taskId}/dependencies/${tasks[n + 1]?.id}`, {});
    const author = defined(people[n % 3]);
    commentId = (await author.post(`/tasks/${taskId}/comments`, { body: `Comment ${n}` })).body.id;
    await owner.put(`/comments/${commentId}/reactions/${encodeURIComponent('👍')}`);
  }
});
afterAll(() => test.stop());

describe('the statements of a request', () => {
  it.each([
    ['a column’s page', 1, (): string => `/tasks?teamId=${work.teamId}&status=${work.statuses['To do']}&sort=rank`],
    ['a board', 3, (): string => `/teams/${work.teamId}/board`],
    [
      'a filtered list',
      1,
      (): string => `/tasks?teamId=${work.teamId}&category=todo&priority=medium&due=none&q=task&sort=-updatedAt`,
    ],
    ['all of an organization', 1, (): string => `/tasks?organizationId=${work.organizationId}&assigneeId=me`],
    ['one task', 1, (): string => `/tasks/${taskId}`],
    ['a task’s page', 3, (): string => `/tasks/${taskId}/page`],
    ['comments', 3, (): string => `/tasks/${taskId}/comments`],
    ['the checklist', 2, (): string => `/tasks/${taskId}/checklist`],
    ['dependencies', 2, (): string => `/tasks/${taskId}/dependencies`],
    ['files', 2, (): string => `/tasks/${taskId}/attachments`],
    ['the roll-up', 2, (): string => `/tasks/${taskId}/roll-up`],
    ['a task’s log', 3, (): string => `/tasks/${taskId}/log`],
    ['a team’s log', 2, (): string => `/teams/${work.teamId}/log`],
    ['an organization’s log', 2, (): string => `/organizations/${work.organizationId}/log`],
    ['a person’s log', 2, (): string => `/users/${work.owner.id}/log`],
    ['the trash', 1, (): string => `/teams/${work.teamId}/trash`],
    ['my work', 2, (): string => '/my-work'],
    ['progress', 2, (): string => `/projects/${projectId}/progress`],
    ['the timeline', 3, (): string => `/projects/${projectId}/timeline`],
    ['statistics', 3, (): string => `/teams/${work.teamId}/statistics`],
    ['the workflow', 1, (): string => `/teams/${work.teamId}/statuses`],
    ['fields', 1, (): string => `/teams/${work.teamId}/fields`],
    ['views', 1, (): string => `/organizations/${work.organizationId}/views`],
    ['labels', 1, (): string => `/organizations/${work.organizationId}/labels`],
  ] as const)('%s: %i', async (_name, expected, path) => {
    const ask = async (): Promise<void> => expect((await work.owner.get(path())).status).toBe(200);
    await ask();
    expect(await countQueries(test.app, 'tasks', ask)).toBe(expected);
  });

  it.each([
    ['making a task', 1, (): Promise<unknown> => work.owner.post(`/teams/${work.teamId}/tasks`, { title: 'x' })],
    ['a move within a column', 3, (): Promise<unknown> => work.owner.post(`/tasks/${taskId}/move`, {})],
    [
      'a change of a title',
      2,
      (): Promise<unknown> => work.owner.patch(`/tasks/${taskId}`, { title: `${Math.random()}` }),
    ],
  ] as const)('%s: %i', async (_name, expected, act) => {
    expect(await countQueries(test.app, 'tasks', act)).toBe(expected);
  });
});

describe('tasks read by many people at once', () => {
  it('need one statement for people with the same access, and return nothing to people without access', async () => {
    const { sql } = test.database;
    const ids = (await sql<{ id: string }[]>`select id from tasks.task where team_id = ${work.teamId} limit 20`).map(
      ({ id }) => id,
    );
    const stranger = await makeWorkspace(test.app);
    const read = async () => {
      const readers = ids.map((id) => work.owner.get(`/tasks/${id}`));
      const [strange, ...replies] = await Promise.all([stranger.owner.get(`/tasks/${taskId}`), ...readers]);
      expect(replies.map(({ body }) => body.id)).toEqual(ids);
      expect(strange?.status).toBe(404);
    };
    await read();
    expect(await countQueries(test.app, 'tasks', read)).toBe(2);
  });
});

describe('a task’s page', () => {
  it('returns everything that it shows first', async () => {
    const { body, headers } = await work.owner.get(`/tasks/${taskId}/page`);
    expect(body.task).toEqual((await work.owner.get(`/tasks/${taskId}`)).body);
    expect(headers.get('etag')).toBe(`"${body.task.version}"`);
    expect(body.checklist).toEqual((await work.owner.get(`/tasks/${taskId}/checklist`)).body.items);
    expect(body.comments).toEqual((await work.owner.get(`/tasks/${taskId}/comments`)).body.items);
    expect(body.comments.at(-1)?.reactions).toEqual([{ emoji: '👍', userIds: [work.owner.id] }]);
    expect(body.dependencies).toEqual((await work.owner.get(`/tasks/${taskId}/dependencies`)).body.items);
    const file = new FormData();
    file.append('file', new Blob(['x']), 'x.txt');
    await work.owner.post(`/tasks/${taskId}/attachments`, undefined, { raw: file });
    const secondPage = (await work.owner.get(`/tasks/${taskId}/page`)).body;
    expect(secondPage.attachments).toEqual((await work.owner.get(`/tasks/${taskId}/attachments`)).body.items);
    expect(body.subtasks).toHaveLength(10);
    expect(body.hasMoreComments).toBe(false);
  });
});

describe('a long list', () => {
  it('uses an index, whatever its parameters', async () => {
    const { sql } = test.database;
    const other = await makeWorkspace(test.app);
    await sql`
      insert into tasks.task (organization_id, id, team_id, key, number, title, status_id, priority, rank, created_by,
        assignee_id, project_id, parent_id, milestone_id, created_at, updated_at)
      select organization_id, gen_random_uuid(), team_id, 'BIG-' || n, n, 'Big ' || n, status_id, 'low', 'h00000000' || lpad(n::text, 7, '0') || 'V',
        case when n % 50 = 0 then created_by else gen_random_uuid() end, case when n % 100 = 0 then created_by when n % 2 = 0 then gen_random_uuid() end,
        case when n % 100 = 1 then ${projectId}::uuid end, case when n % 100 = 2 then id end,
        case when n % 100 = 3 then id end, now() - n * interval '1 minute', now() - n * interval '1 minute'
      from tasks.task, generate_series(1, 30000) as n where id = ${taskId}`;
    await sql`analyze tasks.task`;
    const location = `organization_id = '${work.organizationId}'`;
    const plan = async (condition: string, order = 'due_date') => {
      const rows: Record<string, unknown>[] = await sql.unsafe(
        `explain select id from tasks.task where ${location} and deleted_at is null and ${condition} order by ${order} limit 50`,
      );
      return rows.map((row) => String(Object.values(row)[0])).join('\n');
    };
    const column = `team_id = '${work.teamId}' and status_id = '${work.statuses['To do']}' and archived_at is null`;
    const expected: [string, string, string?][] = [
      ['task_place', column, 'rank'],
      ['task_created', 'true', 'created_at, id'],
      ['task_updated', 'true', 'updated_at desc, id desc'],
      ['task_assignee', `assignee_id = '${work.owner.id}'`],
      ['task_project_created', `project_id = '${projectId}'`],
      ['task_parent', `parent_id = '${taskId}'`],
      ['task_milestone_created', `milestone_id = '${taskId}'`],
      ['task_delegated', `created_by = '${work.owner.id}' and assignee_id <> created_by and completed_at is null`],
      ['task_collaborators', `collaborator_ids <> '{}' and collaborator_ids @> array['${work.owner.id}'::uuid]`],
      ['task_custom_fields', `custom_fields <> '{}' and custom_fields @> '{"a": 1}'`],
    ];
    for (const [index, condition, order] of expected) {
      expect(await plan(condition, order), index).toMatch(new RegExp(`using ${index}|on ${index}`));
    }
    const trash = await sql.unsafe(
      `explain select id from tasks.task where ${location} and team_id = '${work.teamId}' and deleted_at is not null
       order by deleted_at desc, id desc limit 50`,
    );
    expect(JSON.stringify([...trash])).toContain('task_trash');
    expect((await other.owner.get('/tasks?q=Big')).body.items).toEqual([]);
  });

  it.each(['Done', 'In review'])('costs a small team nothing when its status moves to %s', async (to) => {
    const { owner, organizationId } = work;
    const team = (await owner.post(`/organizations/${organizationId}/teams`, { name: `Small, ${to}` })).body;
    const { items } = (await owner.get(`/teams/${team.id}/statuses`)).body;
    const idOf = (name: string) => items.find((row) => row.name === name)?.id;
    const statusId = idOf('Blocked');
    const parent = await makeTask(owner, team.id);
    await makeTask(owner, team.id, { statusId, parentId: parent.id });
    const remove = async () =>
      expect((await owner.delete(`/statuses/${statusId}?moveTo=${idOf(to)}`)).status).toBe(204);
    const statements = await writesOf(test.app, 'tasks', remove);
    const ofTasks = statements.filter(({ text }) => text.includes('"tasks"."task"'));
    expect(ofTasks.length).toBeGreaterThan(1);
    for (const { text, parameters } of ofTasks) {
      const plan = JSON.stringify([...(await test.database.sql.unsafe(`explain ${text}`, [...parameters]))]);
      expect(plan, text).not.toMatch(/Seq Scan on task/);
    }
  });
});
