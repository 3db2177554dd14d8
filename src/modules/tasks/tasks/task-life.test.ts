import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OrganizationId, UserId } from '#platform/ids.ts';
import { settableClock } from '#platform/clock.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { type Answer, clientOf } from '../../../../test/harness/client.ts';
import { defined } from '../../../../test/harness/defined.ts';
import { join, makeTask, makeWorkspace, type Person, type Workspace } from '../../../../test/harness/people.ts';
import type { BodyOf } from '../../../../test/harness/reply-types.ts';

const clock = settableClock(new Date('2026-11-20T20:25:00Z'));
let test: TestApp;
let work: Workspace;
let member: Person;
beforeAll(async () => {
  test = await startApp({ clock });
  work = await makeWorkspace(test.app);
  member = await join(test.app, work, { teamRole: 'member' });
});
afterAll(() => test.stop());

const titles = async (query: string, person: Person = work.owner) => {
  const reply = await person.get(`/tasks?teamId=${work.teamId}&sort=key&limit=200&${query}`);
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  return reply.body.items.map(({ title }: { title: string }) => title);
};

describe('completing and reopening', () => {
  it('move the card to the top of the first done and the first todo column, once', async () => {
    const [older, newer] = [await makeTask(work.owner, work.teamId), await makeTask(work.owner, work.teamId)];
    await work.owner.post(`/tasks/${older.id}/complete`);
    const done = await work.owner.post(`/tasks/${newer.id}/complete`, { reason: 'Shipped' });
    expect(done.body).toMatchObject({
      status: 'Done',
      category: 'done',
      completedAt: '2026-11-20T20:25:00.000Z',
      next: null,
    });
    expect(done.body.rank < (await work.owner.get(`/tasks/${older.id}`)).body.rank).toBe(true);
    const secondReply = await work.owner.post(`/tasks/${newer.id}/complete`);
    expect(secondReply.headers.get('etag')).toBe(done.headers.get('etag'));
    const open = await work.owner.post(`/tasks/${newer.id}/reopen`);
    expect(open.body).toMatchObject({ status: 'To do', completedAt: null });
    const log = (await work.owner.get(`/tasks/${newer.id}/log`)).body.items;
    expect(log.map(({ type, reason }) => [type, reason])).toEqual([
      ['reopened', null],
      ['completed', 'Shipped'],
      ['created', null],
    ]);
  });
});

describe('concurrent changes of one task', () => {
  const each = (count: number, write: (i: number) => Promise<{ status: number }>) =>
    Promise.all(Array.from({ length: count }, (_, i) => write(i)));

  it('all succeed, the last value of each field stays, and every step is logged', async () => {
    const second = await startApp({ clock, database: test.database });
    const task = await makeTask(work.owner, work.teamId);
    const other = clientOf(second.app, { authorization: `Bearer ${work.owner.token}` });
    const replies = await each(120, (i) =>
      (i % 2 ? work.owner : other).patch(`/tasks/${task.id}`, i % 3 ? { title: `Title ${i}` } : { estimate: i + 1 }),
    );
    await second.stop();
    expect(replies.filter(({ status }) => status !== 200)).toEqual([]);
    const { body } = await work.owner.get(`/tasks/${task.id}`);
    expect(body.version).toBe(121);
    expect([body.title, body.estimate]).toEqual([expect.stringMatching(/^Title /), expect.any(Number)]);
  });

  it('also succeed in transactions, and of those with the same ETag exactly one wins', async () => {
    const task = await makeTask(work.owner, work.teamId);
    const keyed = await each(60, (i) =>
      work.owner.post(
        `/tasks/${task.id}/${i % 2 ? 'archive' : 'unarchive'}`,
        {},
        { headers: { 'idempotency-key': `many-${i}` } },
      ),
    );
    expect(keyed.filter(({ status }) => status !== 200)).toEqual([]);
    const { body } = await work.owner.get(`/tasks/${task.id}`);
    const headers = { 'if-match': `"${body.version}"` };
    const racers = await each(60, (i) => work.owner.patch(`/tasks/${task.id}`, { title: `Racer ${i}` }, { headers }));
    expect(racers.map(({ status }) => status).toSorted()).toEqual([200, ...Array.from({ length: 59 }, () => 412)]);
  });
});

