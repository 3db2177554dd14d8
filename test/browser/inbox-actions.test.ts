import en from '../../web/texts/en/inbox.json' with { type: 'json' };
import fa from '../../web/texts/fa/inbox.json' with { type: 'json' };
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { join, makeTask, makeWorkspace, type Person, type Workspace } from '../harness/people.ts';
import { expectNothingBeside, violations } from './readable.ts';
import { readers } from './readers.ts';
import { moveFinger } from './fingers.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { expectSeen, goTo, untilInstalled, type Visitor } from './visitor.ts';

// The inbox: one row for each task, acted on in place by mouse, keys and fingers, and always up to date.

let site: TestSite;
let work: Workspace;
let reader: Person;
let visitor: Visitor;
let taskIds: Readonly<Record<string, string>>;

beforeAll(async () => {
  site = await startTestSite();
  work = await makeWorkspace(site.test.app);
});
afterAll(() => site.close());

/** A new reader with three tasks, newest first: Talk (assigned, and two comments), Letter, Bill. */
async function newReader(): Promise<void> {
  reader = await join(site.test.app, work, { name: 'Reader', teamRole: 'member' });
  const ids: Record<string, string> = {};
  for (const title of ['Bill', 'Letter', 'Talk']) {
    ids[title] = (await makeTask(work.owner, work.teamId, { title, assigneeId: reader.id })).id;
    await site.test.settled();
  }
  for (const body of ['Hello', 'Are you there?']) await work.owner.post(`/tasks/${ids['Talk']}/comments`, { body });
  await site.test.settled();
  taskIds = ids;
}

const rows = () => visitor.page.getByRole('main').locator('li[data-row]');
const row = (text: string) => rows().filter({ hasText: text });
const focusedRow = () => visitor.page.locator('li[data-row]:has(a:focus)');
const filter = (name: string) => visitor.page.getByRole('group', { name: en.inbox.show }).getByRole('button', { name });
const undo = () => visitor.page.getByRole('button', { name: 'Undo' }).click();
const menuItem = (name: string) => visitor.page.getByRole('menuitem', { name });

/** What the server lists, by the title of each task. */
async function listed(part?: 'unread' | 'snoozed' | 'done'): Promise<string[]> {
  const query = part === undefined ? '?group=task' : (`?group=task&${part}=true` as const);
  const { body } = await reader.get(`/notifications${query}`);
  return body.items.map(({ bodyParts }) => bodyParts[0] ?? '');
}
const unreadCount = async () => (await reader.get('/notifications/count')).body.unread;

async function openInbox(arrival: Parameters<TestSite['visitor']>[0] = {}): Promise<void> {
  visitor = await site.visitor({ as: reader, ...arrival });
  await visitor.page.goto('/inbox');
  await expectSeen(rows().first());
}

beforeEach(newReader);
afterEach(async () => {
  await visitor.close();
});

