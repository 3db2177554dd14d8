import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { join, makeTask, makeWorkspace, type Person, type Workspace } from '../harness/people.ts';
import { readers } from './readers.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { expectNothingBeside, violations } from './readable.ts';
import { statusAfter, cardIn, column, expectSeen, tabTo, type Visitor } from './visitor.ts';

// Daily work with tasks in one story; then every screen of it, for accessibility.

let site: TestSite;
let work: Workspace;
let omid: Person;
let taskId: string;
let projectId: string;
beforeAll(async () => {
  site = await startTestSite();
  work = await makeWorkspace(site.test.app);
  omid = await join(site.test.app, work, { teamRole: 'member' });
  const { owner, teamId, organizationId, statuses } = work;
  const reply = await owner.post(`/organizations/${organizationId}/projects`, {
    name: 'Website',
    key: 'WEB',
    teamIds: [teamId],
  });
  projectId = reply.body.id;
  const field = await owner.post(`/teams/${teamId}/fields`, { name: 'Budget', type: 'number', onCard: true });
  const customer = await owner.post(`/teams/${teamId}/fields`, { name: 'Customer', type: 'text' });
  const whole = await makeTask(owner, teamId, {
    title: 'Prepare the release',
    projectId,
    assigneeId: omid.id,
    estimate: 90,
    recurrence: { rule: 'FREQ=WEEKLY;BYDAY=MO,TH' },
    dueDate: '2021-03-04',
    customFields: { [field.body.id]: 1_200, [customer.body.id]: 'Green Gardens Ltd' },
  });
  taskId = whole.id;
  await makeTask(owner, teamId, { title: 'Write the texts', parentId: taskId });
  await makeTask(owner, teamId, {
    title: 'Renew the certificates',
    statusId: statuses['In progress'],
    assigneeId: owner.id,
  });
  await makeTask(owner, teamId, { title: 'Plan the offsite', priority: 'urgent' });
  const long = 'Waits for a word from the legal department before it goes out to anybody';
  await owner.post(`/organizations/${organizationId}/labels`, { name: long, colour: '#2f7fb8' });
  await owner.post(`/teams/${teamId}/fields`, { name: long, type: 'text' });
  const wilhelmina = await join(site.test.app, work, { name: 'Wilhelmina', teamRole: 'member' });
  await wilhelmina.patch('/auth/me', { name: 'Wilhelmina Featherstonehaugh-Cholmondeley' });
  await wilhelmina.post(`/tasks/${taskId}/comments`, { body: 'I have read it.' });
  const goneTask = await makeTask(owner, teamId, { title: 'Thrown away', statusId: statuses['Done'] });
  await owner.delete(`/tasks/${goneTask.id}`);
  await site.test.settled();
});
afterAll(() => site.close());

