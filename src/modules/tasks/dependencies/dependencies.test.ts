import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { startBehind } from '../../../../test/harness/locks.ts';
import { join, makeTask, makeWorkspace, type Person, type Workspace } from '../../../../test/harness/people.ts';

let test: TestApp;
let work: Workspace;
let member: Person;
beforeAll(async () => {
  test = await startApp();
  work = await makeWorkspace(test.app, { deleteOpenTasks: true });
  member = await join(test.app, work, { teamRole: 'member' });
});
afterAll(() => test.stop());

type Named = { readonly id: string };
const make = (title: string) => makeTask(work.owner, work.teamId, { title });
const three = () => Promise.all([make('a'), make('b'), make('c')]);
const link = (a: Named, b: Named, type?: string) =>
  member.put(`/tasks/${a.id}/dependencies/${b.id}`, type === undefined ? {} : { type });
const isBlocked = async (task: Named) => (await work.owner.get(`/tasks/${task.id}`)).body.blocked;
const bonds = async (task: Named) =>
  (await work.owner.get(`/tasks/${task.id}/dependencies`)).body.items.map((row) => [
    row.type,
    row.direction,
    row.task?.id ?? null,
  ]);

describe('the log of a task', () => {
  it('hides other tasks that the reader may not see, in dependencies and parents', async () => {
    const own = await makeWorkspace(test.app);
    const { owner, organizationId, teamId } = own;
    const project = await owner.post(`/organizations/${organizationId}/projects`, { name: 'Open', key: 'OPN' });
    const guest = await join(test.app, own, { role: 'guest', name: 'Guest' });
    await owner.put(`/projects/${project.body.id}/guests/${guest.id}`);
    const inside = { projectId: project.body.id };
    const [task, beside] = [await makeTask(owner, teamId, inside), await makeTask(owner, teamId, inside)];
    const secret = await makeTask(owner, teamId, { title: 'Secret' });
    await owner.put(`/tasks/${task.id}/dependencies/${secret.id}`, {});
    await owner.put(`/tasks/${task.id}/dependencies/${beside.id}`, {});
    await owner.delete(`/tasks/${task.id}/dependencies/${secret.id}`);
    await owner.patch(`/tasks/${task.id}`, { parentId: secret.id });
    const logOf = async (person: Person) =>
      (await person.get(`/tasks/${task.id}/log`)).body.items.map(({ field, before, after }) => [field, before, after]);
    const bond = (other: (Named & { key: string }) | null) => ({
      type: 'blocks',
      direction: 'out',
      otherId: other?.id ?? null,
      key: other?.key ?? null,
    });
    const entries = (other: (Named & { key: string }) | null) => [
      ['parentId', null, other?.id ?? null],
      ['dependency', bond(other), null],
      ['dependency', null, bond(beside)],
      ['dependency', null, bond(other)],
      [null, null, null],
    ];
    expect(await logOf(owner)).toEqual(entries(secret));
    expect(await logOf(guest)).toEqual(entries(null));
    expect(JSON.stringify((await guest.get(`/tasks/${task.id}/log`)).body)).not.toContain(secret.key);
  });
});

