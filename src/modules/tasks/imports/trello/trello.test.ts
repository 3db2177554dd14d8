import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { board, card, comment, list, trelloId, upload } from '../../../../../test/files/trello.ts';
import { startApp, type TestApp } from '../../../../../test/harness/app.ts';
import { defined } from '../../../../../test/harness/defined.ts';
import { makeWorkspace, type Workspace } from '../../../../../test/harness/people.ts';
import type { BodyOf } from '../../../../../test/harness/reply-types.ts';

let test: TestApp;
let work: Workspace;
beforeAll(async () => {
  test = await startApp();
  work = await makeWorkspace(test.app);
});
afterAll(() => test.stop());

async function bring(content: unknown, fields: Record<string, string> = {}) {
  const queuedReply = await work.owner.post(`/organizations/${work.organizationId}/imports`, undefined, {
    raw: upload(content, fields),
  });
  expect(queuedReply.status, JSON.stringify(queuedReply.body)).toBe(202);
  await test.settled();
  return (await work.owner.get(`/imports/${queuedReply.body.id}`)).body;
}
const tasksOf = async (teamId: string | null) =>
  (await work.owner.get(`/tasks?teamId=${teamId}&sort=rank&archived=all&limit=200`)).body.items;
const taskOf = async ({ teamId }: { teamId: string | null }, title: string) => {
  const { id } = defined((await tasksOf(teamId)).find((task) => task.title === title));
  return (await work.owner.get(`/tasks/${id}`)).body;
};
const lostCounts = ({ report }: BodyOf<'get', '/imports/{id}'>) =>
  Object.fromEntries(report.lost.map(({ what, count }) => [what, count]));

describe('links on cards', () => {
  it('are stored in the description; files are reported as lost', async () => {
    const done = await bring(
      board({
        id: trelloId(1),
        name: 'Links',
        cards: [
          card(1, 'Linked', {
            desc: 'See [https://a.example/1](https://a.example/1 "smartCard-inline").',
            badges: { comments: 0, attachments: 7 },
            attachments: [
              { name: 'Plan [v2]', url: 'https://docs.example/plan (1)', isUpload: false },
              { name: 'https://git.example/pull/7', url: 'https://git.example/pull/7', isUpload: false },
              { name: 'Older export', url: 'http://old.example/x', bytes: null },
              { name: 'photo.png', url: 'https://trello.com/1/cards/x/photo.png', isUpload: true, bytes: 10 },
              { name: 'Older file', url: 'https://trello.com/old.png', bytes: 10 },
              { name: 'No address', url: 'javascript:alert(1)', isUpload: false },
              'nonsense',
            ],
          }),
        ],
      }),
    );
    expect((await taskOf(done, 'Linked')).description).toBe(
      [
        'See [https://a.example/1](https://a.example/1).',
        '',
        '- [Plan \\[v2\\]](<https://docs.example/plan%20(1)>)',
        '- <https://git.example/pull/7>',
        '- [Older export](<http://old.example/x>)',
      ].join('\n'),
    );
    expect(lostCounts(done)).toEqual({ attachments: 4 });
    expect(done.report.problems).toMatchObject([{ part: 'card', row: 1, name: 'Linked', code: 'malformed-part' }]);
  });
});

