import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { board, card, comment, list, trelloId, upload } from '../../../../test/files/trello.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { join, makeWorkspace, type Person, type Workspace } from '../../../../test/harness/people.ts';
import type { BodyOf } from '../../../../test/harness/reply-types.ts';

// A file cannot gain more rights than its importer has.

let test: TestApp;
let work: Workspace;
let member: Person;
let boss: Person & { username: string };

beforeAll(async () => {
  test = await startApp();
  work = await makeWorkspace(test.app);
  member = await join(test.app, work, { teamRole: 'member', name: 'Member' });
  const person = await join(test.app, work, { teamRole: 'admin', name: 'Boss' });
  boss = { ...person, username: (await person.get('/auth/me')).body.username };
});
afterAll(() => test.stop());

async function importFile(content: unknown, person: Person, fields: Record<string, string> = {}) {
  const queuedReply = await person.post(`/organizations/${work.organizationId}/imports`, undefined, {
    raw: upload(content, { teamId: work.teamId, ...fields }),
  });
  expect(queuedReply.status, JSON.stringify(queuedReply.body)).toBe(202);
  await test.settled();
  return (await person.get(`/imports/${queuedReply.body.id}`)).body;
}

async function taskCalled(title: string) {
  const { items } = (await work.owner.get(`/tasks?teamId=${work.teamId}&q=${title}&archived=all`)).body;
  return (await work.owner.get(`/tasks/${items[0]?.id}`)).body;
}
const statuses = async () => (await work.owner.get(`/teams/${work.teamId}/statuses`)).body.items;
const labels = async () => (await work.owner.get(`/organizations/${work.organizationId}/labels`)).body.items;
const fields = async () => (await work.owner.get(`/teams/${work.teamId}/fields`)).body.items;

/** A board whose comments and assignments name the boss, by address and by name. */
function boardOfBoss(number: number, title: string, author: 'username' | 'email' = 'username') {
  const known = author === 'username' ? { username: boss.username } : { email: boss.email };
  return board({
    id: trelloId(number),
    name: 'Approvals',
    members: [{ id: 'm1', fullName: 'The Boss', ...known }],
    lists: [list(number, 'To do')],
    cards: [
      card(number, title, {
        idList: trelloId(1_000 + number),
        idMembers: ['m1'],
        desc: `@${boss.username} signs`,
      }),
    ],
    actions: [
      comment(number, number, `I approve. @${boss.username}`, { id: 'm1', username: '', fullName: 'The Boss' }),
    ],
  });
}

describe('what a file attributes to somebody', () => {
  it.each(['username', 'email'] as const)('becomes only a name if a member imports it, matched by %s', async (by) => {
    const number = by === 'username' ? 101 : 102;
    await importFile(boardOfBoss(number, `Payment${number}`, by), member);
    const task = await taskCalled(`Payment${number}`);
    expect(task).toMatchObject({
      assigneeId: null,
      collaboratorIds: [],
      importedPeople: ['The Boss'],
      createdBy: member.id,
    });
    const [firstComment] = (await work.owner.get(`/tasks/${task.id}/comments`)).body.items;
    expect(firstComment).toMatchObject({
      author: { id: null, name: 'The Boss', username: null, avatarUrl: null },
      imported: { by: { id: member.id, name: 'Member' } },
    });
    const log = (await work.owner.get(`/tasks/${task.id}/log`)).body.items;
    expect(log.map(({ type, actor }) => [type, actor.id])).toEqual([['imported', member.id]]);
    expect((await boss.patch(`/comments/${firstComment?.id}`, { body: 'Mine?' })).status).toBe(403);
  });

  it('is attributed to them and marked if an admin of the organization imports it', async () => {
    await importFile(boardOfBoss(103, 'Payment103'), work.owner);
    const task = await taskCalled('Payment103');
    expect(task).toMatchObject({ assigneeId: boss.id, importedPeople: [], createdBy: work.owner.id });
    const page = (await work.owner.get(`/tasks/${task.id}/page`)).body;
    expect(page.comments[0]).toMatchObject({
      author: { id: boss.id, name: 'Boss' },
      imported: { by: { id: work.owner.id, name: 'Owner' } },
    });
  });

  it('is attributed to the importer if it names the importer', async () => {
    const { username } = (await member.get('/auth/me')).body;
    const content = boardOfBoss(104, 'Mine104');
    await importFile({ ...content, members: [{ id: 'm1', fullName: 'Me', username }] }, member);
    const task = await taskCalled('Mine104');
    expect(task).toMatchObject({ assigneeId: member.id, importedPeople: [] });
    const [firstComment] = (await work.owner.get(`/tasks/${task.id}/comments`)).body.items;
    expect(firstComment).toMatchObject({ author: { id: member.id }, imported: { by: { id: member.id } } });
  });

  it('notifies nobody of mentions, assignments or comments', async () => {
    const before = (await boss.get('/notifications')).body.items.length;
    await importFile(boardOfBoss(105, 'Quiet105'), work.owner);
    await test.settled();
    expect((await boss.get('/notifications')).body.items.length).toBe(before);
  });

  it('leaves comments that people write here unmarked', async () => {
    const task = await taskCalled('Payment103');
    const reply = await boss.post(`/tasks/${task.id}/comments`, { body: 'Truly mine' });
    expect(reply.body).toMatchObject({ author: { id: boss.id }, imported: null });
  });
});