describe('a dependency', () => {
  it('links two tasks of one organization, at most 200 per task', async () => {
    const [a, b, c] = await three();
    const elsewhere = await work.owner.post('/organizations', { name: 'Elsewhere' });
    const team = await work.owner.post(`/organizations/${elsewhere.body.id}/teams`, { name: 'Else' });
    const foreign = await makeTask(work.owner, team.body.id);
    const path = `/tasks/${a.id}/dependencies/${foreign.id}` as const;
    expect([(await work.owner.put(path, {})).status, (await work.owner.delete(path)).status]).toEqual([404, 404]);
    const others = await Promise.all(Array.from({ length: 199 }, () => makeTask(work.owner, work.teamId)));
    await test.database.sql`
      insert into tasks.dependency (organization_id, task_id, other_id, type, created_at)
      select ${work.organizationId}, ${a.id}, id, 'relates', now()
      from unnest(${others.map(({ id }) => id)}::uuid[]) as id`;
    expect((await link(b, a)).status).toBe(204);
    for (const full of [await link(a, c), await link(c, a)]) {
      expect([full.status, full.body.code]).toEqual([409, 'too-many-dependencies']);
    }
    expect((await link(b, a, 'relates')).status).toBe(204);
  });

  it('is shown on both tasks, and counts the open blockers of the blocked one', async () => {
    const [a, b, c] = await three();
    expect((await link(a, b)).status).toBe(204);
    expect((await link(c, b)).status).toBe(204);
    expect(await bonds(a)).toEqual([['blocks', 'out', b.id]]);
    expect((await bonds(b)).toSorted()).toEqual(
      [
        ['blocks', 'in', a.id],
        ['blocks', 'in', c.id],
      ].toSorted(),
    );
    expect([await isBlocked(a), await isBlocked(b)]).toEqual([false, true]);
    const reply = await work.owner.get(`/tasks?teamId=${work.teamId}&blocked=true`);
    expect(reply.body.items.map(({ id }) => id)).toEqual([b.id]);
    await work.owner.post(`/tasks/${a.id}/complete`);
    expect(await isBlocked(b)).toBe(true);
    await work.owner.post(`/tasks/${c.id}/move`, { statusId: work.statuses['Cancelled'] });
    expect(await isBlocked(b)).toBe(false);
    await work.owner.post(`/tasks/${a.id}/reopen`);
    expect(await isBlocked(b)).toBe(true);
    await work.owner.delete(`/tasks/${a.id}`);
    expect(await isBlocked(b)).toBe(false);
    await work.owner.post(`/tasks/${a.id}/restore`);
    expect(await isBlocked(b)).toBe(true);
    expect((await member.delete(`/tasks/${b.id}/dependencies/${a.id}`)).status).toBe(204);
    expect([await isBlocked(b), await bonds(a)]).toEqual([false, []]);
    const [lastLog] = (await work.owner.get(`/tasks/${b.id}/log`)).body.items;
    expect(lastLog).toMatchObject({
      field: 'dependency',
      before: { type: 'blocks', direction: 'in', key: a.key },
      after: null,
    });
  });

  it('exists once per pair of tasks: another type replaces it', async () => {
    const [a, b] = await three();
    await link(a, b, 'relates');
    await link(b, a, 'relates');
    expect(await bonds(b)).toEqual([['relates', 'in', a.id]]);
    await link(b, a, 'blocks');
    expect(await bonds(a)).toEqual([['blocks', 'in', b.id]]);
    expect(await isBlocked(a)).toBe(true);
    await link(b, a, 'duplicates');
    expect([await bonds(a), await isBlocked(a)]).toEqual([[['duplicates', 'in', b.id]], false]);
  });

  it('cannot form a cycle, direct or indirect', async () => {
    const [a, b, c] = await three();
    const refusal = [409, 'dependency-cycle'];
    const answer = async (reply: ReturnType<typeof link>) => {
      const { status, body } = await reply;
      return [status, body.code];
    };
    await link(a, b);
    expect(await answer(link(b, a))).toEqual(refusal);
    expect(await answer(link(a, a))).toEqual(refusal);
    await link(b, c);
    expect(await answer(link(c, a))).toEqual(refusal);
    expect((await link(c, a, 'relates')).status).toBe(204);
    expect(await bonds(b)).toHaveLength(2);
  });

  it('cannot form a cycle when both directions are added at once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const [a, b, c] = await three();
      await link(a, b);
      const replies = await Promise.all([link(b, c), link(c, a)]);
      expect(replies.map(({ status }) => status).toSorted()).toEqual([204, 409]);
    }
  });

  it('keeps the count of blockers correct while both tasks change at once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const [a, b, c] = await three();
      await link(c, b);
      const replies = await Promise.all([
        link(a, b),
        work.owner.post(`/tasks/${a.id}/complete`),
        work.owner.post(`/tasks/${c.id}/complete`),
        work.owner.patch(`/tasks/${b.id}`, { title: 'Changed' }),
      ]);
      expect(replies.map(({ status }) => status)).toEqual([204, 200, 200, 200]);
      expect(await isBlocked(b)).toBe(false);
    }
  });

  it('can be added by people who work on one task and see the other', async () => {
    const [a, b] = await three();
    const reader = await join(test.app, work, { name: 'Reader' });
    expect((await reader.put(`/tasks/${a.id}/dependencies/${b.id}`, {})).status).toBe(403);
    const closedReply = await work.owner.post(`/organizations/${work.organizationId}/teams`, {
      name: 'Closed',
      visibility: 'team',
    });
    const hiddenTask = await makeTask(work.owner, closedReply.body.id);
    expect((await link(a, hiddenTask)).status).toBe(403);
    await work.owner.put(`/tasks/${hiddenTask.id}/dependencies/${a.id}`, {});
    const dependencies = (await member.get(`/tasks/${a.id}/dependencies`)).body.items;
    expect(dependencies).toEqual([{ type: 'blocks', direction: 'in', task: null }]);
    expect(await isBlocked(a)).toBe(true);
  });
});

