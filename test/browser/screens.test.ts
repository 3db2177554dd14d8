import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { board, card, list, upload } from '../files/trello.ts';
import { defined } from '../harness/defined.ts';
import { makeTask, makeWorkspace, signInAgain, type Workspace } from '../harness/people.ts';
import { isEveryScreen, readers } from './readers.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { misfits, smallForFingers, violations } from './readable.ts';
import { expectSeen, expectStarted, goTo, type Visitor } from './visitor.ts';

// Every page of the router: new ones are checked automatically.

const long = {
  en: 'Engineering and quality assurance of everything that the platform department is responsible for',
  fa: 'مهندسی و تضمین کیفیت هر چیزی که دپارتمان سکوی نرم‌افزاری شرکت مسئول آن است و کارهای وابسته به آن',
};

let site: TestSite;
let work: Workspace;
/** Example values for the parameters of addresses. */
let exampleParams: Readonly<Record<string, string>>;
beforeAll(async () => {
  site = await startTestSite(() => ({ SMTP_URL: '', WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' }));
  work = await makeWorkspace(site.test.app, { name: long.en, key: 'ENG' });
  const { owner, organizationId, teamId, statuses } = work;
  await owner.patch(`/organizations/${organizationId}/members/${owner.id}`, { title: long.en, position: 'engineer' });
  await owner.post(`/organizations/${organizationId}/teams`, { name: long.fa });
  const project = await owner.post(`/organizations/${organizationId}/projects`, {
    name: long.en,
    key: 'WEB',
    teamIds: [teamId],
  });
  const label = await owner.post(`/organizations/${organizationId}/labels`, { name: long.fa, colour: '#2f7fb8' });
  const field = await owner.post(`/teams/${teamId}/fields`, { name: long.en, type: 'text', onCard: true });
  const task = await makeTask(owner, teamId, {
    title: `${long.en}, then ${long.fa}`,
    description: `${long.en}\n\n\`${long.en}\``,
    assigneeId: owner.id,
    projectId: project.body.id,
    labelIds: [label.body.id],
    dueDate: '2021-03-04',
    customFields: { [field.body.id]: long.fa },
  });
  await makeTask(owner, teamId, { title: long.fa, assigneeId: owner.id, projectId: project.body.id });
  await makeTask(owner, teamId, { title: long.en, parentId: task.id, statusId: statuses['In progress'] });
  await owner.patch(`/teams/${teamId}/statuses/${statuses['To do']}`, { limit: 1 });
  const goneTask = await makeTask(owner, teamId, { title: long.en, statusId: statuses['Done'] });
  await owner.delete(`/tasks/${goneTask.id}`);
  await owner.post(`/organizations/${organizationId}/invites`, {
    email: 'somebody.with.a.long.name@example.com',
    role: 'member',
  });
  const raw = upload(board({ name: long.en, lists: [list(1, long.fa)], cards: [card(1, long.en)] }));
  const imported = await owner.post(`/organizations/${organizationId}/imports`, undefined, { raw });
  const webhook = await owner.post(`/organizations/${organizationId}/webhooks`, {
    name: long.fa,
    url: `http://127.0.0.1:1/${'long'.repeat(40)}`,
    events: ['milestone.near'],
  });
  await site.test.settled();
  await owner.post(`/webhooks/${webhook.body.id}/test`);
  const messages = await owner.get('/admin/messages');
  exampleParams = {
    organizationId,
    teamId,
    taskId: task.id,
    projectId: project.body.id,
    importId: imported.body.id,
    webhookId: webhook.body.id,
    messageId: defined(messages.body.items[0]).id,
    _splat: 'nothing/here',
  };
});
afterAll(() => site.close());

interface Screen {
  readonly path: string;
  readonly isForGuests: boolean;
}

/** Runs in the page: the addresses of the router that show a page. */
const routes = `Object.values(__TSR_ROUTER__.routesById)
  .filter(({ options }) => options.path !== undefined && options.staticData.title)
  .map(({ id, fullPath }) => ({ path: fullPath.replace(/(.)\\/$/, '$1'), isForGuests: id.startsWith('/_guest') }))`;

async function screensOf(page: Page): Promise<readonly Screen[]> {
  await page.goto('/sign-in');
  await expectStarted(page);
  const screens = await page.evaluate<Screen[]>(routes);
  return screens.map(({ path, isForGuests }) => ({ path: filledIn(path), isForGuests }));
}

function filledIn(path: string): string {
  return path.replaceAll(/\$(\w*)/g, (_all, name: string) => {
    const value = exampleParams[name === '' ? '_splat' : name];
    if (value === undefined) throw new Error(`${path}: say above what $${name} is filled in with`);
    return value;
  });
}

/** Runs in the page: whether all queries have finished. */
const isThere = `document.querySelector('h1, h2') !== null && document.querySelector('.animate-pulse') === null
  && document.getAnimations().length === 0`;

/** With axe on every screen and popup at every width it takes long. */
const timeoutMs = isEveryScreen ? 1_800_000 : 120_000;
const widths = [320, 768, isEveryScreen ? 1440 : 1280];

/**
 * Runs in the page: marks the first button of each kind that opens a popup, and counts them. Rows have the same ones,
 * and the sidebar is the same on every screen. What an open
 * task covers is another screen's.
 */
const markOpeners = `(() => {
  const isOnTop = (one) => {
    one.scrollIntoView({ block: 'center', inline: 'center' });
    const { x, y, width, height } = one.getBoundingClientRect();
    return one.contains(document.elementFromPoint(x + width / 2, y + height / 2));
  };
  const seen = new Set();
  for (const one of document.querySelectorAll('[data-opener]')) one.removeAttribute('data-opener');
  const part = location.pathname.endsWith('/my-work') ? '' : 'main ';
  const openers = [...document.querySelectorAll(part + '[aria-haspopup]')].filter((one) => {
    const kind = one.className + (one.closest('li, tr') ? '' : one.ariaLabel + one.textContent);
    return one.checkVisibility() && !one.disabled && isOnTop(one) && !seen.has(kind) && seen.add(kind);
  });
  openers.forEach((one, index) => one.setAttribute('data-opener', index));
  return openers.length;
})()`;

const popupSelector = '.popup, [role=dialog]';

/** The accessibility problems of the popups that open from a screen. */
async function popupViolations(page: Page): Promise<readonly string[]> {
  const faults: string[] = [];
  const count = await page.evaluate<number>(markOpeners);
  const popups = page.locator(popupSelector);
  const before = await popups.count();
  for (let index = 0; index < count; index += 1) {
    const opener = page.locator(`[data-opener="${index}"]`);
    const name = ((await opener.getAttribute('aria-label')) ?? (await opener.textContent()))?.trim();
    await opener.click();
    await expect.poll(() => popups.count(), { message: `${page.url()}: ${name}` }).toBeGreaterThan(before);
    await expect.poll(() => page.evaluate('document.getAnimations().length')).toBe(0);
    faults.push(...(await violations(page, popupSelector)).map((fault) => `“${name}” open: ${fault}`));
    await page.keyboard.press('Escape');
    await expect.poll(() => popups.count(), { message: `${page.url()}: ${name}` }).toBe(before);
  }
  return faults;
}

/** The problems of a screen. */
async function faultsOf(page: Page, { path }: Screen): Promise<readonly string[]> {
  await goTo(page, path);
  await expect.poll(() => page.evaluate(isThere), { message: path }).toBe(true);
  await expect.poll(() => page.title(), { message: path }).not.toMatch(/^(\(\S+\) )?TaskUno$/);
  const title = await page.title();
  const faults = /(^|[ )])(?!board\.json)[a-z]\w*\.\w+/i.test(title) ? [`the title is ${title}`] : [];
  for (const width of widths) {
    faults.push(...(await misfits(page, width)));
    if (!isEveryScreen) continue;
    const found = [...(await violations(page)), ...(await popupViolations(page))];
    faults.push(...found.map((fault) => `${width}: ${fault}`));
  }
  return faults.map((fault) => `${path} at ${fault}`);
}

describe.each(readers)('in $language, $theme', ({ language, theme }) => {
  let guest: Visitor;
  let owner: Visitor;
  beforeAll(async () => {
    guest = await site.visitor({ language, theme, expected: /status of 4\d\d/ });
    // All screens of a reader take longer than an access token is valid.
    const person = await signInAgain(site.test.app, work.owner);
    owner = await site.visitor({ language, theme, as: person, expected: /status of 404/ });
  });
  afterAll(async () => {
    await guest.close();
    await owner.close();
  });

  it(
    'every page has a title, fits every width, cuts no text at its start, and can be read by everybody',
    { timeout: timeoutMs },
    async () => {
      const screens = await screensOf(guest.page);
      expect(screens.length).toBeGreaterThan(50);
      const openScreens = screens.filter(({ path }) => path !== '/');
      const faultsFor = async (visitor: Visitor, own: readonly Screen[]) => {
        const faults: string[] = [];
        await visitor.page.goto(own[0]?.path ?? '/');
        for (const [index, screen] of own.entries()) {
          const found = await faultsOf(visitor.page, screen);
          faults.push(...found);
          const lines = [`${index + 1} of ${own.length}: ${screen.path}`, ...found, ''];
          if (isEveryScreen) process.stdout.write(lines.join('\n'));
        }
        return faults;
      };
      const faults = await Promise.all([
        faultsFor(
          guest,
          openScreens.filter(({ isForGuests }) => isForGuests),
        ),
        faultsFor(
          owner,
          openScreens.filter(({ isForGuests }) => !isForGuests),
        ),
      ]);
      expect(faults.flat()).toEqual([]);
      expect([...guest.complaints, ...owner.complaints]).toEqual([]);
    },
  );
});

describe('with fingers', () => {
  it('whatever can be tapped is large enough', { timeout: timeoutMs }, async () => {
    const me = await site.visitor({ as: work.owner, width: 360, hasTouch: true, expected: /status of 404/ });
    const screens = (await screensOf(me.page)).filter(({ path, isForGuests }) => path !== '/' && !isForGuests);
    const daily = /^\/(my-work|inbox|settings)$|\/(board|list|workflow)$|board\/tasks\//;
    const small: string[] = [];
    for (const { path } of screens.filter((one) => isEveryScreen || daily.test(one.path))) {
      await goTo(me.page, path);
      await expect.poll(() => me.page.evaluate(isThere), { message: path }).toBe(true);
      small.push(...(await smallForFingers(me.page)).map((what) => `${path}: ${what}`));
    }
    expect(small).toEqual([]);
    await me.close();
  });
});

describe('a title', () => {
  let me: Visitor;
  beforeAll(async () => {
    me = await site.visitor({ as: work.owner, expected: /status of 404/ });
  });
  afterAll(() => me.close());

  it('names the task and its team, and follows what is changed', async () => {
    const { body: task } = await work.owner.post(`/teams/${work.teamId}/tasks`, { title: 'Fix login' });
    await me.page.goto(`/teams/${work.teamId}/board/tasks/${task.id}`);
    await expect.poll(() => me.page.title()).toMatch(`${task.key} Fix login · ${long.en}`);
    expect((await work.owner.patch(`/tasks/${task.id}`, { title: 'Fix the login' })).status).toBe(200);
    await expect.poll(() => me.page.title()).toMatch(`${task.key} Fix the login · ${long.en}`);
    await me.page.keyboard.press('Escape');
    await expect.poll(() => me.page.title()).toMatch(`Board · ${long.en}`);
  });

  it.each([
    '/nothing-here',
    '/admin/nothing',
    '/tasks/01980000-0000-7000-8000-000000000000',
    '/teams/01980000-0000-7000-8000-000000000000/board',
  ])('of %s leaves the sidebar and a way on', async (path) => {
    await me.page.goto(path);
    await expectSeen(me.page.getByRole('navigation', { name: 'Navigation' }));
    await expectSeen(me.page.getByRole('link', { name: 'Back to my work' }));
    expect(await me.page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
  });
});