describe('dates', () => {
  const dated = (number: number) =>
    board({
      id: trelloId(number),
      name: `Days ${number}`,
      customFields: [{ id: trelloId(901), name: 'Signed on', type: 'date' }],
      cards: [
        card(1, 'Dated', {
          start: '2027-03-14T11:00:00.000Z',
          due: '2027-03-19T03:00:00.000Z',
          customFieldItems: [{ idCustomField: trelloId(901), value: { date: '2027-03-14T23:00:00.000Z' } }],
        }),
        card(2, 'Plain day', { start: '2027-03-14' }),
      ],
    });

  it('are in the importer’s time zone, or in the named one', async () => {
    await work.owner.patch('/auth/me', { timezone: 'America/Los_Angeles' });
    for (const [number, timezone, day, named] of [
      [10, 'America/Los_Angeles', '2027-03-14', {}],
      [11, 'Pacific/Auckland', '2027-03-15', { mapping: '{"timezone":"Pacific/Auckland"}' }],
    ] as const) {
      const done = await bring(dated(number), named);
      const task = await taskOf(done, 'Dated');
      expect(task).toMatchObject({ startDate: day, dueAt: '2027-03-19T03:00:00.000Z', dueTimezone: timezone });
      expect(Object.values(task.customFields)).toEqual([number === 10 ? '2027-03-14' : '2027-03-15']);
      expect((await taskOf(done, 'Plain day')).startDate).toBe('2027-03-14');
    }
    await work.owner.patch('/auth/me', { timezone: 'UTC' });
  });

  it('are refused with the field name for a wrong time zone or another wrong mapping', async () => {
    const ask = async (mapping: string) =>
      (
        await work.owner.post(`/organizations/${work.organizationId}/imports`, undefined, {
          raw: upload(board(), { mapping }),
        })
      ).body.errors[0]?.path;
    expect(await ask('{"timezone":"Nowhere/Land"}')).toBe('mapping.timezone');
    expect(await ask('{"colour":"red"}')).toBe('mapping');
    expect(await ask('{')).toBe('mapping');
  });
});

describe('order', () => {
  it('is the order of the file if positions are missing or equal', async () => {
    const names = Array.from({ length: 150 }, (_, i) => `Card ${i}`);
    const items = Array.from({ length: 200 }, (_, i) => ({ id: trelloId(6_000 + i), name: `Item ${i}`, state: '' }));
    for (const [number, pos] of [
      [20, undefined],
      [21, 65_536],
      [22, 'top'],
    ] as const) {
      const done = await bring(
        board({
          id: trelloId(number),
          name: `Order ${number}`,
          lists: [list(1, 'B', { pos }), list(2, 'A', { pos })],
          cards: [
            ...names.map((name, i) => card(100 - i, name, { id: trelloId(number * 1_000 + i), pos })),
            card(900, 'Above all', { pos: -5 }),
          ],
          checklists: [
            {
              id: trelloId(301),
              idCard: trelloId(number * 1_000),
              name: 'All',
              pos,
              checkItems: items.map((item) => ({ ...item, pos })),
            },
          ],
        }),
      );
      expect(done).toMatchObject({ status: 'done', report: { problems: [], created: { tasks: 151 } } });
      const tasks = await tasksOf(done.teamId);
      expect(tasks.map(({ title }) => title)).toEqual(['Above all', ...names]);
      expect(Math.max(...tasks.map(({ rank }) => rank.length))).toBeLessThan(40);
      const checklist = (await work.owner.get(`/tasks/${tasks[1]?.id}/checklist`)).body.items;
      expect(checklist.map(({ title }) => title)).toEqual(items.map(({ name }) => name));
      const columns = (await work.owner.get(`/teams/${done.teamId}/statuses`)).body.items;
      expect(columns.slice(0, 2).map(({ name }) => name)).toEqual(['B', 'A']);
    }
  });
});

describe('checklists', () => {
  it('are read outside and inside the cards, each once', async () => {
    const items = (name: string, ...names: string[]) => ({
      id: trelloId(name.length),
      name,
      pos: 1,
      checkItems: names.map((one, i) => ({
        id: trelloId(7_000 + one.length * 10 + i),
        name: one,
        pos: i,
        state: 'complete',
      })),
    });
    const both = items('Both', 'x');
    const done = await bring(
      board({
        id: trelloId(30),
        name: 'Checks',
        cards: [card(1, 'Checked', { checklists: [both, items('Within', 'yy', 'zz'), 'nonsense'] })],
        checklists: [{ ...both, idCard: trelloId(10_001) }],
      }),
    );
    expect(done).toMatchObject({
      progress: { done: 4, total: 4 },
      report: { created: { checklistItems: 3 }, problems: [{ part: 'card', code: 'malformed-part' }] },
    });
    const task = await taskOf(done, 'Checked');
    const shownChecklist = (await work.owner.get(`/tasks/${task.id}/checklist`)).body.items;
    expect(shownChecklist.map(({ checklist, title }) => [checklist, title])).toEqual([
      ['Both', 'x'],
      ['Within', 'yy'],
      ['Within', 'zz'],
    ]);
    expect(task).toMatchObject({ checklistTotal: 3, checklistDone: 3 });
  });

  it('hold at most as many items as a task may have', async () => {
    const checkItems = Array.from({ length: 620 }, (_, i) => ({ id: trelloId(8_000 + i), name: `Item ${i}` }));
    const done = await bring(
      board({
        id: trelloId(31),
        name: 'Many',
        checklists: [{ id: trelloId(301), idCard: trelloId(10_001), name: 'All', checkItems }],
      }),
    );
    expect([done.report.created.checklistItems, lostCounts(done)]).toEqual([500, { 'too-many-items': 120 }]);
  });
});