describe('the rows of the inbox', () => {
  beforeEach(() => openInbox());

  it('show each task once, with its newest sentence and the others on request', async () => {
    await expect.poll(() => rows().count()).toBe(3);
    const talk = rows().first();
    expect(await talk.getByRole('link').textContent()).toContain('Talk: Are you there?');
    expect(await talk.textContent()).toContain('2 more');
    expect(await row('Letter').textContent()).not.toContain('more');
    const others = talk.getByRole('button', { name: '2 more of this task' });
    await others.click();
    await expect.poll(() => talk.getByRole('listitem').count()).toBe(2);
    expect(await talk.getByRole('listitem').first().textContent()).toContain('Hello');
    await others.click();
    await expect.poll(() => talk.getByRole('listitem').count()).toBe(0);
  });

  it('open the task beside them and are read then, also in the list of unread ones', async () => {
    await filter(en.inbox.unread).click();
    await row('Talk').getByRole('link').click();
    await expectSeen(visitor.page.locator('.panel').getByRole('textbox', { name: 'Title' }));
    await expect.poll(unreadCount).toBe(2);
    await expect.poll(() => listed('unread')).toEqual(['Letter', 'Bill']);
    await expectSeen(row('Talk'));
    await filter(en.inbox.all).click();
    await filter(en.inbox.unread).click();
    await expectSeen(row('Letter'));
    expect(await row('Talk').count()).toBe(0);
  });

  it('that were opened leave the list of unread ones when they are done', async () => {
    await filter(en.inbox.unread).click();
    await row('Talk').getByRole('link').click();
    await expect.poll(unreadCount).toBe(2);
    await row('Talk').hover();
    await row('Talk').getByRole('button', { name: en.inbox.done }).click();
    await row('Talk').waitFor({ state: 'detached' });
    await expect.poll(() => listed('done')).toEqual(['Talk']);
  });

  it('appear, and are counted in the sidebar and the title, in every window at once', async () => {
    const second = await visitor.context.newPage();
    await second.goto('/my-work');
    await expect.poll(() => second.title()).toMatch(/^\(5\)/);
    await expect.poll(() => visitor.page.title()).toMatch(/^\(5\)/);
    await makeTask(work.owner, work.teamId, { title: 'Fresh', assigneeId: reader.id });
    await expectSeen(row('Fresh'));
    expect(await rows().first().textContent()).toContain('Fresh');
    await expect.poll(() => second.title()).toMatch(/^\(6\)/);
    await row('Fresh').hover();
    await row('Fresh').getByRole('button', { name: en.inbox.done }).click();
    await expect.poll(() => second.title()).toMatch(/^\(5\)/);
    await expectSeen(second.getByRole('navigation').getByText('5 unread').first());
    await expect.poll(() => visitor.page.title()).toMatch(/^\(5\)/);
  });
});