describe('changing fields', () => {
  it('logs each with old and new value, and logs nothing if nothing changes', async () => {
    const task = await makeTask(work.owner, work.teamId, { title: 'Old' });
    const changedReply = await work.owner.patch(`/tasks/${task.id}`, {
      title: 'New',
      priority: 'urgent',
      estimate: 90,
      assigneeId: member.id,
      reason: 'Because',
    });
    expect(changedReply.body).toMatchObject({
      title: 'New',
      priority: 'urgent',
      estimate: 90,
      assignee: { id: member.id, name: 'Omid' },
      version: 2,
    });
    const same = await work.owner.patch(`/tasks/${task.id}`, { title: 'New' });
    expect(same.headers.get('etag')).toBe('"2"');
    const log = (await work.owner.get(`/tasks/${task.id}/log`)).body.items;
    const changes = log
      .filter(({ type }) => type === 'changed')
      .map(({ field, before, after, reason }) => [field, before, after, reason]);
    expect(changes.toSorted()).toEqual([
      ['assigneeId', null, member.id, 'Because'],
      ['estimate', null, 90, 'Because'],
      ['priority', 'medium', 'urgent', 'Because'],
      ['title', 'Old', 'New', 'Because'],
    ]);
  });

  it('logs the description that somebody goes on writing once, and what they take back', async () => {
    const task = await makeTask(work.owner, work.teamId, { description: 'One', assigneeId: member.id });
    const write = async (person: Person, description: string) =>
      expect((await person.patch(`/tasks/${task.id}`, { description })).status).toBe(200);
    await write(work.owner, 'One two');
    await write(work.owner, 'One two three');
    await write(member, 'One two four');
    clock.advance(10 * 60_000);
    await write(member, 'One two five');
    await write(member, 'One two four');
    clock.advance(-10 * 60_000);
    const { items } = (await work.owner.get(`/tasks/${task.id}/log`)).body;
    expect(items.map(({ before, after }) => [before, after])).toEqual([
      ['One two five', 'One two four'],
      ['One two four', 'One two five'],
      ['One two three', 'One two four'],
      ['One', 'One two three'],
      [null, null],
    ]);
  });

  it('stores a due date or a due time, never both', async () => {
    const task = await makeTask(work.owner, work.teamId, { dueDate: '2026-12-01' });
    const moment = await work.owner.patch(`/tasks/${task.id}`, { dueAt: '2026-12-01T12:00:00+03:30' });
    expect(moment.body).toMatchObject({ dueDate: null, dueAt: '2026-12-01T08:30:00.000Z' });
    expect(
      (await work.owner.patch(`/tasks/${task.id}`, { dueDate: '2026-12-01', dueAt: '2026-12-01T12:00:00Z' })).status,
    ).toBe(422);
    expect((await work.owner.patch(`/tasks/${task.id}`, { dueDate: '2026-02-30' })).status).toBe(422);
    expect((await work.owner.patch(`/tasks/${task.id}`, { dueDate: '0001-01-01' })).status).toBe(422);
  });

  it('works by the task’s key, within its organization only', async () => {
    const task = await makeTask(work.owner, work.teamId);
    const byKey = await work.owner.get(`/tasks/${task.key.toLowerCase()}?organizationId=${work.organizationId}`);
    expect(byKey.body.id).toBe(task.id);
    expect((await work.owner.get(`/tasks/${task.key}`)).status).toBe(404);
    const other = await makeWorkspace(test.app);
    expect((await other.owner.get(`/tasks/${task.key}?organizationId=${work.organizationId}`)).status).toBe(404);
    expect((await other.owner.get(`/tasks/${task.key}?organizationId=${other.organizationId}`)).status).toBe(404);
  });
});

