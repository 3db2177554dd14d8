import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { join, makeTask, makeWorkspace, type Workspace } from '../harness/people.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { expectSeen, goTo, statusAfter, type Visitor } from './visitor.ts';

// Texts are edited as they will be read, and stored as Markdown.

let site: TestSite;
let work: Workspace;
let me: Visitor;
let taskId: string;
const source = '# Plan\nTalk to Sara about ENG-1\n\n* [ ] book\n* [x] ask\n\n<details>\n\n```js\nrun()\n```\n';
beforeAll(async () => {
  site = await startTestSite();
  work = await makeWorkspace(site.test.app);
  await join(site.test.app, work, { teamRole: 'member' });
  taskId = (await makeTask(work.owner, work.teamId, { title: 'Write the guide', description: source })).id;
  me = await site.visitor({ as: work.owner });
});
afterAll(() => site.close());

const panel = () => me.page.getByRole('complementary', { name: /^Task ENG-/ });
const description = () => panel().getByRole('textbox', { name: 'Description' });
const stored = async () => (await work.owner.get(`/tasks/${taskId}`)).body.description;
const open = async () => {
  await me.page.goto(`/teams/${work.teamId}/board/tasks/${taskId}`);
  await panel().getByRole('button', { name: 'Edit description' }).click();
  await expectSeen(panel().getByRole('group', { name: 'Formatting' }));
};
const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const pastePicture = (field: string) =>
  me.page.evaluate(`{
    const clipboard = new DataTransfer();
    const content = Uint8Array.from(atob('${dot}'), (sign) => sign.charCodeAt(0));
    clipboard.items.add(new File([content], 'dot.png', { type: 'image/png' }));
    const paste = new ClipboardEvent('paste', { clipboardData: clipboard, bubbles: true, cancelable: true });
    document.querySelector('[role=textbox][aria-label="${field}"]').dispatchEvent(paste);
  }`);
/** Lets uploads wait until the returned function is called. */
const holdUploads = async () => {
  const { promise: isReleased, resolve } = Promise.withResolvers<void>();
  await me.page.route('**/attachments*', async (route) => {
    if (route.request().method() === 'POST') await isReleased;
    await route.continue();
  });
  return resolve;
};
/** The status of the task's change, after `act` has caused it. */
const saved = (act: () => Promise<unknown>) => statusAfter(me.page, /\/tasks\/[^/]+$/, act);

it('is code of at most 145 KB, loaded when it is needed', () => {
  const folder = new URL('../../web/dist/assets/', import.meta.url);
  const files = readdirSync(folder).filter((name) => /^text-editor-.*\.js$/.test(name));
  expect(files).toHaveLength(1);
  for (const name of files) expect(gzipSync(readFileSync(new URL(name, folder))).length).toBeLessThan(145_000);
});

describe('a description', () => {
  it('opens by a click on it, and one that was only looked at is not written', async () => {
    await me.page.goto(`/teams/${work.teamId}/board/tasks/${taskId}`);
    await panel().getByRole('heading', { name: 'Plan' }).click();
    await expectSeen(panel().getByRole('group', { name: 'Formatting' }));
    await me.page.keyboard.press('Escape');
    await description().waitFor({ state: 'detached' });
    expect(await stored()).toBe(source);
  });

  it('is saved when it is left, with the bytes of what was not edited', async () => {
    await open();
    await me.page.keyboard.press('Control+Home');
    await me.page.keyboard.type('A ');
    await description().getByText('Talk to').click();
    await me.page.keyboard.press('End');
    await me.page.keyboard.type('!');
    expect(await saved(() => panel().getByRole('textbox', { name: 'Title' }).click())).toBe(200);
    expect(await stored()).toBe(source.replace('# Plan', '# A Plan').replace('ENG-1', 'ENG-1!'));
  });

  it('writes what is typed: blocks from the menu, people, marks and line breaks', async () => {
    await work.owner.patch(`/tasks/${taskId}`, { description: 'Begin' });
    await open();
    await me.page.keyboard.type('\n/hea');
    await me.page.keyboard.press('Enter');
    await me.page.keyboard.type('Next\n[] ask ');
    await me.page.keyboard.type('@');
    await panel().getByRole('option', { name: 'Omid' }).click();
    await me.page.keyboard.type('**soon**\n\none');
    await me.page.keyboard.press('Shift+Enter');
    await me.page.keyboard.type('two');
    expect(await saved(() => me.page.keyboard.press('Control+Enter'))).toBe(200);
    expect(await stored()).toMatch(/^Begin\n\n# Next\n\n- \[ \] ask @omid\.\w+ \*\*soon\*\*\n\none\ntwo$/);
  });

  it('ticks its checkboxes without the editor', async () => {
    const box = panel().getByRole('region', { name: 'Description' }).getByRole('checkbox');
    expect(await saved(() => box.click())).toBe(200);
    expect(await stored()).toContain('- [x] ask');
    expect(await description().count()).toBe(0);
  });

  it('takes a pasted picture, shows it, and keeps it as a file of the task', async () => {
    await open();
    await pastePicture('Description');
    await expectSeen(description().getByRole('img', { name: 'dot.png' }));
    expect(await saved(() => me.page.keyboard.press('Escape'))).toBe(200);
    const { items } = (await work.owner.get(`/tasks/${taskId}/attachments`)).body;
    expect(await stored()).toContain(`![dot.png](/api/v1/attachments/${items[0]?.id})`);
  });

  it('that is left while a picture is being uploaded is saved with it', async () => {
    await work.owner.patch(`/tasks/${taskId}`, { description: 'See' });
    await open();
    const release = await holdUploads();
    await pastePicture('Description');
    await panel().getByRole('textbox', { name: 'Title' }).click();
    await expectSeen(panel().getByRole('button', { name: 'Save', exact: true }).and(me.page.locator('[aria-busy]')));
    expect(await saved(async () => release())).toBe(200);
    expect(await stored()).toMatch(/^See!\[dot\.png\]\(\/api\/v1\/attachments\/[^)]+\)$/);
    await me.page.unrouteAll({ behavior: 'wait' });
  });

  it('can be edited as Markdown instead, and comes back with what was typed', async () => {
    await open();
    await panel().getByRole('button', { name: 'Markdown' }).first().click();
    await description().fill('plain *text*');
    await panel().getByRole('button', { name: 'Markdown' }).first().click();
    await expectSeen(description().locator('em', { hasText: 'text' }));
    expect(await saved(() => me.page.keyboard.press('Control+Enter'))).toBe(200);
    expect(await stored()).toBe('plain *text*');
  });
});

