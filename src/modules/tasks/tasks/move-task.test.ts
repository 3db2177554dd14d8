import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import type { Answer } from '../../../../test/harness/client.ts';
import { makeTask, makeWorkspace, type Workspace } from '../../../../test/harness/people.ts';
import type { BodyOf } from '../../../../test/harness/reply-types.ts';

let test: TestApp;
let work: Workspace;
beforeAll(async () => {
  test = await startApp();
});
afterAll(() => test.stop());

async function column(status: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor = '';
  do {
    const page: Answer<BodyOf<'get', '/tasks'>> = await work.owner.get(
      `/tasks?teamId=${work.teamId}&status=${work.statuses[status]}&sort=rank&limit=200${cursor}`,
    );
    ids.push(...page.body.items.map(({ id }) => id));
    cursor = page.body.nextCursor ? `&cursor=${page.body.nextCursor}` : '';
  } while (cursor);
  return ids;
}

describe('moving a task', () => {
  beforeAll(async () => {
    work = await makeWorkspace(test.app);
  });

  it('puts it next to the named card, in its own column or another', async () => {
    const [a, b, c] = [
      await makeTask(work.owner, work.teamId),
      await makeTask(work.owner, work.teamId),
      await makeTask(work.owner, work.teamId),
    ];
    const move = (id: string, body: object) => work.owner.post(`/tasks/${id}/move`, body);
    expect(await column('To do')).toEqual([a.id, b.id, c.id]);
    await move(c.id, { before: a.id });
    expect(await column('To do')).toEqual([c.id, a.id, b.id]);
    await move(c.id, { after: a.id });
    expect(await column('To do')).toEqual([a.id, c.id, b.id]);
    await move(a.id, {});
    expect(await column('To do')).toEqual([c.id, b.id, a.id]);
    const movedReply = await move(b.id, { statusId: work.statuses['In review'], reason: 'Looks good' });
    expect(movedReply.body).toMatchObject({ status: 'In review', category: 'in_progress' });
    expect(await column('To do')).toEqual([c.id, a.id]);
    await move(c.id, { statusId: work.statuses['In review'], before: b.id });
    expect(await column('In review')).toEqual([c.id, b.id]);
    const changed = await work.owner.patch(`/tasks/${a.id}`, {
      priority: 'high',
      statusId: work.statuses['In review'],
      after: c.id,
    });
    expect(changed.body).toMatchObject({ priority: 'high', status: 'In review' });
    expect(await column('In review')).toEqual([c.id, a.id, b.id]);
    expect((await work.owner.patch(`/tasks/${a.id}`, { priority: 'low', before: c.id })).status).toBe(200);
    expect(await column('In review')).toEqual([a.id, c.id, b.id]);
    expect((await work.owner.patch(`/tasks/${a.id}`, { before: c.id, after: b.id })).status).toBe(422);
    const [entry] = (await work.owner.get(`/tasks/${b.id}/log`)).body.items;
    expect(entry).toMatchObject({
      type: 'moved',
      field: 'status',
      before: 'To do',
      after: 'In review',
      reason: 'Looks good',
    });
  });

  it('refuses a neighbour of another column, a status of another team, both sides at once', async () => {
    const [task, other] = [
      await makeTask(work.owner, work.teamId),
      await makeTask(work.owner, work.teamId, { statusId: work.statuses['Blocked'] }),
    ];
    const move = (body: object) => work.owner.post(`/tasks/${task.id}/move`, body);
    expect((await move({ before: other.id })).body.errors[0]?.path).toBe('before');
    expect((await move({ after: other.id })).body.errors[0]?.path).toBe('after');
    const foreign = await makeWorkspace(test.app);
    expect((await move({ statusId: foreign.statuses['Done'] })).body.errors[0]?.path).toBe('statusId');
    expect((await move({ before: other.id, after: other.id })).status).toBe(422);
  });

  it('sets and clears the completion time with the column', async () => {
    const task = await makeTask(work.owner, work.teamId);
    const done = await work.owner.post(`/tasks/${task.id}/move`, { statusId: work.statuses['Done'] });
    expect(done.body.completedAt).not.toBeNull();
    const back = await work.owner.post(`/tasks/${task.id}/move`, { statusId: work.statuses['Blocked'] });
    expect(back.body.completedAt).toBeNull();
    const types = (await work.owner.get(`/tasks/${task.id}/log`)).body.items.map(({ type }: { type: string }) => type);
    expect(types).toEqual(['reopened', 'completed', 'created']);
  });
});

describe('a thousand moves at once', () => {
  it('leave every card with its own rank, and lose none', async () => {
    work = await makeWorkspace(test.app);
    const cards = await Promise.all(Array.from({ length: 40 }, () => makeTask(work.owner, work.teamId)));
    const names = ['To do', 'In progress', 'Blocked'];
    const replies = await Promise.all(
      Array.from({ length: 1_000 }, (_, number) => {
        const card = cards[(number * 7) % cards.length];
        const target = cards[(number * 13 + 5) % cards.length];
        const body =
          number % 3 === 0
            ? { statusId: work.statuses[names[number % names.length] ?? ''] }
            : number % 3 === 1
              ? { before: target?.id }
              : { after: target?.id };
        return work.owner.post(`/tasks/${card?.id}/move`, body);
      }),
    );
    // A neighbour may have just left the column: then the move is refused and changes nothing. No other failure is
    // allowed.
    const refusedReplies = replies.filter(({ status }) => status !== 200);
    for (const { status, body } of refusedReplies) {
      expect([422, 409]).toContain(status);
      expect(['invalid', 'task-busy']).toContain(body.code);
    }
    expect(replies.length - refusedReplies.length).toBeGreaterThan(300);
    const places = await test.database.sql<{ places: number; cards: number }[]>`
      select count(distinct (status_id, rank)) as places, count(*) as cards from tasks.task where team_id = ${work.teamId}`;
    expect(places[0]).toEqual({ places: 40, cards: 40 });
    const shown = (await Promise.all(names.map(column))).flat();
    expect(shown.toSorted()).toEqual(cards.map(({ id }) => id).toSorted());
  });

  it('into one gap get forty different ranks', async () => {
    work = await makeWorkspace(test.app);
    const top = await makeTask(work.owner, work.teamId);
    const cards = await Promise.all(Array.from({ length: 40 }, () => makeTask(work.owner, work.teamId)));
    const replies = await Promise.all(cards.map(({ id }) => work.owner.post(`/tasks/${id}/move`, { after: top.id })));
    expect(replies.map(({ status }) => status)).toEqual(cards.map(() => 200));
    expect((await column('To do')).length).toBe(41);
    expect((await column('To do'))[0]).toBe(top.id);
  });
});