describe('deleting', () => {
  it('needs a done or cancelled task, unless the team allows it', async () => {
    const task = await makeTask(work.owner, work.teamId);
    const refusedReply = await work.owner.delete(`/tasks/${task.id}`);
    expect([refusedReply.status, refusedReply.body.code]).toEqual([409, 'task-not-closed']);
    const free = await makeWorkspace(test.app, { deleteOpenTasks: true });
    const open = await makeTask(free.owner, free.teamId);
    expect((await free.owner.delete(`/tasks/${open.id}`)).status).toBe(204);
  });

  it('hides the task until it is restored, to the end of its column', async () => {
    const task = await makeTask(work.owner, work.teamId, { title: 'Trash', statusId: work.statuses['Cancelled'] });
    const lastTask = await makeTask(work.owner, work.teamId, { statusId: work.statuses['Cancelled'] });
    expect((await work.owner.delete(`/tasks/${task.id}`)).status).toBe(204);
    expect((await work.owner.get(`/tasks/${task.id}`)).status).toBe(404);
    expect((await work.owner.delete(`/tasks/${task.id}`)).status).toBe(404);
    expect(await titles('q=Trash')).toEqual([]);
    expect((await member.post(`/tasks/${task.id}/restore`)).status).toBe(403);
    clock.advance(1);
    const restoredReply = await work.owner.post(`/tasks/${task.id}/restore`);
    expect(restoredReply.status).toBe(200);
    expect(restoredReply.body.rank > lastTask.rank).toBe(true);
    expect(await titles('q=Trash')).toEqual(['Trash']);
  });
});

describe('archiving', () => {
  it('removes a card from the board and returns it at the end', async () => {
    const task = await makeTask(work.owner, work.teamId, { title: 'Archive me' });
    expect((await work.owner.post(`/tasks/${task.id}/archive`)).body.archivedAt).not.toBeNull();
    expect(await titles('q=Archive')).toEqual([]);
    expect(await titles('q=Archive&archived=true')).toEqual(['Archive me']);
    expect(await titles('q=Archive&archived=all')).toEqual(['Archive me']);
    expect((await work.owner.post(`/tasks/${task.id}/unarchive`)).body.archivedAt).toBeNull();
    expect(await titles('q=Archive')).toEqual(['Archive me']);
  });
});