describe('labels', () => {
  it('without a name get the board’s name, one per colour; empty ones are skipped', async () => {
    const done = await bring(
      board({
        id: trelloId(40),
        name: 'Garden',
        labels: [
          { id: trelloId(201), name: '', color: 'green' },
          { id: trelloId(202), name: ' \u200b', color: 'green_dark' },
          { id: trelloId(203), name: '', color: 'orange' },
          { id: trelloId(204), name: '', color: 'red' },
          { id: trelloId(205), name: '', color: null },
          { id: trelloId(206), name: 'Colourless', color: null },
        ],
        cards: [
          card(1, 'Labelled', { idLabels: [201, 202, 203, 205, 206].map(trelloId) }),
          card(2, 'Older', {
            labels: [
              { name: 'Written out', color: 'blue' },
              { name: '', color: 'purple' },
            ],
          }),
        ],
      }),
    );
    expect(done.report.created.labels).toBe(5);
    expect(lostCounts(done)).toEqual({ 'unnamed-labels': 1 });
    const labels = (await work.owner.get(`/organizations/${work.organizationId}/labels`)).body.items;
    const looks = (ids: string[]) =>
      labels
        .filter(({ id }) => ids.includes(id))
        .map(({ name, colour }) => `${name} ${colour}`)
        .toSorted();
    expect(looks((await taskOf(done, 'Labelled')).labelIds)).toEqual([
      'Colourless #8590a2',
      'Garden #4bce97',
      'Garden #faa53d',
    ]);
    expect(looks((await taskOf(done, 'Older')).labelIds)).toEqual(['Garden #9f8fef', 'Written out #579dff']);
  });
});

describe('people', () => {
  it('keep their name if the file has it anywhere; a mere id is reported', async () => {
    const done = await bring(
      board({
        id: trelloId(50),
        name: 'People',
        members: [{ id: 'm1' }, { id: 'm2', fullName: '  ', username: 'ghost' }],
        cards: [card(1, 'Peopled', { idMembers: ['m1', 'm2', 'm3', 7] })],
        actions: [
          { ...comment(1, 1, 'By id alone'), memberCreator: undefined, idMemberCreator: 'm2' },
          comment(2, 1, ' \n', { id: 'm2', fullName: '' }),
        ],
      }),
    );
    const task = await taskOf(done, 'Peopled');
    expect(task.importedPeople).toEqual(['ghost']);
    const comments = (await work.owner.get(`/tasks/${task.id}/comments`)).body.items;
    expect(comments.map(({ author, body }) => [author.name, body])).toEqual([['ghost', 'By id alone']]);
    expect(lostCounts(done)).toEqual({ people: 2 });
    expect(done.report.problems.map(({ part, row, code }) => [part, row, code])).toEqual([
      ['card', 1, 'malformed-part'],
      ['comment', 2, 'empty'],
    ]);
  });
});

