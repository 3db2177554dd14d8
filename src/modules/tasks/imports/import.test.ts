import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { defined } from '../../../../test/harness/defined.ts';
import { join, makeTask, makeWorkspace, type Person, type Workspace } from '../../../../test/harness/people.ts';
import { board, card, comment, list, trelloId, upload } from '../../../../test/files/trello.ts';

let test: TestApp;
let work: Workspace;
beforeAll(async () => {
  test = await startApp();
  work = await makeWorkspace(test.app);
});
afterAll(() => test.stop());

async function importFile(content: unknown, fields: Record<string, string> = {}, person: Person = work.owner) {
  const queuedReply = await person.post(`/organizations/${work.organizationId}/imports`, undefined, {
    raw: upload(content, fields),
  });
  expect(queuedReply.status, JSON.stringify(queuedReply.body)).toBe(202);
  expect(queuedReply.body.status).toBe('queued');
  await test.settled();
  return (await person.get(`/imports/${queuedReply.body.id}`)).body;
}

/** The final event of an import. */
async function finishedEvent(importId: string) {
  const [row] = await test.database.sql<{ payload: Record<string, unknown> }[]>`
    select event->'payload' as payload from platform.event_log
    where event->>'type' = 'import.finished' and event->'payload'->>'importId' = ${importId}`;
  return row?.payload;
}

async function tasksOf(teamId: string | null, query = '') {
  return (await work.owner.get(`/tasks?teamId=${teamId}&sort=rank&archived=all&limit=200${query}`)).body.items;
}

describe('the end of an import', () => {
  it('notifies the requester of the result with a link, as read if it was quick', async () => {
    const importer = await join(test.app, work, { role: 'admin', name: 'Importer' });
    const dry = await importFile(
      board({ id: trelloId(16), name: 'Dry', cards: [card(1, 'One')] }),
      { dryRun: 'true' },
      importer,
    );
    const failed = await importFile('no JSON at all', {}, importer);
    const done = await importFile(board({ id: trelloId(17), name: 'Wet', cards: [card(1, 'One')] }), {}, importer);
    const { items } = (await importer.get('/notifications')).body;
    expect(items.map(({ title, link }) => [title.replaceAll(/[\u2068\u2069]/g, ''), link])).toEqual([
      ['Import of board.json finished', `/imports/${done.id}`],
      ['Import of board.json failed', `/imports/${failed.id}`],
      ['Dry run of board.json finished', `/imports/${dry.id}`],
    ]);
    expect((await importer.get('/notifications/count')).body).toEqual({ unread: 0 });
  });
});