describe('filters', () => {
  it('limit a list, alone and combined', async () => {
    const label = (
      await work.owner.post(`/organizations/${work.organizationId}/labels`, { name: 'Filter', colour: '#123456' })
    ).body.id;
    const project = (
      await work.owner.post(`/organizations/${work.organizationId}/projects`, { name: 'Filter', key: 'FIL' })
    ).body.id;
    const make = (title: string, extras: object = {}) =>
      makeTask(work.owner, work.teamId, { title: `F ${title}`, ...extras });
    await make('mine', { assigneeId: work.owner.id });
    await make('theirs', { assigneeId: member.id, priority: 'urgent' });
    await make('labelled', { labelIds: [label], projectId: project });
    await make('yesterday', { dueDate: '2026-11-19' });
    await make('today', { dueDate: '2026-11-20' });
    await make('tonight', { dueAt: '2026-11-20T22:00:00Z' });
    await make('tomorrow', { dueDate: '2026-11-21' });
    await make('done late', { dueDate: '2026-11-18', statusId: work.statuses['Done'] });
    await makeTask(member, work.teamId, { title: 'F by member' });
    const f = (query: string, person?: Person) =>
      titles(`q=F%20&${query}`, person).then((all) => all.map((title: string) => title.slice(2)));
    expect(await f('assigneeId=me')).toEqual(['mine']);
    expect(await f('assigneeId=me', member)).toEqual(['theirs']);
    expect(await f(`assigneeId=me,${member.id}`)).toEqual(['mine', 'theirs']);
    expect((await f('assigneeId=none')).length).toBe(7);
    expect(await f('priority=urgent,high')).toEqual(['theirs']);
    expect(await f(`labelId=${label}`)).toEqual(['labelled']);
    expect(await f(`projectId=${project}`)).toEqual(['labelled']);
    expect(await f('createdBy=me', member)).toEqual(['by member']);
    expect(await f('category=done')).toEqual(['done late']);
    expect(await f(`status=${work.statuses['Done']},${work.statuses['Cancelled']}`)).toEqual(['done late']);
    expect(await f('due=overdue')).toEqual(['yesterday']);
    expect(await f('due=today')).toEqual(['today', 'tonight']);
    expect(await f('due=week')).toEqual(['today', 'tonight', 'tomorrow']);
    expect(await f('due=2026-11-18..2026-11-19')).toEqual(['yesterday', 'done late']);
    expect((await f('due=none')).length).toBe(4);
    await make('longer', { startDate: '2026-12-20', dueDate: '2027-01-10' });
    expect(await f('planned=2026-11-18..2026-11-20')).toEqual(['yesterday', 'today', 'tonight', 'done late']);
    for (const days of ['2026-12-01..2026-12-20', '2026-12-27..2027-01-02', '2027-01-10..2027-01-31'])
      expect(await f(`planned=${days}`)).toEqual(['longer']);
    for (const days of ['2026-12-01..2026-12-19', '2027-01-11..2027-01-31'])
      expect(await f(`planned=${days}`)).toEqual([]);
    // In Tehran it is the 20th until 20:30 UTC; what is due at 22:00 UTC is due on the 21st there.
    await member.patch('/auth/me', { timezone: 'Asia/Tehran' });
    expect(await f('due=today', member)).toEqual(['today']);
    expect(await f('planned=2026-11-21..2026-11-21', member)).toEqual(['tonight', 'tomorrow']);
    clock.advance(10 * 60_000);
    expect(await f('due=today', member)).toEqual(['tonight', 'tomorrow']);
    expect(await f('due=overdue', member)).toEqual(['yesterday', 'today']);
    clock.advance(-10 * 60_000);
  });

  it('also work on a team’s list, which has its team in the path', async () => {
    const own = await makeWorkspace(test.app);
    const list = (query = '') => own.owner.get(`/teams/${own.teamId}/tasks?${query}`);
    const [high] = [await makeTask(own.owner, own.teamId, { priority: 'high' }), await makeTask(own.owner, own.teamId)];
    expect((await list('priority=high')).body.items.map(({ id }: { id: string }) => id)).toEqual([high.id]);
    const whole = await own.owner.get(`/tasks?teamId=${own.teamId}`);
    expect((await list()).body).toEqual(whole.body);
    expect((await list(`teamId=${work.teamId}`)).status).toBe(422);
    expect((await member.get(`/teams/${own.teamId}/tasks`)).status).toBe(404);
  });

  it('apply across all of the caller’s organizations, and the results are merged', async () => {
    const other = await makeWorkspace(test.app);
    const invitedReply = await other.owner.post(`/organizations/${other.organizationId}/invites`, {
      email: member.email,
      teamId: other.teamId,
    });
    const link = (await other.owner.post(`/invites/${invitedReply.body.id}/link`)).body.url;
    await member.post('/invites/accept', { token: link.split('#')[1] });
    await makeTask(work.owner, work.teamId, { title: 'Merge 1' });
    await makeTask(other.owner, other.teamId, { title: 'Merge 2' });
    await makeTask(work.owner, work.teamId, { title: 'Merge 3' });
    await makeTask(work.owner, work.teamId, { title: 'Merge ｘ' });
    await makeTask(other.owner, other.teamId, { title: 'Merge 😀' });
    const seenTitles: string[] = [];
    let cursor = '';
    do {
      const page: Answer<BodyOf<'get', '/tasks'>> = await member.get(`/tasks?q=Merge&sort=title&limit=1${cursor}`);
      seenTitles.push(...page.body.items.map(({ title }) => title));
      cursor = page.body.nextCursor ? `&cursor=${page.body.nextCursor}` : '';
    } while (cursor);
    // In the order of the reader's language: symbols, digits, letters.
    expect(seenTitles).toEqual(['Merge 😀', 'Merge 1', 'Merge 2', 'Merge 3', 'Merge ｘ']);
    expect((await member.get(`/tasks?q=Merge&organizationId=${other.organizationId}`)).body.items.length).toBe(2);
    expect((await member.get(`/tasks?organizationId=${crypto.randomUUID()}`)).status).toBe(404);
  });

  it('return the description only if it is requested', async () => {
    await makeTask(work.owner, work.teamId, { title: 'Described', description: 'Text' });
    const plain = (await work.owner.get(`/tasks?teamId=${work.teamId}&q=Described`)).body.items[0];
    const whole = (await work.owner.get(`/tasks?teamId=${work.teamId}&q=Described&include=description`)).body.items[0];
    expect([defined(plain).description, whole?.description]).toEqual([undefined, 'Text']);
  });
});