describe('somebody who works with tasks', () => {
  let me: Visitor;
  beforeAll(async () => {
    me = await site.visitor({ as: work.owner, expected: /status of 412/ });
  });
  afterAll(() => me.close());
  const panel = () => me.page.getByRole('complementary', { name: /^Task ENG-/ });
  const choose = (name: string) =>
    me.page.getByRole('menuitemradio', { name }).or(me.page.getByRole('menuitem', { name })).first();

  it('reads a task with one request, and one more for the sums of its parts', async () => {
    await me.page.goto(`/teams/${work.teamId}/board`);
    const requestedIds: string[] = [];
    me.page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      // Heartbeats of presence are the only requests that read nothing.
      if (pathname.startsWith('/api/v1/tasks/') && request.method() === 'GET')
        requestedIds.push(pathname.split('/').at(-1) ?? '');
    });
    const open = async (title: string) => {
      await cardIn(me.page, title).getByRole('link').click();
      await expectSeen(panel().getByRole('textbox', { name: 'Write a comment' }));
      await me.page.waitForLoadState('networkidle');
    };
    await open('Plan the offsite');
    expect(requestedIds.splice(0)).toEqual(['page']);
    await me.page.keyboard.press('Escape');
    await open('Prepare the release');
    expect(requestedIds.splice(0)).toEqual(['page', 'roll-up']);
    await expectSeen(panel().getByRole('link', { name: 'Write the texts' }));
    me.page.removeAllListeners('request');
  });

  it('shows in the panel when a task recurs, and changes it', async () => {
    await me.page.goto(`/teams/${work.teamId}/board/tasks/${taskId}`);
    await panel().getByRole('button', { name: 'Every week on Monday and Thursday.' }).click();
    const dialog = me.page.getByRole('dialog', { name: 'Repeats' });
    await dialog.getByLabel('Days, weeks, months or years').selectOption('month');
    await dialog.getByLabel('On which day').selectOption('last');
    await expectSeen(dialog.getByText('Every month on its last day.'));
    const dates = dialog.getByRole('list', { name: 'Next dates' }).getByRole('listitem');
    await expectSeen(dates.first());
    expect(await dates.allTextContents()).toHaveLength(5);
    expect(await dates.first().textContent()).toMatch(/^\w+ (28|29|30|31) \w+ \d{4}$/);
    const save = () => dialog.getByRole('button', { name: 'Save' }).click();
    expect(await statusAfter(me.page, /\/tasks\/[^/]+$/, save)).toBe(200);
    await expectSeen(panel().getByRole('button', { name: 'Every month on its last day.' }));
  });

  it('takes a change back', async () => {
    const undo = me.page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Undo' });
    expect(await statusAfter(me.page, /\/tasks\/[^/]+$/, () => undo.click())).toBe(200);
    await expectSeen(panel().getByRole('button', { name: 'Every week on Monday and Thursday.' }));
  });

  it('does not take back what others changed since', async () => {
    await panel().getByRole('button', { name: 'Priority: Medium' }).click();
    await choose('High').click();
    await expectSeen(panel().getByRole('button', { name: 'Priority: High' }));
    const messages = me.page.getByRole('region', { name: 'Messages' });
    await expectSeen(messages.getByText('priority changed'));
    expect((await omid.patch(`/tasks/${taskId}`, { priority: 'low' })).status).toBe(200);
    await messages.getByRole('button', { name: 'Undo' }).click();
    await expectSeen(messages.getByText('Someone has changed it since'));
    await expectSeen(panel().getByRole('button', { name: 'Priority: Low' }));
  });

  it('keeps of a rule what the dialog does not show', async () => {
    const rule = 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SA;UNTIL=20370101T205959Z;WKST=SA';
    const task = await makeTask(work.owner, work.teamId, { dueDate: '2036-01-05', recurrence: { rule } });
    await me.page.goto(`/teams/${work.teamId}/board/tasks/${task.id}`);
    await panel()
      .getByRole('button', { name: /^Every 2 weeks/ })
      .click();
    const dialog = me.page.getByRole('dialog', { name: 'Repeats' });
    await dialog.getByRole('radio').last().check();
    const save = () => dialog.getByRole('button', { name: 'Save' }).click();
    expect(await statusAfter(me.page, /\/tasks\/[^/]+$/, save)).toBe(200);
    expect((await work.owner.get(`/tasks/${task.id}`)).body.recurrence).toEqual({ rule, from: 'completion' });
    await me.page.goto(`/teams/${work.teamId}/board/tasks/${taskId}`);
  });

  it('adds a subtask, and what the task waits for', async () => {
    const line = panel().getByRole('textbox', { name: 'New subtask' });
    await line.fill('Choose the pictures');
    await line.press('Enter');
    await expectSeen(panel().getByRole('link', { name: 'Choose the pictures' }));
    await panel().getByRole('button', { name: 'Blocked by' }).click();
    await expectSeen(me.page.locator('.popup input:focus'));
    await me.page.keyboard.type('certificates');
    await me.page.getByRole('menuitemradio', { name: /Renew the certificates/ }).click();
    await expectSeen(panel().getByRole('heading', { name: 'Blocked by' }));
    await expectSeen(cardIn(column(me.page, 'To do'), 'Prepare the release').getByTitle('Blocked by another task'));
  });

  it('reads what the task waits for as it is now', async () => {
    const { items } = (await work.owner.get(`/tasks?teamId=${work.teamId}&q=certificates`)).body;
    await expectSeen(panel().getByRole('link', { name: 'Renew the certificates', exact: true }));
    await work.owner.patch(`/tasks/${items[0]?.id}`, { title: 'Renew the certificates of the shop' });
    await expectSeen(panel().getByRole('link', { name: 'Renew the certificates of the shop' }));
  });

  it('mentions somebody by keys, and reacts', async () => {
    await panel().getByRole('textbox', { name: 'Write a comment' }).pressSequentially('Ask @om');
    await expectSeen(panel().getByRole('option', { name: /Omid/ }));
    await me.page.keyboard.press('Enter');
    await me.page.keyboard.press('Control+Enter');
    await expectSeen(
      panel()
        .getByRole('list', { name: 'Comments' })
        .getByText(/Ask @omid/),
    );
    const own = panel()
      .getByRole('article')
      .filter({ hasText: /Ask @omid/ });
    await own.getByRole('button', { name: 'React' }).click();
    await own.getByRole('button', { name: 'Agreed' }).click();
    await expectSeen(panel().getByRole('button', { name: /✅.*by Owner/ }));
  });

  it('adds a file, and finds it', async () => {
    const file = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('To be read aloud') };
    await panel().getByLabel('Add a file').setInputFiles(file);
    await expectSeen(panel().getByRole('link', { name: 'notes.txt' }));
  });

  it('chooses several in the list, changes them together, and takes that back', async () => {
    await me.page.goto(`/teams/${work.teamId}/list?group=priority`);
    const rows = me.page.getByRole('list', { name: 'Tasks' });
    await rows.getByRole('checkbox', { name: 'Select “Write the texts”' }).check();
    await rows.getByRole('link', { name: 'Plan the offsite' }).focus();
    await me.page.keyboard.press('x');
    const bar = me.page.getByRole('toolbar', { name: 'Selected tasks' });
    await expectSeen(bar.getByText('2 selected'));
    await bar.getByRole('button', { name: 'Priority' }).click();
    expect(await statusAfter(me.page, /\/tasks\/bulk$/, () => choose('Low').click())).toBe(200);
    await expectSeen(me.page.getByText('2 tasks changed.'));
    const undo = me.page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Undo' });
    expect(await statusAfter(me.page, /\/tasks\/bulk$/, () => undo.click())).toBe(200);
    await expectSeen(rows.getByRole('checkbox', { name: 'Select all in Urgent' }));
  });

  it('saves what it looks at as a view, and finds it again', async () => {
    await me.page.getByRole('button', { name: 'Views' }).click();
    await choose('Save as view').click();
    await me.page.getByLabel('Name').fill('By urgency');
    await me.page.getByRole('button', { name: 'Save', exact: true }).click();
    await expectSeen(me.page.getByRole('button', { name: 'View: By urgency' }));
    await me.page.goto(`/teams/${work.teamId}/list`);
    await me.page.getByRole('button', { name: 'Views' }).click();
    await choose('By urgency').click();
    await expectSeen(me.page.getByRole('heading', { name: 'Urgent' }));
  });

  it.each([
    ['the list', () => `/teams/${work.teamId}/list`],
    ['my work', () => '/my-work'],
  ])('opens a task from %s by keys, and is back where it was', async (_name, path) => {
    await me.page.goto(path());
    const row = me.page.getByRole('link', { name: 'Renew the certificates' });
    await expectSeen(row);
    await tabTo(me.page, row);
    await me.page.keyboard.press('Enter');
    await expectSeen(panel().getByRole('textbox', { name: 'Write a comment' }));
    await me.page.keyboard.press('Escape');
    await panel().waitFor({ state: 'detached' });
    await expectSeen(row.and(me.page.locator(':focus')));
  });

  it('narrows the list by a project, its milestone and a field of the team', async () => {
    const { owner, teamId } = work;
    const { body: milestone } = await owner.post(`/projects/${projectId}/milestones`, { name: 'Beta' });
    expect((await owner.patch(`/tasks/${taskId}`, { milestoneId: milestone.id })).status).toBe(200);
    await me.page.goto(`/teams/${teamId}/list`);
    const rows = me.page.getByRole('list', { name: 'Tasks' }).getByRole('link');
    await expectSeen(rows.filter({ hasText: 'Plan the offsite' }));
    const addFilter = async (name: string) => {
      await me.page.getByRole('button', { name: 'Filter', exact: true }).click();
      await choose(name).click();
    };
    await addFilter('Project');
    await choose('Website').click();
    await addFilter('Milestone');
    await me.page.getByRole('menuitemcheckbox', { name: 'Beta' }).click();
    await me.page.keyboard.press('Escape');
    await expectSeen(me.page.getByRole('button', { name: 'Milestone: Beta' }));
    await expectSeen(me.page.getByText('1 task', { exact: true }));
    await me.page.getByRole('button', { name: 'Clear' }).click();
    await expectSeen(rows.filter({ hasText: 'Plan the offsite' }));
    await addFilter('Custom fields');
    await me.page.getByLabel('Budget, from').fill('1,000');
    const conditions = me.page.getByRole('dialog');
    await conditions.getByRole('button', { name: 'Filter', exact: true }).click();
    await expectSeen(me.page.getByText('1 task', { exact: true }));
    await expectSeen(rows.filter({ hasText: 'Prepare the release' }));
    await me.page.reload();
    await expectSeen(me.page.getByRole('button', { name: 'Custom fields: Budget: 1,000 – …' }));
    await expectSeen(me.page.getByText('1 task', { exact: true }));
    await me.page.getByRole('button', { name: 'Custom fields: Budget' }).click();
    await me.page.getByLabel('Budget, from').fill('');
    await me.page.getByLabel('Customer').fill('gardens');
    await conditions.getByRole('button', { name: 'Filter', exact: true }).click();
    await expectSeen(me.page.getByRole('button', { name: 'Custom fields: Customer: gardens' }));
    await expectSeen(me.page.getByText('1 task', { exact: true }));
    await expectSeen(rows.filter({ hasText: 'Prepare the release' }));
    const here = me.page.getByRole('navigation', { name: 'Navigation' }).locator('a[aria-current]');
    expect(await here.allTextContents()).toEqual(['Engineering']);
  });

  it('limits where tasks go, and the panel offers no other way', async () => {
    await me.page.goto(`/teams/${work.teamId}/workflow`);
    await me.page.getByRole('button', { name: 'Edit In progress' }).click();
    await me.page.getByLabel('Task limit').fill('1');
    await me.page.getByRole('checkbox', { name: 'Any status' }).uncheck();
    for (const name of ['To do', 'Blocked', 'Cancelled', 'In review']) {
      await me.page.getByRole('checkbox', { name }).uncheck();
    }
    await me.page.getByRole('button', { name: 'Save' }).click();
    await expectSeen(me.page.getByText('only to Done'));
    await me.page.goto(`/teams/${work.teamId}/board`);
    await cardIn(me.page, 'Renew the certificates').getByRole('link').click();
    await panel().getByRole('button', { name: 'Status: In progress' }).click();
    await expectSeen(choose('Done'));
    expect(await me.page.getByRole('menuitemradio').count()).toBe(2);
    await me.page.keyboard.press('Escape');
  });

  it('writes what a project is for, and loses nothing when somebody else did so meanwhile', async () => {
    await me.page.goto(`/projects/${projectId}`);
    await me.page.getByRole('button', { name: /^Add a description/ }).click();
    const field = me.page.getByRole('textbox', { name: 'Description' });
    await field.fill('A place for customers');
    const other = await work.owner.patch(`/projects/${projectId}`, { description: 'A place for everybody' });
    expect(other.status).toBe(200);
    const save = () => me.page.getByRole('button', { name: 'Save' }).click();
    expect(await statusAfter(me.page, /\/projects\/[^/]+$/, save)).toBe(412);
    const both = me.page.getByRole('dialog', { name: /^Conflicting changes/ });
    await expectSeen(both.getByText('A place for everybody'));
    await me.page.keyboard.press('Escape');
    expect(await field.innerText()).toBe('A place for customers');
    await save();
    await expectSeen(both);
    const keep = () => both.getByRole('button', { name: 'Keep mine' }).click();
    expect(await statusAfter(me.page, /\/projects\/[^/]+$/, keep)).toBe(200);
    await expectSeen(me.page.getByRole('region', { name: 'Description' }).getByText('A place for customers'));
  });

  it('restores from the trash what was deleted', async () => {
    await me.page.goto(`/teams/${work.teamId}/trash`);
    const restore = me.page.getByRole('button', { name: /^Restore ENG-/ });
    expect(await statusAfter(me.page, /\/restore$/, () => restore.click())).toBe(200);
    await expectSeen(me.page.getByRole('heading', { name: 'The trash is empty' }));
  });

  it('deletes a closed task at once, and is offered to archive one that is still open', async () => {
    const { owner, teamId, statuses } = work;
    const { page, close } = await site.visitor({ as: owner, expected: /status of 409/ });
    const remove = async (task: { id: string; key: string }) => {
      await page.goto(`/teams/${teamId}/board/tasks/${task.id}`);
      await page.getByRole('button', { name: 'Task menu' }).click();
      await page.getByRole('menuitem', { name: 'Delete', exact: true }).click();
    };
    const open = await makeTask(owner, teamId, { title: 'Still open' });
    await remove(open);
    const dialog = page.getByRole('dialog', { name: `${open.key} is still open` });
    const archive = () => dialog.getByRole('button', { name: 'Archive' }).click();
    expect(await statusAfter(page, /\/archive$/, archive)).toBe(200);
    const closed = await makeTask(owner, teamId, { title: 'Closed', statusId: statuses['Done'] });
    expect(await statusAfter(page, /\/tasks\/[^/]+$/, () => remove(closed))).toBe(204);
    const undo = () => page.getByRole('button', { name: 'Undo' }).last().click();
    expect(await statusAfter(page, /\/restore$/, undo)).toBe(200);
    await close();
  });

  it('deletes permanently from the trash: one, then all', async () => {
    const { owner, teamId, statuses } = work;
    for (const title of ['First', 'Second', 'Third']) {
      const { id } = await makeTask(owner, teamId, { title, statusId: statuses['Done'] });
      expect((await owner.delete(`/tasks/${id}`)).status).toBe(204);
    }
    await me.page.goto(`/teams/${teamId}/trash`);
    const rows = me.page.getByRole('list', { name: 'Trash' }).getByRole('listitem');
    await rows
      .filter({ hasText: 'Second' })
      .getByRole('button', { name: /permanently$/ })
      .click();
    const sure = me.page.getByRole('dialog');
    const purge = () => sure.getByRole('button', { name: 'Delete permanently' }).click();
    expect(await statusAfter(me.page, /\/trash\/[^/]+$/, purge)).toBe(204);
    await rows.filter({ hasText: 'Second' }).waitFor({ state: 'detached' });
    expect(await rows.count()).toBe(2);
    await me.page.getByRole('button', { name: 'Empty trash' }).click();
    const empty = () => sure.getByRole('button', { name: 'Empty trash' }).click();
    expect(await statusAfter(me.page, /\/trash$/, empty)).toBe(204);
    await expectSeen(me.page.getByRole('heading', { name: 'The trash is empty' }));
  });

  it('completes a recurring task, sees the next one, and what undo does with it', async () => {
    const recurrence = { rule: 'FREQ=DAILY' };
    await makeTask(work.owner, work.teamId, { title: 'Water the plants', recurrence, dueDate: '2036-03-04' });
    await me.page.goto(`/teams/${work.teamId}/board`);
    await cardIn(me.page, 'Water the plants').getByRole('link').focus();
    const messages = me.page.getByRole('region', { name: 'Messages' });
    const complete = () => me.page.keyboard.press('e');
    const undo = () => messages.getByRole('button', { name: 'Undo' }).click();
    expect(await statusAfter(me.page, /\/complete$/, complete)).toBe(200);
    await expectSeen(messages.getByText(/^ENG-\d+ completed\. Next task: ENG-\d+, due 5 Mar 2036\.$/));
    expect(await statusAfter(me.page, /\/move$/, undo)).toBe(200);
    await expectSeen(messages.getByText(/^The next task, ENG-\d+, was removed too\.$/));
    expect(await cardIn(me.page, 'Water the plants').count()).toBe(1);

    await cardIn(me.page, 'Water the plants').getByRole('link').focus();
    expect(await statusAfter(me.page, /\/complete$/, complete)).toBe(200);
    const nextTaskText = await messages.getByText(/Next task: ENG-\d+, due 5 Mar 2036/).textContent();
    const [, nextKey = ''] = /Next task: (ENG-\d+)/.exec(nextTaskText ?? '') ?? [];
    const reply = await work.owner.get(`/tasks?teamId=${work.teamId}&q=${nextKey}`);
    expect((await work.owner.patch(`/tasks/${reply.body.items[0]?.id}`, { priority: 'high' })).status).toBe(200);
    expect(await statusAfter(me.page, /\/move$/, undo)).toBe(200);
    await expectSeen(messages.getByText(`The next task, ${nextKey}, was kept because someone has worked on it.`));
    expect(me.complaints).toEqual([]);
  });
});