describe('watchers and collaborators', () => {
  it('can be added and removed; everyone who may read the task may follow it', async () => {
    const [a] = await three();
    const reader = await join(test.app, work, { name: 'Reader' });
    const own = await reader.put(`/tasks/${a.id}/watchers/${reader.id}`);
    expect(own.body.watcherIds).toEqual([reader.id]);
    expect((await reader.put(`/tasks/${a.id}/watchers/${member.id}`)).status).toBe(403);
    expect((await member.put(`/tasks/${a.id}/watchers/${member.id}`)).body.watcherIds).toEqual([reader.id, member.id]);
    expect((await member.delete(`/tasks/${a.id}/watchers/${reader.id}`)).status).toBe(204);
    expect((await reader.put(`/tasks/${a.id}/collaborators/${reader.id}`)).status).toBe(403);
    expect((await member.patch(`/tasks/${a.id}`, { title: 'Mine' })).status).toBe(403);
    expect((await work.owner.put(`/tasks/${a.id}/collaborators/${member.id}`)).body.collaboratorIds).toEqual([
      member.id,
    ]);
    expect((await member.patch(`/tasks/${a.id}`, { title: 'Ours' })).status).toBe(200);
    expect((await work.owner.delete(`/tasks/${a.id}/collaborators/${member.id}`)).status).toBe(204);
    expect((await member.patch(`/tasks/${a.id}`, { title: 'Mine' })).status).toBe(403);
    const stranger = (await makeWorkspace(test.app)).owner;
    expect((await member.put(`/tasks/${a.id}/watchers/${stranger.id}`)).status).toBe(422);
  });
});

describe('a comment', () => {
  it('keeps the text from before an editing, with its time', async () => {
    const [a] = await three();
    const reply = await member.post(`/tasks/${a.id}/comments`, { body: 'First' });
    await member.patch(`/comments/${reply.body.id}`, { body: 'Second' });
    await member.patch(`/comments/${reply.body.id}`, { body: 'Second' });
    const third = await member.patch(`/comments/${reply.body.id}`, { body: 'Third' });
    expect(third.body).toMatchObject({ body: 'Third' });
    const history = (await work.owner.get(`/comments/${reply.body.id}/history`)).body.items;
    expect(history.map(({ body }) => body)).toEqual(['First']);
    expect(history[0]?.at).toBe(reply.body.createdAt);
  });

  it('collects reactions, one of each kind per person', async () => {
    const [a] = await three();
    const { id } = (await member.post(`/tasks/${a.id}/comments`, { body: 'Done!' })).body;
    const emoji = encodeURIComponent('🎉');
    await work.owner.put(`/comments/${id}/reactions/${emoji}`);
    await work.owner.put(`/comments/${id}/reactions/${emoji}`);
    await member.put(`/comments/${id}/reactions/${emoji}`);
    const both = await member.put(`/comments/${id}/reactions/${encodeURIComponent('👩🏽‍🚀')}`);
    expect(both.body.reactions).toEqual([
      { emoji: '🎉', userIds: [work.owner.id, member.id] },
      { emoji: '👩🏽‍🚀', userIds: [member.id] },
    ]);
    expect((await member.delete(`/comments/${id}/reactions/${emoji}`)).status).toBe(204);
    const [comment] = (await work.owner.get(`/tasks/${a.id}/comments`)).body.items;
    expect(comment?.reactions[0]).toEqual({ emoji: '🎉', userIds: [work.owner.id] });
    for (const no of ['x', '🎉🎉', '<b>']) {
      expect((await member.put(`/comments/${id}/reactions/${encodeURIComponent(no)}`)).status, no).toBe(422);
    }
  });

  it('that is being deleted gets neither a text nor reactions, although its replies keep its place', async () => {
    const [a] = await three();
    const path = `/tasks/${a.id}/comments` as const;
    const { id } = (await member.post(path, { body: 'Done!' })).body;
    await member.post(path, { body: 'Well done', replyToId: id });
    const startedRows = await test.database.sql.begin(async (tx) => {
      await tx`select from tasks.comment where id = ${id} for update`;
      const remove = () => work.owner.delete(`/comments/${id}`);
      const change = () => member.patch(`/comments/${id}`, { body: 'Not done' });
      const react = () => member.put(`/comments/${id}/reactions/${encodeURIComponent('🎉')}`);
      return [...(await startBehind(tx, [remove])), ...(await startBehind(tx, [change, react], 1))];
    });
    expect((await Promise.all(startedRows)).map(({ status }) => status)).toEqual([204, 404, 404]);
    const [comment] = (await member.get(path)).body.items;
    expect(comment).toMatchObject({ id, body: '', reactions: [], editedAt: null });
  });
});