describe('labels', () => {
  it('are limited to 1,000 per organization', async () => {
    const { owner, organizationId } = await makeWorkspace(test.app);
    const path = `/organizations/${organizationId}/labels` as const;
    await test.database.sql`
      insert into tasks.label (organization_id, id, name, colour)
      select ${organizationId}, gen_random_uuid(), i::text, '#123456' from generate_series(1, 999) as i`;
    expect((await owner.post(path, { name: 'Last', colour: '#123456' })).status).toBe(201);
    const full = await owner.post(path, { name: 'More', colour: '#123456' });
    expect([full.status, full.body.code]).toEqual([409, 'too-many-labels']);
  });

  it('are created once, changed, and removed from every task when deleted', async () => {
    const path = `/organizations/${work.organizationId}/labels` as const;
    const label = (await member.post(path, { name: 'Bug', colour: '#aa0000' })).body;
    expect((await work.owner.post(path, { name: 'bug', colour: '#aa0000' })).body.code).toBe('label-exists');
    const task = await makeTask(work.owner, work.teamId, { labelIds: [label.id] });
    const renamedReply = await work.owner.patch(
      `/labels/${label.id}`,
      { name: 'Fault' },
      { headers: { 'if-match': '"1"' } },
    );
    expect(renamedReply.body).toMatchObject({ name: 'Fault', colour: '#aa0000' });
    expect(
      (await work.owner.patch(`/labels/${label.id}`, { name: 'x' }, { headers: { 'if-match': '"1"' } })).status,
    ).toBe(412);
    expect((await work.owner.delete(`/labels/${label.id}`)).status).toBe(204);
    expect((await work.owner.get(`/tasks/${task.id}`)).body.labelIds).toEqual([]);
  });
});

describe('a person who leaves', () => {
  it('is removed as collaborator, with an event and a log entry for each task', async () => {
    const helper = await join(test.app, work, { teamRole: 'member' });
    const people = { collaboratorIds: [helper.id, member.id] };
    const [open, closedTask] = [
      await makeTask(work.owner, work.teamId, people),
      await makeTask(work.owner, work.teamId, { ...people, statusId: work.statuses['Done'] }),
    ];
    const call = { actor: { kind: 'service', name: 'test' }, requestId: 'test' } as const;
    const input = {
      organizationId: OrganizationId.parse(work.organizationId),
      userId: UserId.parse(helper.id),
      successorId: null,
    };
    for (let time = 0; time < 2; time += 1) await test.app.modules.apis.tasks.handOver(call, input);
    await test.settled();
    for (const { id } of [open, closedTask]) {
      expect((await work.owner.get(`/tasks/${id}`)).body).toMatchObject({ collaboratorIds: [member.id], version: 2 });
      const { items } = (await work.owner.get(`/tasks/${id}/log`)).body;
      expect(items.filter(({ type }) => type === 'changed')).toMatchObject([
        { field: 'collaboratorIds', before: people.collaboratorIds, after: [member.id], actor: { kind: 'service' } },
      ]);
      const payloadRows = await test.database.sql<{ payload: object }[]>`
        select event->'payload' as payload from platform.event_log
        where event->>'type' = 'task.updated' and event->'payload'->>'taskId' = ${id}`;
      expect(payloadRows).toMatchObject([{ payload: { fields: ['collaboratorIds'], collaboratorIds: [member.id] } }]);
    }
  });
});