describe('a Trello board', () => {
  it('becomes a team: lists become statuses, cards become tasks with all their parts', async () => {
    const sara = await join(test.app, work, { name: 'Sara' });
    const { username } = (await sara.get('/auth/me')).body;
    const done = await importFile(
      board({
        name: 'Kitchen',
        lists: [
          list(2, 'Doing'),
          list(1, 'Ideas'),
          list(3, 'Erledigt'),
          list(4, 'Old', { closed: true }),
          list(5, 'Empty and old', { closed: true }),
        ],
        labels: [
          { id: trelloId(201), name: 'Urgent', color: 'red' },
          { id: trelloId(202), name: '', color: 'yellow_dark' },
        ],
        members: [
          { id: 'm1', username, fullName: 'Sara Trello' },
          { id: 'm2', username: 'nobody-here', fullName: 'Old Colleague' },
        ],
        cards: [
          card(2, 'Second', { pos: 900 }),
          card(1, 'First', {
            pos: 100.5,
            desc: '**bold**',
            idLabels: [trelloId(201), trelloId(202)],
            idMembers: ['m2', 'm1'],
            due: '2026-12-24T17:00:00.000Z',
            start: '2026-12-01T00:00:00.000Z',
            badges: { comments: 5, attachments: 2 },
            attachments: [{}, {}],
            customFieldItems: [{}],
          }),
          card(3, 'Finished', { idList: trelloId(1_003) }),
          card(4, 'Put away', { closed: true }),
          card(5, 'On a closed list', { idList: trelloId(1_004) }),
        ],
        checklists: [
          {
            id: trelloId(301),
            idCard: trelloId(10_001),
            name: 'Steps',
            pos: 1,
            checkItems: [
              { id: trelloId(402), name: 'Two', state: 'incomplete', pos: 2 },
              { id: trelloId(401), name: 'One', state: 'complete', pos: 1 },
            ],
          },
        ],
        actions: [
          comment(1, 1, 'By a member', { id: 'm1', username }),
          comment(2, 1, 'By a colleague who left', { id: 'm9', username: 'gone', fullName: 'Gone Away' }),
          { id: 'x', type: 'updateCard', data: {} },
        ],
      }),
    );
    expect(done).toMatchObject({ status: 'done', progress: { done: 9, total: 9 } });
    expect(done.report).toMatchObject({
      created: { tasks: 5, comments: 2, checklistItems: 2, labels: 2, statuses: 4 },
      unchanged: 0,
      problems: [],
    });
    expect(Object.fromEntries(done.report.lost.map(({ what, count }) => [what, count]))).toEqual({
      attachments: 2,
      comments: 3,
      'custom-fields': 1,
    });

    const team = (await work.owner.get(`/teams/${done.teamId}`)).body;
    expect(team).toMatchObject({ name: 'Kitchen', key: 'KIT' });
    const statuses = (await work.owner.get(`/teams/${done.teamId}/statuses`)).body.items;
    expect(statuses.map(({ name, category }) => [name, category])).toEqual([
      ['Ideas', 'todo'],
      ['Doing', 'in_progress'],
      ['Erledigt', 'done'],
      ['Old', 'todo'],
    ]);
    const tasks = await tasksOf(done.teamId);
    const byTitle = (title: string) => defined(tasks.find((task) => task.title === title));
    const ideas = tasks
      .filter(({ status, archivedAt }) => status === 'Ideas' && archivedAt === null)
      .map(({ title }) => title);
    expect(ideas).toEqual(['First', 'Second']);
    expect(byTitle('Finished')).toMatchObject({ category: 'done', completedAt: '2021-03-04T05:06:07.000Z' });
    expect(byTitle('Put away').archivedAt).not.toBeNull();
    expect(byTitle('On a closed list')).toMatchObject({ status: 'Old', archivedAt: '2021-03-04T05:06:07.000Z' });

    const first = (await work.owner.get(`/tasks/${byTitle('First').id}`)).body;
    expect(first).toMatchObject({
      description: '**bold**',
      dueAt: '2026-12-24T17:00:00.000Z',
      startDate: '2026-12-01',
      assigneeId: sara.id,
      importedPeople: ['Old Colleague'],
      commentCount: 2,
      checklistDone: 1,
      checklistTotal: 2,
      createdAt: '2020-10-19T21:58:24.000Z',
    });
    const labels = (await work.owner.get(`/organizations/${work.organizationId}/labels`)).body.items;
    expect(labels.filter(({ id }) => first.labelIds.includes(id)).map(({ name, colour }) => [name, colour])).toEqual([
      ['Kitchen', '#e2b203'],
      ['Urgent', '#f87462'],
    ]);
    const items = (await work.owner.get(`/tasks/${first.id}/checklist`)).body.items;
    expect(items.map(({ checklist, title, done: ticked }) => [checklist, title, ticked])).toEqual([
      ['Steps', 'One', true],
      ['Steps', 'Two', false],
    ]);
    const comments = (await work.owner.get(`/tasks/${first.id}/comments`)).body.items;
    expect(comments.map(({ author, body, createdAt }) => [author.id, author.name, body, createdAt])).toEqual([
      [sara.id, 'Sara', 'By a member', '2021-02-02T10:00:00.000Z'],
      [null, 'Gone Away', 'By a colleague who left', '2021-02-03T10:00:00.000Z'],
    ]);
    expect((await work.owner.get(`/tasks/${first.id}/log`)).body.items.map(({ type }) => type)).toEqual(['imported']);
    const inbox = (await work.owner.get('/notifications')).body.items;
    expect(inbox[0]).toMatchObject({ type: 'import-finished' });
  });

  it('imported twice adds nothing twice, and later only what is new', async () => {
    const content = board({
      id: trelloId(2),
      name: 'Twice',
      labels: [{ id: trelloId(210), name: 'Twice', color: 'blue' }],
      actions: [comment(20, 1, 'One')],
    });
    const first = await importFile(content);
    const second = await importFile(content);
    expect(second.teamId).toBe(first.teamId);
    expect(second.report).toMatchObject({
      created: { tasks: 0, comments: 0, checklistItems: 0, labels: 0, statuses: 0 },
      unchanged: 6,
    });
    const grown = {
      ...content,
      cards: [...(content.cards ?? []), card(2, 'New')],
      actions: [...(content.actions ?? []), comment(21, 1, 'Two')],
    };
    const third = await importFile(grown);
    expect(third.report.created).toEqual({ tasks: 1, comments: 1, checklistItems: 0, labels: 0, statuses: 0 });
    const tasks = await tasksOf(first.teamId);
    expect(tasks.map(({ title, commentCount }) => [title, commentCount])).toEqual([
      ['Buy a pan', 2],
      ['New', 0],
    ]);
  });

  it('imported twice at once adds nothing twice either', async () => {
    const content = board({
      id: trelloId(3),
      name: 'Race',
      cards: Array.from({ length: 250 }, (_, i) => card(i, `Card ${i}`)),
    });
    const before = await importFile(board({ ...content, cards: [] }));
    const queuedReplies = await Promise.all(
      [1, 2].map(() =>
        work.owner.post(`/organizations/${work.organizationId}/imports`, undefined, {
          raw: upload(content, { teamId: before.teamId }),
        }),
      ),
    );
    await test.settled();
    const endedReplies = await Promise.all(queuedReplies.map(({ body }) => work.owner.get(`/imports/${body.id}`)));
    expect(endedReplies.map(({ body }) => body.status)).toEqual(['done', 'done']);
    expect(endedReplies.reduce((sum, { body }) => sum + body.report.created.tasks, 0)).toBe(250);
    const [row] = await test.database
      .sql`select count(*) as rows, max(number) as last from tasks.task where team_id = ${before.teamId}`;
    expect(row).toEqual({ rows: 250, last: 250 });
  });

  it('goes into an existing team and reuses its statuses of the same name', async () => {
    const task = await makeTask(work.owner, work.teamId);
    const done = await importFile(board({ id: trelloId(4), lists: [list(1, 'to DO'), list(2, 'Waiting')] }), {
      teamId: work.teamId,
    });
    expect(done.report.created).toMatchObject({ tasks: 1, statuses: 1 });
    const statuses = (await work.owner.get(`/teams/${work.teamId}/statuses`)).body.items.map(({ name }) => name);
    expect(statuses).toEqual(['To do', 'In progress', 'Blocked', 'In review', 'Done', 'Cancelled', 'Waiting']);
    const column = await tasksOf(work.teamId, `&status=${work.statuses['To do']}`);
    expect(column.map(({ id, title }) => (id === task.id ? 'ours' : title))).toEqual(['ours', 'Buy a pan']);
  });

  it('creates nothing in its earlier team if that is archived, and fails with the reason', async () => {
    const content = board({ id: trelloId(14), name: 'Archived' });
    const { teamId } = await importFile(content);
    await work.owner.post(`/teams/${teamId}/archive`);
    const refusedImport = await importFile({ ...content, cards: [...(content.cards ?? []), card(2, 'New')] });
    expect([refusedImport.status, refusedImport.report.problems]).toMatchObject([
      'failed',
      [{ code: 'team-archived' }],
    ]);
    expect((await tasksOf(teamId)).map(({ title }) => title)).toEqual(['Buy a pan']);
  });

  it('reports in a dry run what would happen, and changes nothing', async () => {
    const before = (await work.owner.get('/teams')).body.items.length;
    const done = await importFile(board({ id: trelloId(5), name: 'Dry' }), { dryRun: 'true' });
    expect(done).toMatchObject({
      status: 'done',
      dryRun: true,
      teamId: null,
      report: { created: { tasks: 1, statuses: 3 } },
    });
    expect(await finishedEvent(done.id)).toMatchObject({ status: 'done', dryRun: true, tasks: 1, problem: null });
    expect((await work.owner.get('/teams')).body.items.length).toBe(before);
    const secondImport = await importFile(board({ id: trelloId(2), name: 'Twice' }), { dryRun: 'true' });
    expect(secondImport.report.created.tasks).toBe(0);
  });
});