describe('reactions', () => {
  it('are limited to 30 kinds; joining an existing one is always possible', async () => {
    const task = await makeTask(work.owner, work.teamId);
    const { id } = (await member.post(`/tasks/${task.id}/comments`, { body: 'Done!' })).body;
    const emoji = Array.from({ length: 31 }, (_, i) => String.fromCodePoint(0x1f400 + i));
    const react = (person: Person, one = '') => person.put(`/comments/${id}/reactions/${encodeURIComponent(one)}`);
    for (const one of emoji.slice(0, 30)) expect((await react(member, one)).status, one).toBe(200);
    const full = await react(member, emoji[30]);
    expect([full.status, full.body.code]).toEqual([409, 'too-many-reactions']);
    expect((await react(work.owner, emoji[0])).status).toBe(200);
  });
});

describe('mentions', () => {
  const mentioned = async (type = 'user.mentioned') => {
    await test.settled();
    const rows = await test.database.sql<
      { event: { payload: { userIds: string[]; commentId: string | null; excerpt: string } } }[]
    >`
      select event from platform.event_log where event->>'type' = ${type} order by position`;
    return rows.map(({ event }) => event.payload);
  };

  it('notify people who may see the task, once, and not the author', async () => {
    const username = async (person: Person) => (await person.get('/auth/me')).body.username;
    const outsider = (await makeWorkspace(test.app)).owner;
    const [mine, theirs, outside] = [await username(work.owner), await username(member), await username(outsider)];
    const before = (await mentioned()).length;
    const task = await makeTask(work.owner, work.teamId, { description: `Ask @${theirs}, (@${mine}) or @${outside}.` });
    const reply = await member.post(`/tasks/${task.id}/comments`, { body: `Hello @${mine.toUpperCase()}` });
    await member.patch(`/comments/${reply.body.id}`, { body: `Hello again @${mine} \`@${theirs}\`` });
    await work.owner.patch(`/tasks/${task.id}`, { description: `Only @${theirs} still` });
    const results = (await mentioned()).slice(before);
    expect(results.map(({ userIds, commentId }) => [userIds, commentId])).toEqual([
      [[member.id], null],
      [[work.owner.id], reply.body.id],
    ]);
  });

  it('are seen in emphasized text and after any sign, but not in words, addresses, links and code', async () => {
    const name = `@${(await member.get('/auth/me')).body.username}`;
    const seen = [
      `**${name} please review**`,
      `*${name}* and others`,
      `Look, _${name}_`,
      `__${name}__: look`,
      `***${name}***`,
      `~~${name}~~`,
      `| **${name}** |`,
      `سلام!${name}`,
    ];
    const ignored = [
      `mail${name}`,
      `a_${name}`,
      `a__${name}`,
      `a.${name}`,
      `a-${name}`,
      `${name.slice(1)}@example.com`,
      `\`**${name}**\``,
      `\`\`\`\n**${name}**\n\`\`\``,
      `https://example.com/${name}`,
      `https://example.com/?by=${name}`,
    ];
    const before = (await mentioned()).length;
    for (const description of [...seen, ...ignored]) await makeTask(work.owner, work.teamId, { description });
    const excerpts = (await mentioned()).slice(before).map(({ excerpt }) => excerpt);
    expect(excerpts).toHaveLength(seen.length);
    expect(excerpts[0]).toBe(`${name} please review`);
  });
});