describe('a team’s workflow', () => {
  it('is created before anything is imported into it', async () => {
    const reply = await work.owner.post(`/organizations/${work.organizationId}/teams`, { name: 'Fresh' });
    await bring(board({ id: trelloId(60), lists: [list(1, 'Ideas')] }), { teamId: reply.body.id });
    const { items } = (await work.owner.get(`/teams/${reply.body.id}/statuses`)).body;
    expect(items.map(({ name }) => name)).toEqual([
      'To do',
      'In progress',
      'Blocked',
      'In review',
      'Done',
      'Cancelled',
      'Ideas',
    ]);
  });

  it('is the board’s in a team that the import creates, even for people who open it at once', async () => {
    const before = new Set((await work.owner.get('/teams')).body.items.map(({ id }) => id));
    const queuedReply = await work.owner.post(`/organizations/${work.organizationId}/imports`, undefined, {
      raw: upload(board({ id: trelloId(61), name: 'Watched', lists: [list(1, 'Ideas')] })),
    });
    let team: { id: string } | undefined;
    while (!team) team = (await work.owner.get('/teams')).body.items.find(({ id }) => !before.has(id));
    const statuses = (await work.owner.get(`/teams/${team.id}/statuses`)).body.items;
    await test.settled();
    expect(statuses.map(({ name }) => name)).toEqual(['Ideas', 'Done']);
    expect((await work.owner.get(`/teams/${team.id}/statuses`)).body.items).toEqual(statuses);
    expect((await work.owner.get(`/imports/${queuedReply.body.id}`)).body).toMatchObject({
      status: 'done',
      teamId: team.id,
    });
  });

  it('may change during an import: cards of a deleted status go to one of the same category', async () => {
    const { sql } = test.database;
    const newImport = await bring(
      board({
        id: trelloId(62),
        name: 'Changing',
        lists: [list(1, 'Ideas'), list(2, 'Doing'), list(3, 'WIP')],
        cards: [],
      }),
    );
    // When the second chunk begins.
    await sql.unsafe(`
      create function tasks.interfere() returns trigger language plpgsql as $$ begin
        delete from tasks.status where team_id = '${newImport.teamId}' and name = 'WIP';
        update tasks.status set category = 'done' where team_id = '${newImport.teamId}' and name = 'Ideas';
        return new;
      end $$;
      create trigger interfere before update on tasks.import for each row
      when (old.done = 200 and new.done > 200) execute function tasks.interfere()`);
    const done = await bring(
      board({
        id: trelloId(62),
        name: 'Changing',
        lists: [list(1, 'Ideas'), list(2, 'Doing'), list(3, 'WIP')],
        cards: [
          ...Array.from({ length: 200 }, (_, i) => card(i, `Early ${i}`, { idList: trelloId(1_002) })),
          card(300, 'Late', { idList: trelloId(1_003) }),
          card(301, 'Idea', { idList: trelloId(1_001) }),
        ],
      }),
    );
    await sql.unsafe('drop trigger interfere on tasks.import; drop function tasks.interfere()');
    expect(done).toMatchObject({ status: 'done', report: { created: { tasks: 202 } } });
    const lateTask = (await work.owner.get(`/tasks?teamId=${newImport.teamId}&q=Late`)).body.items[0];
    expect(lateTask).toMatchObject({ status: 'Doing', category: 'in_progress' });
    const idea = (await work.owner.get(`/tasks?teamId=${newImport.teamId}&q=Idea`)).body.items[0];
    expect(idea).toMatchObject({ status: 'Ideas', category: 'done', completedAt: expect.any(String) });
  });
});

it('an entry that occurs twice in a file is imported once, and this is reported', async () => {
  const done = await bring(
    board({
      id: trelloId(70),
      name: 'Twice',
      lists: [list(1, 'A'), list(1, 'Again')],
      cards: [card(1, 'One'), card(1, 'One again'), card(2, 'Two')],
      actions: [comment(1, 1, 'Said'), comment(1, 1, 'Said again')],
      checklists: [
        {
          id: trelloId(301),
          idCard: trelloId(10_001),
          name: 'L',
          checkItems: [
            { id: 'i', name: 'a' },
            { id: 'i', name: 'b' },
          ],
        },
      ],
    }),
  );
  expect(done.report.created).toMatchObject({ tasks: 2, comments: 1, checklistItems: 1, statuses: 1 });
  expect(done.report.problems.map(({ part, code }) => [part, code])).toEqual([
    ['list', 'duplicate'],
    ['card', 'duplicate'],
    ['item', 'duplicate'],
    ['comment', 'duplicate'],
  ]);
});