describe('each action on a row', () => {
  beforeEach(() => openInbox());

  it('done takes it out, and undo brings it back as it was', async () => {
    await row('Letter').hover();
    await row('Letter').getByRole('button', { name: en.inbox.done }).click();
    await expect.poll(() => row('Letter').count()).toBe(0);
    await expect.poll(() => listed('done')).toEqual(['Letter']);
    await undo();
    await expectSeen(row('Letter'));
    expect(await listed('done')).toEqual([]);
    expect(await unreadCount()).toBe(5);
  });

  it('a snoozed one is listed until its time; the lists of snoozed and done ones give it back', async () => {
    await row('Letter').hover();
    await row('Letter').getByRole('button', { name: en.inbox.snooze }).click();
    await menuItem(en.snooze.tomorrow).click();
    await expect.poll(() => listed('snoozed')).toEqual(['Letter']);
    const [snoozed] = (await reader.get('/notifications?snoozed=true')).body.items;
    const at = new Date(snoozed?.snoozedUntil ?? '');
    expect([at.getTime() > Date.now(), at.toLocaleTimeString('en-GB', { timeZone: 'Europe/London' })]).toEqual([
      true,
      '09:00:00',
    ]);
    await filter(en.inbox.snoozed).click();
    await expectSeen(
      row('Letter')
        .getByText(/Until .* 09:00/)
        .filter({ visible: true }),
    );
    await row('Letter').hover();
    await row('Letter').getByRole('button', { name: en.inbox.done }).click();
    await expectSeen(visitor.page.getByText(en.inbox.empty.snoozed.title));
    await filter(en.inbox.doneOnes).click();
    await row('Letter').hover();
    await row('Letter').getByRole('button', { name: en.inbox.toInbox }).click();
    await expectSeen(visitor.page.getByText(en.inbox.empty.done.title));
    await expect.poll(() => listed()).toEqual(['Talk', 'Letter', 'Bill']);
  });

  it('is snoozed until a chosen day and time', async () => {
    await row('Letter').hover();
    await row('Letter').getByRole('button', { name: en.inbox.snooze }).click();
    await menuItem(en.snooze.custom).click();
    const dialog = visitor.page.getByRole('dialog', { name: en.snooze.title });
    await expectSeen(dialog);
    await dialog.getByRole('button', { name: en.snooze.submit }).click();
    await expect.poll(() => listed('snoozed')).toEqual(['Letter']);
  });

  it('completes the task, sets its due date, mutes it, and undoes each', async () => {
    const open = async () => {
      await row('Letter').getByRole('button', { name: en.inbox.more }).click();
    };
    const task = async () => (await reader.get(`/tasks/${taskIds['Letter']}`)).body;
    await open();
    await menuItem(en.inbox.complete).click();
    await expect.poll(async () => (await task()).category).toBe('done');
    await undo();
    await expect.poll(async () => (await task()).category).toBe('todo');

    await open();
    await menuItem(en.inbox.dueTomorrow).click();
    const tomorrow = new Date(Date.now() + 86_400_000).toLocaleDateString('en-CA', { timeZone: 'Europe/London' });
    await expect.poll(async () => (await task()).dueDate).toBe(tomorrow);
    await undo();
    await expect.poll(async () => (await task()).dueDate).toBe(null);

    const isMuted = async () => (await reader.get(`/tasks/${taskIds['Letter']}/mute`)).body.isMuted;
    await open();
    await menuItem(en.inbox.mute).click();
    await expect.poll(isMuted).toBe(true);
    await undo();
    await expect.poll(isMuted).toBe(false);
  });

  it('answers with the comment field of the task', async () => {
    await row('Talk').getByRole('button', { name: en.inbox.more }).click();
    await menuItem(en.inbox.reply).click();
    const field = visitor.page.getByRole('textbox', { name: 'Write a comment' });
    await expect.poll(() => field.and(visitor.page.locator(':focus')).count()).toBe(1);
    await visitor.page.keyboard.type('I am.');
    await visitor.page.keyboard.press('Control+Enter');
    const bodies = async () =>
      (await reader.get(`/tasks/${taskIds['Talk']}/comments`)).body.items.map(({ body }) => body);
    await expect.poll(bodies).toEqual(['Hello', 'Are you there?', 'I am.']);
  });

  it('concerns all on request, with undo', async () => {
    const { page } = visitor;
    await page.getByRole('button', { name: en.inbox.readAll }).click();
    await expect.poll(unreadCount).toBe(0);
    await undo();
    await expect.poll(unreadCount).toBe(5);
    await expectSeen(row('Letter').getByRole('button', { name: en.inbox.markRead }));
    await row('Letter').getByRole('link').focus();
    await page.keyboard.press('u');
    await expect.poll(unreadCount).toBe(4);
    await page.getByRole('button', { name: en.inbox.menu }).click();
    await menuItem(en.inbox.doneRead).click();
    await expect.poll(() => listed('done')).toEqual(['Letter']);
    await undo();
    await expect.poll(() => listed()).toEqual(['Talk', 'Letter', 'Bill']);
  });

  it('that is refused is rolled back, says why, and is repeated on request', async () => {
    const { page } = visitor;
    await page.route('**/notifications/mark', (route) => route.fulfill({ status: 403, json: { code: 'forbidden' } }));
    await row('Letter').hover();
    await row('Letter').getByRole('button', { name: en.inbox.done }).click();
    await expectSeen(page.getByText(/couldn’t be updated/));
    await expectSeen(row('Letter'));
    await page.unroute('**/notifications/mark');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => listed('done')).toEqual(['Letter']);
  });
});

describe('without the server', () => {
  beforeEach(() => openInbox({ isInstalled: true, expected: /ERR_INTERNET_DISCONNECTED/ }));

  it('what is done and snoozed waits, also across a reload, and leaves what arrives meanwhile', async () => {
    const { page, context } = visitor;
    await untilInstalled(page);
    await page.reload();
    await expectSeen(rows().first());
    await context.setOffline(true);
    await row('Letter').getByRole('link').first().focus();
    await page.keyboard.press('e');
    await row('Letter').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+z');
    await expectSeen(row('Letter'));
    await row('Talk').getByRole('link').first().focus();
    await page.keyboard.press('e');
    await row('Talk').waitFor({ state: 'detached' });
    await row('Bill').getByRole('link').first().focus();
    await page.keyboard.press('h');
    await menuItem(en.snooze.tomorrow).click();
    await expect.poll(() => rows().count()).toBe(1);
    await expectSeen(page.getByText('2 changes wait'));
    await expect.poll(() => page.title()).toMatch(/^\(1\)/);

    await page.reload();
    await expectSeen(row('Letter'));
    await expect.poll(() => rows().count()).toBe(1);
    await expect.poll(() => page.title()).toMatch(/^\(1\)/);
    await work.owner.post(`/tasks/${taskIds['Talk']}/comments`, { body: 'One more thing' });
    await site.test.settled();

    await context.setOffline(false);
    await expectSeen(row('One more thing'));
    await expect.poll(() => listed('done')).toEqual(['Talk']);
    await expect.poll(() => listed('snoozed')).toEqual(['Bill']);
    expect(await unreadCount()).toBe(2);
    await expect.poll(() => page.title()).toMatch(/^\(2\)/);
    await expect.poll(() => page.getByText(/wait|being sent/).count()).toBe(0);
  });
});