describe('an unusual board', () => {
  it('without labels, actions, checklists or members is imported', async () => {
    const done = await importFile({
      id: trelloId(6),
      name: 'Bare',
      lists: [list(1, 'A')],
      cards: [{ id: 'c', name: 'Just a name', idList: trelloId(1_001) }],
    });
    expect(done.report).toMatchObject({ created: { tasks: 1 }, problems: [] });
    expect((await work.owner.get(`/teams/${done.teamId}/statuses`)).body.items.map(({ name }) => name)).toEqual([
      'A',
      'Done',
    ]);
  });

  it('with the same name twice keeps both lists, both cards, and one label', async () => {
    const done = await importFile(
      board({
        id: trelloId(7),
        name: 'Same',
        lists: [list(1, 'Same'), list(2, 'Same')],
        labels: [
          { id: trelloId(221), name: 'Same', color: 'pink' },
          { id: trelloId(222), name: 'same', color: 'pink' },
        ],
        cards: [
          card(1, 'Same', { idLabels: [trelloId(221)] }),
          card(2, 'Same', { idList: trelloId(1_002), idLabels: [trelloId(222)] }),
        ],
      }),
    );
    expect(done.report.created).toMatchObject({ tasks: 2, statuses: 2, labels: 1 });
    const tasks = await tasksOf(done.teamId);
    expect(new Set(tasks.map(({ statusId }) => statusId)).size).toBe(2);
    expect(new Set(tasks.flatMap(({ labelIds }) => labelIds)).size).toBe(1);
  });

  it('with names that are too long or empty keeps what fits and reports the rest', async () => {
    const long = 'x'.repeat(300);
    const done = await importFile(
      board({
        id: trelloId(8),
        name: 'Long',
        lists: [list(1, 'y'.repeat(200)), list(2, '')],
        cards: [card(1, long), card(2, '')],
      }),
    );
    expect(done.report.problems.map(({ code }) => code).toSorted()).toEqual([
      'name-cut',
      'name-cut',
      'no-name',
      'no-name',
    ]);
    const tasks = await tasksOf(done.teamId);
    expect(tasks.map(({ title }) => title.length)).toEqual([255, '(untitled)'.length]);
    expect((await work.owner.get(`/tasks/${tasks[0]?.id}`)).body.description).toBe(long);
  });

  it('with unreadable parts omits them and reports each with location and reason', async () => {
    const done = await importFile(
      board({
        id: trelloId(9),
        name: 'Broken',
        cards: [
          card(1, 'Good'),
          { name: 'No id' },
          'nonsense',
          card(2, 'No list', { idList: 'gone' }),
          card(3, 'No date', { due: 'soon' }),
          card(4, 'NUL \u0000 and \ud800'),
        ],
        actions: [comment(30, 99, 'On a card that is not here')],
      }),
    );
    expect(done.report.created).toMatchObject({ tasks: 4, comments: 0 });
    expect(done.report.problems.map(({ at, code }) => [at, code])).toEqual([
      ['cards 2', 'malformed'],
      ['cards 3', 'malformed'],
      ['card “No list”', 'no-column'],
      ['card “No date”', 'bad-date'],
      ['card “NUL  and \ufffd”', 'bad-characters'],
      [`comment ${trelloId(50_030)}`, 'no-task'],
    ]);
  });

  it('with a byte-order mark or Western European bytes is imported', async () => {
    const text = JSON.stringify(board({ id: trelloId(10), name: 'Mark' }));
    expect((await importFile(`\ufeff${text}`)).report.created.tasks).toBe(1);
    const western = Buffer.from(
      JSON.stringify(board({ id: trelloId(11), name: 'West', cards: [card(1, 'Küche')] })),
      'latin1',
    );
    const done = await importFile(new Uint8Array(western));
    expect(done.report.problems).toMatchObject([{ at: 'cards 1', code: 'not-utf8' }]);
    expect((await tasksOf(done.teamId))[0]?.title).toBe('Küche');
  });

  it.each([
    ['cut off in the middle', JSON.stringify(board({ id: trelloId(12), name: 'Cut' })).slice(0, -30), 'cut-off'],
    ['empty', '', 'not-json'],
    ['a list', '[1,2,3]', 'not-json'],
    ['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]), 'not-json'],
    ['another tool’s', JSON.stringify({ boards: [{ id: 1, title: 'Deck' }] }), 'not-trello'],
    ['an empty object', '{}', 'not-trello'],
  ])('that is %s fails with a reason, and nothing is written', async (_name, content, code) => {
    const before = (await work.owner.get('/teams')).body.items.length;
    const done = await importFile(content);
    expect(done).toMatchObject({ status: 'failed', report: { created: { tasks: 0, statuses: 0 } } });
    expect(done.report.problems[0]?.code).toBe(code);
    expect(await finishedEvent(done.id)).toMatchObject({ status: 'failed', dryRun: false, problem: { code } });
    expect((await work.owner.get('/teams')).body.items.length).toBe(before);
  });
});

describe('requesting an import', () => {
  const ask = (person: Person, raw: FormData) =>
    person.post(`/organizations/${work.organizationId}/imports`, undefined, { raw });

  it('needs a file, a known format and one of the caller’s teams', async () => {
    const noFile = new FormData();
    noFile.set('format', 'trello');
    expect((await ask(work.owner, noFile)).body.errors[0]?.path).toBe('file');
    expect((await ask(work.owner, upload(board(), { format: 'paper' }))).body.errors[0]?.path).toBe('format');
    expect((await ask(work.owner, upload(board(), { colour: 'red' }))).body.errors[0]?.path).toBe('colour');
    expect((await ask(work.owner, upload(board(), { teamId: crypto.randomUUID() }))).status).toBe(404);
    expect((await work.owner.post(`/organizations/${work.organizationId}/imports`, { format: 'trello' })).status).toBe(
      415,
    );
  });

  it('is limited to people who may create teams, or work in the named one', async () => {
    const reader = await join(test.app, work, { name: 'Reader' });
    const member = await join(test.app, work, { teamRole: 'member', name: 'Member' });
    expect((await ask(reader, upload(board()))).status).toBe(403);
    expect((await ask(reader, upload(board(), { teamId: work.teamId }))).status).toBe(403);
    const queuedReply = await ask(member, upload(board({ id: trelloId(13) }), { teamId: work.teamId }));
    expect(queuedReply.status).toBe(202);
    expect((await reader.get(`/imports/${queuedReply.body.id}`)).status).toBe(404);
    expect((await reader.get(`/organizations/${work.organizationId}/imports`)).body.items).toEqual([]);
    await test.settled();
  });

  it('can be cancelled: what was imported stays, nothing more is added', async () => {
    const queuedReply = await ask(work.owner, upload(board({ id: trelloId(14), name: 'Stop' })));
    const cancelled = await work.owner.post(`/imports/${queuedReply.body.id}/cancel`);
    expect(cancelled.status).toBe(200);
    await test.settled();
    const { status } = (await work.owner.get(`/imports/${queuedReply.body.id}`)).body;
    expect(['cancelled', 'done']).toContain(status);
    expect((await work.owner.post(`/imports/${queuedReply.body.id}/cancel`)).body.status).toBe(status);
  });
});

describe('twelve hundred cards in one file', () => {
  it('are imported chunk by chunk while the app keeps answering', async () => {
    const cards = Array.from({ length: 1_200 }, (_, i) =>
      card(i, `Card ${i}`, { desc: 'text '.repeat(200), idList: trelloId(1_001 + (i % 3)) }),
    );
    const queuedReply = await work.owner.post(`/organizations/${work.organizationId}/imports`, undefined, {
      raw: upload(board({ id: trelloId(15), name: 'Large', cards })),
    });
    const seen = new Set<number>();
    let answers = 0;
    for (;;) {
      const { body, status } = await work.owner.get(`/imports/${queuedReply.body.id}`);
      expect(status).toBe(200);
      answers += 1;
      seen.add(body.progress.done);
      if (body.status === 'done') break;
    }
    await test.settled();
    expect(seen.size).toBeGreaterThan(2);
    expect(answers).toBeGreaterThan(5);
    const done = (await work.owner.get(`/imports/${queuedReply.body.id}`)).body;
    expect(done.report.created.tasks).toBe(1_200);
    const chunks = await test.database.sql`
      select (event->'payload'->>'count')::int as count from platform.event_log
      where event->>'type' = 'import.chunk' and event->'payload'->>'importId' = ${queuedReply.body.id} and event->'payload'->>'count' <> '0'`;
    expect(chunks.map(({ count }) => count)).toEqual([200, 200, 200, 200, 200, 200]);
    const places = await test.database.sql`
      select count(distinct (status_id, rank)) as places from tasks.task where team_id = ${done.teamId}`;
    expect(places[0]?.['places']).toBe(1_200);
  });
});