describe('copies', () => {
  it('a checklist item becomes a subtask', async () => {
    const [a] = await three();
    const item = await member.post(`/tasks/${a.id}/checklist`, { title: 'Paint' });
    const reply = await member.post(`/checklist-items/${item.body.id}/to-task`);
    expect([reply.status, reply.body.title, reply.body.parentId]).toEqual([201, 'Paint', a.id]);
    expect((await work.owner.get(`/tasks/${a.id}`)).body).toMatchObject({ checklistTotal: 0, subtaskTotal: 1 });
    expect((await member.post(`/checklist-items/${item.body.id}/to-task`)).status).toBe(404);
  });

  it('a checklist item becomes a subtask with its latest text', async () => {
    const [a] = await three();
    const item = await member.post(`/tasks/${a.id}/checklist`, { title: 'Paint' });
    const path = `/checklist-items/${item.body.id}` as const;
    const startedRows = await test.database.sql.begin(async (tx) => {
      await tx`select from tasks.task where id = ${a.id} for update`;
      const rename = () => work.owner.patch(path, { title: 'Paint it blue' });
      const turn = () => member.post(`${path}/to-task`);
      return [...(await startBehind(tx, [rename])), ...(await startBehind(tx, [turn], 1))];
    });
    const [renamed, turned] = await Promise.all(startedRows);
    expect([renamed?.status, turned?.status, turned?.body.title]).toEqual([200, 201, 'Paint it blue']);
  });

  it('a task is duplicated, with its subtasks if requested', async () => {
    const [a] = await three();
    await member.post(`/tasks/${a.id}/checklist`, { title: 'Step' });
    const child = await makeTask(work.owner, work.teamId, { title: 'Child', parentId: a.id, priority: 'high' });
    await makeTask(work.owner, work.teamId, { title: 'Grandchild', parentId: child.id });
    const alone = await member.post(`/tasks/${a.id}/duplicate`, {});
    expect(alone.body).toMatchObject({ title: 'a', checklistTotal: 1, subtaskTotal: 0, createdBy: member.id });
    const whole = await member.post(`/tasks/${a.id}/duplicate`, { title: 'Copy', subtasks: true });
    expect(whole.body).toMatchObject({ title: 'Copy', subtaskTotal: 1 });
    expect((await work.owner.get(`/tasks/${whole.body.id}/roll-up`)).body.total).toBe(2);
  });

  it('a task is duplicated by people who may create tasks in its team, and each subtask only if they may create tasks in its team', async () => {
    const involved = await join(test.app, work);
    const [a] = await three();
    const foreign = await work.owner.post(`/organizations/${work.organizationId}/teams`, { name: 'Open to read' });
    await makeTask(work.owner, work.teamId, { title: 'Ours', parentId: a.id });
    await makeTask(work.owner, foreign.body.id, { title: 'Theirs', parentId: a.id, collaboratorIds: [member.id] });
    await work.owner.patch(`/tasks/${a.id}`, { assigneeId: involved.id });
    const refusedReply = await involved.post(`/tasks/${a.id}/duplicate`, {});
    expect([refusedReply.status, refusedReply.body.code]).toEqual([403, 'not-a-team-member']);
    const task = (await member.post(`/tasks/${a.id}/duplicate`, { subtasks: true })).body;
    const parts = await work.owner.get(`/tasks?organizationId=${work.organizationId}&parentId=${task.id}`);
    expect(parts.body.items.map(({ title }) => title)).toEqual(['Ours']);
  });
});