describe('the keyboard', () => {
  beforeEach(() => openInbox());
  const press = (keys: string) => visitor.page.keyboard.press(keys);
  const focused = async () => (await focusedRow().count()) === 1 && (await focusedRow().textContent());

  it('moves, marks, snoozes and undoes, and the next row has the focus', async () => {
    await press('j');
    await expect.poll(focused).toContain('Talk');
    await press('ArrowDown');
    await expect.poll(focused).toContain('Letter');
    await press('k');
    await expect.poll(focused).toContain('Talk');
    await press('e');
    await expect.poll(focused).toContain('Letter');
    await expect.poll(() => listed('done')).toEqual(['Talk']);
    await press('h');
    await expect.poll(() => visitor.page.locator('[role=menuitem]:focus').count()).toBe(1);
    await press('ArrowDown');
    await press('Enter');
    await expect.poll(focused).toContain('Bill');
    await expect.poll(() => listed('snoozed')).toEqual(['Letter']);
    await press('u');
    await expect.poll(unreadCount).toBe(0);
    await expect.poll(focused).toContain('Bill');
    await press('u');
    await expect.poll(unreadCount).toBe(1);
    await press('e');
    await expectSeen(visitor.page.getByText(en.inbox.empty.all.title));
    await expect.poll(() => visitor.page.locator('#main:focus').count()).toBe(1);
    await press('Control+z');
    await expectSeen(row('Bill'));
  });

  it('selects several, and the next key concerns all of them', async () => {
    await press('j');
    await press('x');
    await press('j');
    await press('x');
    await expectSeen(visitor.page.getByText('2 selected'));
    await press('Escape');
    await expect.poll(() => visitor.page.getByRole('toolbar').count()).toBe(0);
    await press('x');
    await press('j');
    await press('x');
    await press('e');
    await expect.poll(focused).toContain('Talk');
    await expect.poll(() => listed('done')).toEqual(['Letter', 'Bill']);
    await undo();
    await expect.poll(() => listed()).toEqual(['Talk', 'Letter', 'Bill']);
  });

  it('opens, goes on to the next task when one is done, and mutes', async () => {
    await press('j');
    await press('Enter');
    const panel = visitor.page.locator('.panel');
    await expectSeen(panel.getByRole('textbox', { name: 'Title' }));
    await expect.poll(() => visitor.page.locator('.panel:focus').count()).toBe(1);
    // The keys of the list are registered once more: those of the panel, which was opened before, do not take theirs.
    await row('Talk').getByRole('checkbox').click();
    await press('Escape');
    await visitor.page.locator('.panel').focus();
    await press('e');
    await expect.poll(() => visitor.page.url()).toContain(`/inbox/tasks/${taskIds['Letter']}`);
    await expect.poll(() => listed('done')).toEqual(['Talk']);
    await expect.poll(() => panel.getByRole('textbox', { name: 'Title' }).textContent()).toContain('Letter');
    await expect.poll(() => visitor.page.locator('.panel:focus').count()).toBe(1);
    await press('Shift+H');
    await expect.poll(async () => (await reader.get(`/tasks/${taskIds['Letter']}/mute`)).body.isMuted).toBe(true);
    await visitor.page.locator('.panel').focus();
    await press('Escape');
    await expect.poll(focused).toContain('Letter');
  });

  it('is explained truly', async () => {
    await press('?');
    const help = visitor.page.getByRole('dialog');
    for (const label of ['next', 'previous', 'done', 'toggleRead', 'snooze', 'reply', 'mute', 'select'] as const)
      await expectSeen(help.getByText(en.inbox[label], { exact: true }));
  });
});

