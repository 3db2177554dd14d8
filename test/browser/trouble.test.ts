import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { join, makeTask, makeWorkspace, type Person, type Workspace } from '../harness/people.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { statusAfter, cardIn, column, drag, expectSeen, type Visitor, composeIn } from './visitor.ts';

// Wrong and hostile input, and an unreachable server.

let site: TestSite;
let work: Workspace;
let sara: Visitor;
beforeAll(async () => {
  site = await startTestSite();
  work = await makeWorkspace(site.test.app);
  await makeTask(work.owner, work.teamId, { title: 'Stay where you are' });
  sara = await site.visitor({ as: work.owner, expected: /ERR_FAILED|status of 422/ });
});
afterAll(() => site.close());

const openBoard = async () => {
  await sara.page.goto(`/teams/${work.teamId}/board`);
  await expectSeen(cardIn(sara.page, 'Stay where you are'));
};

describe('a title', () => {
  it('is text, whatever it looks like', async () => {
    await openBoard();
    const title = `<script>document.title = 'taken'</script><img src=x onerror="document.title='taken'">`;
    await composeIn(sara.page, 'To do');
    await sara.page.keyboard.type(title);
    expect(await statusAfter(sara.page, /\/tasks$/, () => sara.page.keyboard.press('Enter'))).toBe(201);
    await expectSeen(cardIn(column(sara.page, 'To do'), title));
    await cardIn(sara.page, title).click();
    await expectSeen(sara.page.getByRole('complementary'));
    await expect.poll(() => sara.page.title()).toContain(title);
  });

  it('is cut at 255 letters while one types, and an empty one makes no card', async () => {
    await openBoard();
    await composeIn(sara.page, 'To do');
    const field = sara.page.getByLabel('Title of the new task in To do');
    await sara.page.keyboard.press('Enter');
    await field.fill('   ');
    await sara.page.keyboard.press('Enter');
    await field.fill('');
    await sara.page.keyboard.insertText('n'.repeat(300));
    expect(await field.inputValue()).toBe('n'.repeat(255));
    expect(await statusAfter(sara.page, /\/tasks$/, () => sara.page.keyboard.press('Enter'))).toBe(201);
    await expectSeen(cardIn(sara.page, 'n'.repeat(255)));
  });
});

describe('a search of the board', () => {
  it('keeps letters that are typed while the address is updated with earlier ones', async () => {
    await openBoard();
    const field = sara.page.getByRole('searchbox', { name: 'Filter by text' });
    await field.focus();
    await sara.page.evaluate(typeOnceAddressChanges);
    await sara.page.keyboard.type('st');
    await sara.page.waitForURL((url) => url.searchParams.get('q') === 'stay');
    expect(await field.inputValue()).toBe('stay');
    await sara.page.getByRole('navigation', { name: 'Navigation' }).getByRole('link', { name: 'Engineering' }).click();
    await expect.poll(() => field.inputValue()).toBe('');
  });
});

/** Runs in the page: types further at the moment in which the address is updated. */
const typeOnceAddressChanges = `for (const name of ['pushState', 'replaceState']) {
  const write = history[name].bind(history);
  history[name] = (...state) => {
    write(...state);
    if (/[?&]q=st(&|$)/.test(location.search)) document.execCommand('insertText', false, 'ay');
  };
}`;

describe('a name', () => {
  it('that is empty is asked for, and nothing is sent', async () => {
    await sara.page.goto('/welcome');
    await sara.page.getByLabel('Organization name').fill('   ');
    await sara.page.getByRole('button', { name: 'Create organization' }).click();
    await expectSeen(sara.page.getByText('This field is required.'));
    expect(await sara.page.getByLabel('Organization name').getAttribute('aria-invalid')).toBe('true');
  });
});

describe('an import', () => {
  it.each([
    { what: 'a picture', name: 'cat.png', content: '\u0089PNG', message: 'This is not a JSON file.' },
    {
      what: 'another JSON',
      name: 'package.json',
      content: '{"name":"x"}',
      message: 'This JSON file is not a Trello board.',
    },
    {
      what: 'half a board',
      name: 'half.json',
      content: '{"id":"5f8e0c000000000000000001","lists":[',
      message: 'The file is incomplete.',
    },
  ])('of $what says what is wrong with it', async ({ name, content, message: told }) => {
    await sara.page.goto(`/organizations/${work.organizationId}/imports`);
    const file = { name, mimeType: 'application/json', buffer: Buffer.from(content, 'latin1') };
    await sara.page.locator('input[type=file]').setInputFiles(file);
    await expectSeen(sara.page.getByText(told));
  });
});