/** The screens, each with a text that shows when it is loaded. */
const screens = [
  ['the panel', () => `/teams/${work.teamId}/board/tasks/${taskId}`, '.panel article'],
  ['the list', () => `/teams/${work.teamId}/list?group=status`, '[data-row]'],
  ['my work', () => '/my-work', 'main li, main h2'],
  ['the trash', () => `/teams/${work.teamId}/trash`, 'main li, main h2'],
  ['the workflow', () => `/teams/${work.teamId}/workflow`, 'main ol li'],
  ['the fields', () => `/teams/${work.teamId}/fields`, 'main ol li'],
  ['the statistics', () => `/teams/${work.teamId}/statistics`, 'main dl'],
  ['the progress', () => `/projects/${projectId}`, 'main progress'],
  ['the labels', () => `/organizations/${work.organizationId}/labels`, 'main li, main h2'],
] as const;

describe.each(readers)('for who reads $language, $theme', ({ language, theme }) => {
  let reader: Visitor;
  beforeAll(async () => {
    reader = await site.visitor({ language, theme, as: work.owner });
  });
  afterAll(() => reader.close());

  it.each(screens)('%s can be read by everybody, and fits a narrow screen', async (_name, path, shownBy) => {
    await reader.page.goto(path());
    await expectSeen(reader.page.locator(shownBy).first());
    expect(await violations(reader.page)).toEqual([]);
    await expectNothingBeside(reader.page);
    expect(reader.complaints).toEqual([]);
  });
});