describe('a list under the caret', () => {
  it('inserts what belongs to what was typed, also if Enter is pressed before it is there', async () => {
    const [first, other] = [
      await makeTask(work.owner, work.teamId, { title: 'Zebra' }),
      await makeTask(work.owner, work.teamId, { title: 'Zebu' }),
    ];
    await open();
    await me.page.keyboard.type('\n#zeb');
    const options = me.page.getByRole('option');
    await expectSeen(options.filter({ hasText: 'Zebra' }));
    const { promise: isPressed, resolve: goOn } = Promise.withResolvers<void>();
    await me.page.route(/\/tasks\?.*q=zebr/, async (route) => {
      await isPressed;
      await route.continue();
    });
    await me.page.keyboard.type('r');
    await me.page.keyboard.press('Enter');
    goOn();
    await expectSeen(description().getByText(first.key));
    await me.page.keyboard.type('#zebu');
    await expect.poll(() => options.count()).toBe(1);
    await me.page.keyboard.press('Enter');
    expect(await saved(() => me.page.keyboard.press('Control+Enter'))).toBe(200);
    expect(await stored()).toMatch(new RegExp(`\n\n${first.key} ${other.key}$`));
    await me.page.unrouteAll();
  });
});

describe('a comment', () => {
  it('is sent with a picture that is being uploaded, and stays unsent if the picture does not come', async () => {
    const field = panel().getByRole('textbox', { name: 'Write a comment' });
    await field.click();
    await expectSeen(panel().getByRole('group', { name: 'Formatting' }));
    await me.page.keyboard.type('See');
    let release = await holdUploads();
    await pastePicture('Write a comment');
    const send = panel().getByRole('button', { name: 'Comment', exact: true });
    await send.click();
    await expectSeen(send.and(me.page.locator('[aria-busy]')));
    expect(await statusAfter(me.page, /\/comments$/, async () => release())).toBe(201);
    const bodies = async () => (await work.owner.get(`/tasks/${taskId}/comments`)).body.items.map(({ body }) => body);
    expect(await bodies()).toEqual([expect.stringMatching(/^See!\[dot\.png\]\(\/api\/v1\/attachments\/[^)]+\)$/)]);
    await me.page.unrouteAll({ behavior: 'wait' });

    release = await holdUploads();
    await field.click();
    await me.page.keyboard.type('Again');
    await pastePicture('Write a comment');
    await send.click();
    await goTo(me.page, '/inbox');
    release();
    await expectSeen(me.page.getByText('dot.png is among the files, but not in the text.'));
    expect(await bodies()).toHaveLength(1);
    await me.page.unrouteAll({ behavior: 'wait' });
    await me.page.goto(`/teams/${work.teamId}/board/tasks/${taskId}`);
    await expect.poll(() => field.textContent()).toBe('Again');
    await field.fill('');
  });

  it('links the keys of tasks, which open them', async () => {
    const other = await makeTask(work.owner, work.teamId, { title: 'Another one' });
    const field = panel().getByRole('textbox', { name: 'Write a comment' });
    await field.click();
    await expectSeen(panel().getByRole('group', { name: 'Formatting' }));
    await me.page.keyboard.type(`See ${other.key}.`);
    expect(await statusAfter(me.page, /\/comments$/, () => me.page.keyboard.press('Control+Enter'))).toBe(201);
    await expect.poll(() => field.innerText().then((text) => text.trim())).toBe('');
    await panel().getByRole('link', { name: other.key }).click();
    await expectSeen(me.page.getByRole('complementary', { name: `Task ${other.key}` }));
  });
});