describe('fingers', () => {
  it('swipe to the right for done and to the left for a snooze; what they touch is large enough', async () => {
    await openInbox({ width: 360, hasTouch: true });
    await moveFinger(row('Letter'), { across: 40 });
    await moveFinger(row('Letter'), { across: 140 });
    await expect.poll(() => listed('done')).toEqual(['Letter']);
    await moveFinger(row('Bill'), { across: -140 });
    await menuItem(en.snooze.nextWeek).or(menuItem(en.snooze.tomorrow)).first().tap();
    await expect.poll(() => listed('snoozed')).toEqual(['Bill']);
    expect(new URL(visitor.page.url()).pathname).toBe('/inbox');
    await filter(en.inbox.doneOnes).tap();
    await moveFinger(row('Letter'), { across: 140 });
    expect(await visitor.page.getByText(en.inbox.toasts.done_one, { exact: true }).count()).toBe(0);
    // The browser takes the first tap after a fast finger as one that stops it.
    await filter(en.inbox.all).click();
    for (const target of [
      row('Talk').getByRole('button', { name: en.inbox.more }),
      row('Talk').getByRole('button', { name: '2 more of this task' }),
      visitor.page.getByRole('button', { name: en.inbox.menu }),
      filter(en.inbox.unread),
    ])
      expect((await target.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    await row('Talk').getByRole('link').click();
    await expect.poll(async () => (await visitor.page.locator('.panel').boundingBox())?.width).toBe(360);
    await expectNothingBeside(visitor.page);
    expect(visitor.complaints).toEqual([]);
  });
});

describe.each(readers)('in $language, $theme', ({ language, theme }) => {
  const width = theme === 'dark' ? 360 : 1280;

  it('every list can be read by everybody', async () => {
    const texts = { en, fa }[language];
    await openInbox({ language, theme, width });
    const { page } = visitor;
    await rows().first().getByRole('button', { expanded: false, name: /[2۲]/ }).first().click();
    await page.keyboard.press('x');
    for (const name of ['doneOnes', 'snoozed', 'unread', 'all'] as const) {
      await page
        .getByRole('group', { name: texts.inbox.show })
        .getByRole('button', { name: texts.inbox[name] })
        .click();
      await expectSeen(page.getByText(name === 'doneOnes' || name === 'snoozed' ? /./ : 'Letter').first());
      expect(await violations(page), name).toEqual([]);
      await expectNothingBeside(page);
      await page.setViewportSize({ width, height: 800 });
    }
    await rows().first().getByRole('button', { name: texts.inbox.more }).click();
    await expectSeen(menuItem(texts.inbox.mute));
    expect(await violations(page), 'menu').toEqual([]);
    await menuItem(texts.inbox.snooze).click();
    await expectSeen(menuItem(texts.snooze.custom));
    expect(await violations(page), 'times').toEqual([]);
    await menuItem(texts.snooze.custom).click();
    await expectSeen(page.getByRole('dialog', { name: texts.snooze.title }));
    expect(await violations(page), 'dialog').toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });
});

describe('a list that cannot be read', () => {
  it('says so and is read again on request; an older one stays', async () => {
    visitor = await site.visitor({ as: reader, expected: /Failed to load resource|ERR_FAILED/ });
    const { page } = visitor;
    await page.route('**/api/v1/notifications?**', (route) => route.abort());
    await page.goto('/inbox');
    await expectSeen(page.getByRole('alert').getByRole('button', { name: 'Try again' }));
    await page.unroute('**/api/v1/notifications?**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expectSeen(row('Letter'));
    await page.route('**/api/v1/notifications?**', (route) => route.abort());
    await goTo(page, '/my-work');
    await makeTask(work.owner, work.teamId, { title: 'Fresh', assigneeId: reader.id });
    await site.test.settled();
    await goTo(page, '/inbox');
    await expectSeen(page.getByText(en.inbox.notRefreshed));
    await expectSeen(row('Letter'));
  });
});
