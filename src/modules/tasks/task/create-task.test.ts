import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestApp, startApp } from '../../../../test/harness/app.ts';
import { join, makeTask, makeWorkspace, type Person, signUp, type Workspace } from '../../../../test/harness/people.ts';

let test: TestApp;
let work: Workspace;
beforeAll(async () => {
  test = await startApp();
  work = await makeWorkspace(test.app);
});
afterAll(() => test.stop());

describe('creating a task', () => {
  it('gives it a key, the first todo status and medium priority', async () => {
    const task = await makeTask(work.owner, work.teamId, { title: '  Paint the fence ' });
    expect(task).toMatchObject({
      title: 'Paint the fence',
      status: 'To do',
      category: 'todo',
      priority: 'medium',
      assignee: null,
    });
    expect(task.key).toMatch(/^ENG-\d+$/);
  });

  it('numbers tasks without gaps when many are created at once', async () => {
    const other = await makeWorkspace(test.app);
    const tasks = await Promise.all(Array.from({ length: 60 }, () => makeTask(other.owner, other.teamId)));
    const numbers = tasks.map(({ key }) => Number(key.split('-')[1])).toSorted((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    expect(new Set(tasks.map(({ rank }) => rank)).size).toBe(60);
  });

  it('numbers a thousand concurrent tasks without gaps, each with its own rank', async () => {
    const other = await makeWorkspace(test.app);
    const make = () => other.owner.post(`/teams/${other.teamId}/tasks`, { title: 'One of a thousand' });
    const replies = await Promise.all(Array.from({ length: 1_000 }, make));
    expect(replies.every(({ status }) => status === 201)).toBe(true);
    const [row] = await test.database.sql<
      { tasks: number; numbers: number; last: number; places: number; logged: number }[]
    >`
      select count(*) as tasks, count(distinct number) as numbers, max(number) as last, count(distinct (status_id, rank)) as places,
        (select count(*) from tasks.log where team_id = ${other.teamId} and type = 'created') as logged
      from tasks.task where team_id = ${other.teamId}`;
    expect(row).toEqual({ tasks: 1_000, numbers: 1_000, last: 1_000, places: 1_000, logged: 1_000 });
  });

  it('uses no number for a task that is refused', async () => {
    const other = await makeWorkspace(test.app);
    const refusedReply = await other.owner.post(`/teams/${other.teamId}/tasks`, {
      title: 'x',
      statusId: work.statuses['Done'],
    });
    expect(refusedReply.status).toBe(422);
    expect(refusedReply.body.errors).toEqual([{ path: 'statusId', message: 'This team does not have this status.' }]);
    expect((await makeTask(other.owner, other.teamId)).key).toMatch(/-1$/);
  });

  it('refuses an assignee who can’t see the team', async () => {
    const stranger = await signUp(test.app, 'Stranger');
    const refusedReply = await work.owner.post(`/teams/${work.teamId}/tasks`, { title: 'x', assigneeId: stranger.id });
    expect(refusedReply.status).toBe(422);
    expect(refusedReply.body.errors[0]?.path).toBe('assigneeId');
  });

  it('is limited to people who work in the team', async () => {
    const reader = await join(test.app, work);
    const refusedReply = await reader.post(`/teams/${work.teamId}/tasks`, { title: 'x' });
    expect(refusedReply.status).toBe(403);
    expect(refusedReply.body.code).toBe('not-a-team-member');
    const member = await join(test.app, work, { teamRole: 'member', name: 'Mina' });
    expect((await makeTask(member, work.teamId)).createdBy).toBe(member.id);
  });

  it('creates one task for one Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'make-it-once' };
    const body = { title: 'Once' };
    const first = await work.owner.post(`/teams/${work.teamId}/tasks`, body, { headers });
    const second = await work.owner.post(`/teams/${work.teamId}/tasks`, body, { headers });
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(second.headers.get('etag')).toBe(first.headers.get('etag'));
    const other = await work.owner.post(`/teams/${work.teamId}/tasks`, { title: 'Other' }, { headers });
    expect(other.status).toBe(422);
    expect(other.body.code).toBe('idempotency-key-reused');
  });

  it('takes the id that the client chose, once', async () => {
    const id = randomUUID();
    const other = await makeWorkspace(test.app);
    const make = (person: Person, teamId: string) => person.post(`/teams/${teamId}/tasks`, { id, title: 'Mine' });
    expect(await make(work.owner, work.teamId)).toMatchObject({ status: 201, body: { id } });
    for (const again of [await make(work.owner, work.teamId), await make(other.owner, other.teamId)])
      expect([again.status, again.body.code]).toEqual([409, 'id-taken']);
    const item = { id, title: 'Step' };
    const path = `/tasks/${id}/checklist`;
    expect(await work.owner.post(path, item)).toMatchObject({ status: 201, body: { id } });
    expect((await work.owner.post(path, item)).body.code).toBe('id-taken');
    expect(await work.owner.get(path)).toMatchObject({ body: { items: [item] } });
    const comment = { id, body: 'Mine' };
    expect(await work.owner.post(`/tasks/${id}/comments`, comment)).toMatchObject({ status: 201, body: comment });
    expect((await work.owner.post(`/tasks/${id}/comments`, comment)).body.code).toBe('id-taken');
  });

  it('creates one task for one key even if fifty requests arrive at once', async () => {
    const headers = { 'idempotency-key': 'fifty' };
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => work.owner.post(`/teams/${work.teamId}/tasks`, { title: 'Fifty' }, { headers })),
    );
    const ids = new Set(replies.filter(({ status }) => status === 201).map(({ body }) => body.id));
    expect(ids.size).toBe(1);
    for (const { status, body } of replies)
      if (status !== 201) expect([status, body.code]).toEqual([409, 'request-in-progress']);
  });
});