describe('checklists', () => {
  it('keep their order and their count on the card', async () => {
    const task = await makeTask(work.owner, work.teamId);
    const add = (title: string) => work.owner.post(`/tasks/${task.id}/checklist`, { title });
    const [one, two] = [(await add('One')).body, (await add('Two')).body];
    expect((await member.patch(`/checklist-items/${one.id}`, { done: true })).body).toMatchObject({
      title: 'One',
      done: true,
    });
    expect((await work.owner.get(`/tasks/${task.id}`)).body).toMatchObject({ checklistDone: 1, checklistTotal: 2 });
    expect((await work.owner.delete(`/checklist-items/${two.id}`)).status).toBe(204);
    expect((await work.owner.get(`/tasks/${task.id}/checklist`)).body.items.map(({ title }) => title)).toEqual(['One']);
    expect((await work.owner.get(`/tasks/${task.id}`)).body).toMatchObject({ checklistDone: 1, checklistTotal: 1 });
  });

  it('are changed, deleted and converted only in the version that the caller has read', async () => {
    const task = await makeTask(work.owner, work.teamId);
    const reply = await work.owner.post(`/tasks/${task.id}/checklist`, { title: 'One' });
    expect([reply.body.version, reply.headers.get('etag')]).toEqual([1, '"1"']);
    const path = `/checklist-items/${reply.body.id}` as const;
    const read = { headers: { 'if-match': '"1"' } };
    const changedReply = await member.patch(path, { done: true }, read);
    expect([changedReply.status, changedReply.body.version, changedReply.headers.get('etag')]).toEqual([200, 2, '"2"']);
    for (const lateReply of [
      await work.owner.patch(path, { title: 'Mine' }, read),
      await work.owner.delete(path, undefined, read),
      await work.owner.post(`${path}/to-task`, undefined, read),
    ]) {
      expect([lateReply.status, lateReply.body.code, lateReply.headers.get('etag')]).toEqual([412, 'stale', '"2"']);
    }
    const items = [{ id: reply.body.id, title: 'One', done: true, version: 2 }];
    expect((await work.owner.get(`/tasks/${task.id}/checklist`)).body.items).toMatchObject(items);
    expect((await work.owner.get(`/tasks/${task.id}/page`)).body.checklist).toMatchObject(items);
    expect((await work.owner.get(`/tasks?parentId=${task.id}`)).body.items).toEqual([]);
    expect((await work.owner.delete(path, undefined, { headers: { 'if-match': '"2"' } })).status).toBe(204);
  });

  it('are counted correctly when all items change at once', async () => {
    const task = await makeTask(work.owner, work.teamId);
    const path = `/tasks/${task.id}/checklist` as const;
    const counts = async () => {
      const { items } = (await work.owner.get(path)).body;
      const { checklistDone, checklistTotal } = (await work.owner.get(`/tasks/${task.id}`)).body;
      expect([checklistDone, checklistTotal]).toEqual([items.filter(({ done }) => done).length, items.length]);
      return items.map(({ id }) => id);
    };
    const replies = Array.from({ length: 12 }, (_, i) => work.owner.post(path, { title: `${i}` }));
    expect(new Set((await Promise.all(replies)).map(({ status }) => status))).toEqual(new Set([201]));
    const ids: string[] = await counts();
    expect(ids).toHaveLength(12);
    await Promise.all(ids.map((id) => work.owner.patch(`/checklist-items/${id}`, { done: true })));
    await counts();
    await Promise.all(ids.slice(0, 8).map((id) => work.owner.delete(`/checklist-items/${id}`)));
    expect(await counts()).toEqual(ids.slice(8));
  });

  it('hold at most 500 items', async () => {
    const task = await makeTask(work.owner, work.teamId);
    await test.database.sql`
      insert into tasks.checklist_item (organization_id, id, task_id, checklist, title, rank, created_at)
      select ${work.organizationId}, gen_random_uuid(), ${task.id}, '', i::text, i::text, now() from generate_series(1, 499) as i`;
    await test.database.sql`update tasks.task set checklist_total = 499 where id = ${task.id}`;
    const add = () => work.owner.post(`/tasks/${task.id}/checklist`, { title: 'x' });
    const statuses = (await Promise.all([add(), add(), add()])).map(({ status, body }) => [status, body.code]);
    expect(statuses.toSorted()).toEqual([
      [201, undefined],
      [409, 'too-many-items'],
      [409, 'too-many-items'],
    ]);
  });
});

