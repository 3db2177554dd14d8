import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { board, card, comment, list, trelloId, upload } from '../../../../test/files/trello.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
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
const make = (values: Record<string, unknown> = {}) => makeTask(work.owner, work.teamId, values);
const backlinksOf = async (task: Named, person: Person = work.owner) =>
  (await person.get(`/tasks/${task.id}/backlinks`)).body.items;
/** The tasks whose texts name a task, newest first, with the comment where it is one. */
const sourcesOf = async (task: Named, person?: Person) =>
  (await backlinksOf(task, person)).map((one) => [one.task.id, one.commentId]);
const describeTask = (task: Named, description: string) => work.owner.patch(`/tasks/${task.id}`, { description });
const commentOn = async (task: Named, body: string) =>
  (await member.post(`/tasks/${task.id}/comments`, { body })).body.id;

describe('the backlinks of a task', () => {
  it('are the descriptions and comments that name it, newest first, with the text around its key', async () => {
    const target = await make();
    const description = `${'Many words come first. '.repeat(20)}**See ${target.key}** for the rest. ${'More. '.repeat(60)}`;
    await make({ title: 'Created', description });
    const edited = await make({ title: 'Edited', description: 'Nothing yet' });
    await describeTask(edited, `${target.key}, and ${target.key} again`);
    const commentId = await commentOn(edited, `Like ${target.key}?`);
    const items = await backlinksOf(target);
    expect(items.map(({ task, commentId: id }) => [task.title, id])).toEqual([
      ['Edited', commentId],
      ['Edited', null],
      ['Created', null],
    ]);
    const [first, , last] = items;
    expect(first).toMatchObject({
      excerpt: `Like ${target.key}?`,
      task: { id: edited.id, key: edited.key, teamId: work.teamId, status: 'To do', category: 'todo' },
    });
    expect(last?.excerpt).toMatch(/^….*\. See ENG-\d+ for the rest\. .*…$/);
    expect(last?.excerpt.length).toBeLessThan(210);
  });

  it('come in pages', async () => {
    const target = await make();
    const sources = [];
    for (const title of ['a', 'b', 'c']) sources.unshift(await make({ title, description: target.key }));
    const first = (await work.owner.get(`/tasks/${target.id}/backlinks?limit=2`)).body;
    const second = (await work.owner.get(`/tasks/${target.id}/backlinks?limit=2&cursor=${first.nextCursor}`)).body;
    expect([...first.items, ...second.items].map(({ task }) => task.id)).toEqual(sources.map(({ id }) => id));
    expect(second.nextCursor).toBeNull();
  });

  it('do not include itself, code, addresses, or tasks of other organizations', async () => {
    const target = await make();
    const { key } = target;
    await describeTask(target, `I am ${key}`);
    await make({ description: `\`${key}\` https://example.com/${key} x${key} ${key}x\n\n\`\`\`\n${key}\n\`\`\`` });
    const other = await makeWorkspace(test.app);
    await makeTask(other.owner, other.teamId, { description: key });
    expect(await backlinksOf(target)).toEqual([]);
  });

  it('follow the text: a key that is removed, a comment that is deleted, an edit that is taken back', async () => {
    const [target, second, source] = [await make(), await make(), await make()];
    await describeTask(source, `${target.key} and ${second.key}`);
    const commentId = await commentOn(source, target.key);
    await describeTask(source, second.key);
    expect([await sourcesOf(target), await sourcesOf(second)]).toEqual([[[source.id, commentId]], [[source.id, null]]]);
    await member.patch(`/comments/${commentId}`, { body: second.key });
    expect([await sourcesOf(target), (await sourcesOf(second)).length]).toEqual([[], 2]);
    await describeTask(source, `${target.key} and ${second.key}`);
    await member.delete(`/comments/${commentId}`);
    expect([await sourcesOf(target), await sourcesOf(second)]).toEqual([[[source.id, null]], [[source.id, null]]]);
  });

  it('lose a deleted comment that stays because of its replies', async () => {
    const [target, source] = [await make(), await make()];
    const commentId = await commentOn(source, target.key);
    const reply = { body: `Not ${target.key}`, replyToId: commentId };
    const { id: replyId } = (await work.owner.post(`/tasks/${source.id}/comments`, reply)).body;
    await member.delete(`/comments/${commentId}`);
    expect(await sourcesOf(target)).toEqual([[source.id, replyId]]);
  });

  it('hide a task in the trash and show it again when it is restored; a purged one is gone', async () => {
    const [target, source, purged] = [await make(), await make(), await make()];
    await describeTask(source, target.key);
    await describeTask(purged, target.key);
    await commentOn(source, target.key);
    for (const { id } of [source, purged]) await work.owner.delete(`/tasks/${id}`);
    expect(await backlinksOf(target)).toEqual([]);
    await work.owner.delete(`/teams/${work.teamId}/trash/${purged.id}`);
    await work.owner.post(`/tasks/${source.id}/restore`);
    expect((await sourcesOf(target)).map(([id]) => id)).toEqual([source.id, source.id]);
    await work.owner.delete(`/tasks/${target.id}`);
    expect((await work.owner.get(`/tasks/${target.id}/backlinks`)).status).toBe(404);
    await work.owner.post(`/tasks/${target.id}/restore`);
    expect(await backlinksOf(target)).toHaveLength(2);
  });

  it('survive a move of either task to another team, whose old key still names it', async () => {
    const [target, source] = [await make(), await make()];
    await describeTask(source, target.key);
    const team = await work.owner.post(`/organizations/${work.organizationId}/teams`, { name: 'Elsewhere' });
    for (const { id } of [target, source]) await work.owner.post(`/tasks/${id}/move`, { teamId: team.body.id });
    const later = await make({ description: `Was ${target.key}` });
    expect(await sourcesOf(target)).toEqual([
      [later.id, null],
      [source.id, null],
    ]);
    expect((await backlinksOf(target))[1]?.task.key).not.toBe(source.key);
  });

  it('are those that the reader may see', async () => {
    const { owner, organizationId } = work;
    const closed = await owner.post(`/organizations/${organizationId}/teams`, { name: 'Closed', visibility: 'team' });
    const project = await owner.post(`/organizations/${organizationId}/projects`, { name: 'Open', key: 'OPN' });
    const guest = await join(test.app, work, { role: 'guest', name: 'Guest' });
    await owner.put(`/projects/${project.body.id}/guests/${guest.id}`);
    const inProject = { projectId: project.body.id };
    const target = await make(inProject);
    const secret = await makeTask(owner, closed.body.id, { title: 'Secret', description: target.key });
    const open = await make({ title: 'Open', description: target.key });
    const shared = await make({ ...inProject, title: 'Shared', description: target.key });
    const ids = async (person: Person) => (await sourcesOf(target, person)).map(([id]) => id);
    expect(await ids(owner)).toEqual([shared.id, open.id, secret.id]);
    expect(await ids(member)).toEqual([shared.id, open.id]);
    expect(await ids(guest)).toEqual([shared.id]);
    const hidden = (await member.get(`/tasks/${target.id}/backlinks?limit=2`)).body;
    expect(hidden.nextCursor).toBeNull();
    expect((await member.get(`/tasks/${secret.id}/backlinks`)).status).toBe(403);
  });

  it('are right when a text is written several times at once, and for at most 50 keys of a text', async () => {
    const [target, second, source] = [await make(), await make(), await make()];
    const texts = Array.from({ length: 12 }, (_, i) => `${i % 2 ? target.key : second.key} ${i}`);
    const commentId = await commentOn(source, 'x');
    await Promise.all([
      ...texts.map((text) => describeTask(source, text)),
      ...texts.map((body) => member.patch(`/comments/${commentId}`, { body })),
      describeTask(target, source.key),
      describeTask(second, source.key),
    ]);
    const { description } = (await work.owner.get(`/tasks/${source.id}`)).body;
    const named = (text: string) => (text.startsWith(target.key) ? target : second);
    const stored = (await work.owner.get(`/tasks/${source.id}/comments`)).body.items[0]?.body ?? '';
    const expected = (task: Named) =>
      [named(stored) === task ? commentId : [], named(description) === task ? null : []].flat();
    for (const task of [target, second]) {
      const ids = (await sourcesOf(task)).map(([, id]) => id);
      expect(new Set(ids)).toEqual(new Set(expected(task)));
    }
    expect(new Set((await sourcesOf(source)).map(([id]) => id))).toEqual(new Set([target.id, second.id]));
    await describeTask(source, `${Array.from({ length: 50 }, (_, i) => `NO-${i + 1}`).join(' ')} ${target.key}`);
    expect((await sourcesOf(target)).map(([, id]) => id)).not.toContain(null);
  });

  it('notify those who view the task when a text begins or ceases to name it', async () => {
    const [target, source] = [await make(), await make()];
    const count = async () => {
      await test.settled();
      const rows = await test.database.sql`
        select from platform.event_log
        where event->>'type' = 'backlink.changed' and event->'subject'->>'id' = ${target.id}`;
      return rows.length;
    };
    await describeTask(source, target.key);
    expect(await count()).toBe(1);
    await describeTask(source, `Still ${target.key}`);
    expect(await count()).toBe(1);
    await describeTask(source, 'No more');
    expect(await count()).toBe(2);
  });

  it('come from copies and imported texts too', async () => {
    const target = await make();
    const source = await make({ description: target.key });
    await work.owner.post(`/tasks/${source.id}/duplicate`);
    expect(await backlinksOf(target)).toHaveLength(2);
    const file = board({
      id: trelloId(1),
      name: 'Named',
      lists: [list(1, 'To do')],
      cards: [{ ...card(1, 'One'), desc: `See ${target.key}` }],
      actions: [comment(1, 1, `Also ${target.key}`)],
    });
    await work.owner.post(`/organizations/${work.organizationId}/imports`, undefined, {
      raw: upload(file, { teamId: work.teamId }),
    });
    await test.settled();
    expect((await backlinksOf(target)).map(({ excerpt }) => excerpt)).toEqual(
      expect.arrayContaining([`See ${target.key}`, `Also ${target.key}`]),
    );
  });

  it('exist for texts that are older than backlinks', async () => {
    const [target, second, source] = [await make(), await make(), await make()];
    await describeTask(source, `${target.key}, \`${second.key}\` and\n\`\`\`\n${second.key}\n\`\`\`\n(${target.key})`);
    await commentOn(source, `${second.key}: ${source.key}`);
    const all = () => test.database.sql`
      select organization_id, task_id, source_id, target_id, key from tasks.backlink order by 1, 2, 3, 4`;
    const before = await all();
    await test.database.sql`delete from tasks.backlink`;
    const migration = 'migrations/tasks/0018_backlinks_of_existing_texts.sql';
    await test.database.sql.unsafe(readFileSync(migration, 'utf8'));
    expect([await all(), before.length > 20]).toEqual([before, true]);
  });
});