describe('what a member may not create by hand', () => {
  const content = (number: number) =>
    board({
      id: trelloId(number),
      name: 'Foreign',
      lists: [list(1, 'TO DO'), list(2, 'Fertig'), list(3, 'QA'), list(4, 'Annulé'), list(5, 'Ideas')],
      labels: [
        { id: trelloId(300), name: 'Red tape', color: 'red' },
        { id: trelloId(301), name: 'Made before', color: 'lime' },
      ],
      customFields: [
        { id: trelloId(901), name: 'Budget', type: 'number' },
        { id: trelloId(902), name: 'Size', type: 'list', options: [{ id: trelloId(951), value: { text: 'Huge' } }] },
      ],
      cards: [1, 2, 3, 4, 5].map((column) =>
        card(number * 10 + column, `Landed${number}${column}`, {
          idList: trelloId(1_000 + column),
          idLabels: [trelloId(300), trelloId(301)],
          customFieldItems: [
            { idCustomField: trelloId(901), value: { number: '5' } },
            { idCustomField: trelloId(902), value: null, idValue: trelloId(951) },
          ],
        }),
      ),
    });
  const lostCounts = ({ report }: BodyOf<'get', '/imports/{id}'>) =>
    Object.fromEntries(report.lost.map(({ what, count }) => [what, count]));

  it('is not created by their import either: tasks go elsewhere, and the report says so', async () => {
    await work.owner.patch(`/organizations/${work.organizationId}`, { membersMakeLabels: false });
    const reply = await work.owner.post(`/organizations/${work.organizationId}/labels`, {
      name: 'made before',
      colour: '#123456',
    });
    await work.owner.post(`/teams/${work.teamId}/fields`, {
      name: 'Size',
      type: 'choice',
      options: [{ name: 'Small' }],
    });
    const before = [await statuses(), await labels(), await fields()];
    for (const path of [`/teams/${work.teamId}/statuses`, `/teams/${work.teamId}/fields`]) {
      expect((await member.post(path, { name: 'By hand', category: 'todo', type: 'text' })).status).toBe(403);
    }

    const newImport = await importFile(content(40), member, { dryRun: 'true' });
    const done = await importFile(content(40), member);
    for (const run of [newImport, done]) {
      expect(run.report.created).toMatchObject({ tasks: 5, statuses: 0, labels: 0 });
      expect(lostCounts(run)).toEqual({ statuses: 4, labels: 1, fields: 1, options: 1, 'custom-fields': 10 });
    }
    expect([await statuses(), await labels(), await fields()]).toEqual(before);
    const landedTasks = await Promise.all([1, 2, 3, 4, 5].map((column) => taskCalled(`Landed40${column}`)));
    expect(landedTasks.map(({ status }) => status)).toEqual(['To do', 'Done', 'In progress', 'Cancelled', 'To do']);
    expect(landedTasks.map(({ labelIds }) => labelIds)).toEqual(landedTasks.map(() => [reply.body.id]));
    expect(done.report.problems.map(({ part, name, code }) => [part, name, code])).toEqual([
      ['list', 'Fertig', 'no-own-column'],
      ['list', 'QA', 'no-own-column'],
      ['list', 'Annulé', 'no-own-column'],
      ['list', 'Ideas', 'no-own-column'],
    ]);
  });

  it('is created by an import of people who may', async () => {
    const done = await importFile(content(41), boss);
    expect(done.report.created).toMatchObject({ tasks: 5, statuses: 4, labels: 0 });
    expect(lostCounts(done)).toEqual({ labels: 1 });
    expect((await fields()).map(({ name, options }) => [name, options.map((one) => one.name)])).toEqual([
      ['Size', ['Small', 'Huge']],
      ['Budget', []],
    ]);
    const byOwner = await importFile(content(42), work.owner);
    expect(byOwner.report.created).toMatchObject({ statuses: 0, labels: 2 });
  });

  it('has limits that no file exceeds: 5,000 lists, 1,200 labels, 60 fields, 300 options', async () => {
    const count = 5_000;
    const done = await importFile(
      board({
        id: trelloId(43),
        name: 'Endless',
        lists: Array.from({ length: count }, (_, i) => list(20_000 + i, `List ${i}`)),
        labels: Array.from({ length: 1_200 }, (_, i) => ({ id: trelloId(2_000 + i), name: `L${i}`, color: 'sky' })),
        customFields: [
          ...Array.from({ length: 60 }, (_, i) => ({ id: trelloId(4_000 + i), name: `F${i}`, type: 'text' })),
          {
            id: trelloId(4_100),
            name: 'size',
            type: 'list',
            options: Array.from({ length: 300 }, (_, i) => ({ id: trelloId(5_000 + i), value: { text: `O${i}` } })),
          },
        ],
        cards: [card(900, 'Last900', { idList: trelloId(21_000 + count - 1) })],
      }),
      work.owner,
    );
    expect(done.status).toBe('done');
    expect([(await statuses()).length, (await labels()).length, (await fields()).length]).toEqual([50, 1_000, 50]);
    const size = (await fields()).find(({ name }) => name === 'Size');
    expect(size?.options.length).toBe(200);
    const keptCount = 50 - 10;
    expect(lostCounts(done)).toMatchObject({
      'too-many-statuses': count - keptCount,
      'too-many-fields': 12,
      options: 102,
    });
    expect(done.report.created.statuses).toBe(keptCount);
    expect((await taskCalled('Last900')).category).toBe('todo');
    expect(done.report.problems.at(-1)).toMatchObject({ code: 'more', reason: expect.stringContaining('4,460') });
  });
});