describe('comments', () => {
  it('can be changed by their author only, and deleted by the team’s admins too', async () => {
    const task = await makeTask(work.owner, work.teamId);
    const comment = (await member.post(`/tasks/${task.id}/comments`, { body: 'First' })).body;
    expect(comment.author).toMatchObject({ id: member.id, name: 'Omid' });
    expect((await work.owner.patch(`/comments/${comment.id}`, { body: 'x' })).body.code).toBe('not-the-author');
    const edited = (await member.patch(`/comments/${comment.id}`, { body: 'Second' })).body;
    expect(edited).toMatchObject({ body: 'Second', editedAt: '2026-11-20T20:25:00.001Z' });
    await member.patch(`/comments/${comment.id}`, { body: 'Second, longer' });
    const { items: versions } = (await member.get(`/comments/${comment.id}/history`)).body;
    expect(versions.map(({ body }) => body)).toEqual(['First']);
    expect((await work.owner.get(`/tasks/${task.id}`)).body.commentCount).toBe(1);
    expect((await work.owner.delete(`/comments/${comment.id}`)).status).toBe(204);
    expect((await work.owner.get(`/tasks/${task.id}`)).body.commentCount).toBe(0);
    expect((await work.owner.get(`/tasks/${task.id}/comments`)).body.items).toEqual([]);
  });

  it('have versions, so that two windows do not overwrite each other', async () => {
    const task = await makeTask(work.owner, work.teamId);
    const created = (await member.post(`/tasks/${task.id}/comments`, { body: 'First' })).body;
    const path = `/comments/${created.id}` as const;
    const ifMatch = { headers: { 'if-match': `"${created.version}"` } };
    const both = await Promise.all(['Left', 'Right'].map((body) => member.patch(path, { body }, ifMatch)));
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 412]);
    const winner = both.find(({ status }) => status === 200)?.body;
    const loser = both.find(({ status }) => status === 412);
    expect([loser?.body.code, loser?.headers.get('etag')]).toEqual(['stale', `"${winner?.version}"`]);
    const read = async () => (await work.owner.get(`/tasks/${task.id}/comments`)).body.items;
    expect(await read()).toMatchObject([{ body: winner?.body, version: winner?.version }]);
    await work.owner.put(`/comments/${created.id}/reactions/👍`);
    expect(await read()).toMatchObject([{ version: winner?.version }]);
    expect((await member.patch(path, { body: 'Without a version' })).body.version).toBeGreaterThan(
      winner?.version ?? 0,
    );
  });

  it('are answered in threads of one level, which can be read after their first comment is deleted', async () => {
    const [task, other] = [await makeTask(work.owner, work.teamId), await makeTask(work.owner, work.teamId)];
    const path = `/tasks/${task.id}/comments` as const;
    const first = (await member.post(path, { body: 'Which colour?' })).body;
    await member.put(`/comments/${first.id}/reactions/👀`);
    const reply = (await work.owner.post(path, { body: 'Green', replyToId: first.id })).body;
    const second = (await member.post(path, { body: 'Dark green?', replyToId: reply.id })).body;
    expect([first.replyToId, reply.replyToId, second.replyToId]).toEqual([null, first.id, first.id]);
    const elsewhere = await work.owner.post(`/tasks/${other.id}/comments`, { body: 'Green', replyToId: first.id });
    expect([elsewhere.status, elsewhere.body.code]).toEqual([422, 'no-such-comment']);

    expect((await member.delete(`/comments/${first.id}`)).status).toBe(204);
    const { body: page } = await work.owner.get(`/tasks/${task.id}/page`);
    expect(page.task.commentCount).toBe(2);
    expect(page.comments.map(({ body, author, reactions }) => [body, author.name, reactions])).toEqual([
      ['', '', []],
      ['Green', 'Owner', []],
      ['Dark green?', 'Omid', []],
    ]);
    expect(page.comments[0]?.deletedAt).not.toBeNull();
    expect((await member.delete(`/comments/${first.id}`)).status).toBe(404);
    expect((await member.delete(`/comments/${first.id}/reactions/👀`)).status).toBe(404);
    const late = await member.post(path, { body: 'Or blue', replyToId: first.id });
    expect(late.body.replyToId).toBe(first.id);
    for (const { id } of [late.body, second, reply]) {
      expect((await work.owner.get(path)).body.items.length).toBeGreaterThan(1);
      expect((await work.owner.delete(`/comments/${id}`)).status).toBe(204);
    }
    expect((await work.owner.get(path)).body.items).toEqual([]);
    expect((await work.owner.get(`/tasks/${task.id}`)).body.commentCount).toBe(0);
  });
});