describe('a session that was ended elsewhere', () => {
  let omid: Person;
  let visitor: Visitor;
  beforeEach(async () => {
    omid = await join(site.test.app, work, { teamRole: 'member' });
    visitor = await site.visitor({ as: omid, expected: /status of 401|ERR_FAILED/ });
  });
  afterEach(() => visitor.close());

  const endSessions = async () => {
    const { items } = (await omid.get('/auth/sessions')).body;
    const others = items.filter(({ current }: { current: boolean }) => !current);
    for (const { id } of others) expect((await omid.delete(`/auth/sessions/${id}`)).status).toBe(204);
    expect(others).not.toEqual([]);
  };

  it('leaves the screen without anybody touching it', async () => {
    await visitor.page.goto(`/teams/${work.teamId}/board`);
    await expectSeen(cardIn(visitor.page, 'Stay where you are'));
    await endSessions();
    await visitor.page.waitForURL(/\/sign-in\?next=/);
    expect(await cardIn(visitor.page, 'Stay where you are').count()).toBe(0);
    expect(visitor.complaints).toEqual([]);
  });

  it('is noticed by a file that is sent', async () => {
    await visitor.page.route('**/api/v1/events*', (route) => route.abort());
    const { body: task } = await omid.post(`/teams/${work.teamId}/tasks`, { title: 'Needs a picture' });
    await visitor.page.goto(`/teams/${work.teamId}/board/tasks/${task.id}`);
    const panel = visitor.page.getByRole('complementary');
    await expectSeen(panel.getByRole('textbox', { name: 'Title' }));
    await endSessions();
    const file = { name: 'picture.txt', mimeType: 'text/plain', buffer: Buffer.from('A house') };
    await panel.locator('input[type=file]').setInputFiles(file);
    await visitor.page.waitForURL(/\/sign-in\?next=/);
    expect(visitor.complaints).toEqual([]);
  });
});

describe('a server that is away', () => {
  it('leaves a dragged card where it was dropped, says that it waits, and takes it when it is back', async () => {
    const { page } = sara;
    await openBoard();
    await page.route('**/move', (route) => route.abort());
    await drag(page, cardIn(page, 'Stay where you are'), column(page, 'Blocked').locator('.column-body'));
    await expectSeen(page.getByText('1 change is being sent…'));
    await expectSeen(page.getByText('Keep this page open until your changes are sent.'));
    await expectSeen(cardIn(column(page, 'Blocked'), 'Stay where you are'));
    expect(await statusAfter(page, /\/move$/, () => page.unroute('**/move'))).toBe(200);
    await page.getByText('1 change is being sent…').waitFor({ state: 'detached' });
    await expectSeen(cardIn(column(page, 'Blocked'), 'Stay where you are'));
  });

  it('gets what was read in the inbox when it is back; all are marked only when asked again', async () => {
    const { page } = sara;
    const omid = await join(site.test.app, work, { teamRole: 'member' });
    for (const title of ['For the owner', 'Another one'])
      await omid.post(`/teams/${work.teamId}/tasks`, { title, assigneeId: work.owner.id });
    await site.test.settled();
    await page.goto('/inbox');
    const row = (title: string) => page.getByRole('listitem').filter({ hasText: title });
    await expectSeen(row('Another one'));
    await page.route('**/notifications/mark', (route) => route.abort());
    await row('For the owner').getByRole('button', { name: 'Mark as read' }).click();
    await expectSeen(row('For the owner').getByRole('button', { name: 'Mark as unread' }));
    await expectSeen(page.getByText('1 change is being sent…'));
    await page.getByRole('button', { name: 'Mark all as read' }).click();
    await expectSeen(page.getByText('Some notifications couldn’t be marked as read.'));
    await expectSeen(row('Another one').getByRole('button', { name: 'Mark as read' }));
    await page.unroute('**/notifications/mark');
    await page.getByRole('button', { name: 'Try again' }).last().click();
    await expectSeen(row('Another one').getByRole('button', { name: 'Mark as unread' }));
    const unread = async () => (await work.owner.get('/notifications/count')).body.unread;
    await expect.poll(unread).toBe(0);
    await page.getByText('1 change is being sent…').waitFor({ state: 'detached' });
  });

  it('keeps the line of a checklist that was typed, and adds it once when it is back', async () => {
    const { page } = sara;
    const { body: task } = await work.owner.post(`/teams/${work.teamId}/tasks`, { title: 'Has a checklist' });
    await page.goto(`/teams/${work.teamId}/board/tasks/${task.id}`);
    await page.route('**/checklist', (route) =>
      route.request().method() === 'POST' ? route.abort() : route.continue(),
    );
    await page.getByRole('textbox', { name: 'New checklist item' }).fill('Call the printer');
    await page.keyboard.press('Enter');
    await expectSeen(page.getByText('1 change is being sent…'));
    expect(await statusAfter(page, /\/checklist$/, () => page.unroute('**/checklist'))).toBe(201);
    await expectSeen(page.getByRole('checkbox', { name: 'Call the printer' }));
    expect((await work.owner.get(`/tasks/${task.id}/checklist`)).body.items).toHaveLength(1);
  });

  it('was all that the page complained of', () => {
    expect(sara.complaints).toEqual([]);
  });
});
