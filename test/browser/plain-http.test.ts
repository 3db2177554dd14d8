import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTask, makeWorkspace, password, signUp, type Workspace } from '../harness/people.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { statusAfter, cardIn, column, drag, expectSeen, type Visitor, composeIn } from './visitor.ts';

// A server in a home network, opened by its name: browsers withhold many features from plain HTTP.

let site: TestSite;
let work: Workspace;
let me: Visitor;
beforeAll(async () => {
  site = await startTestSite(undefined, 'taskuno.test');
  const { app } = site.test;
  const setupUrl = (await app.modules.setupUrl()) ?? '';
  await signUp(app, 'Admin', { setupToken: setupUrl.slice(setupUrl.indexOf('#') + 1) });
  work = await makeWorkspace(app);
  await makeTask(work.owner, work.teamId, { title: 'Paint the fence' });
  me = await site.visitor({ expected: /Cross-Origin-Opener-Policy header has been ignored/ });
  await me.page.goto(`/sign-in?next=/teams/${work.teamId}/board`);
  await me.page.getByLabel('Email').fill(work.owner.email);
  await me.page.getByLabel('Password').fill(password);
  await me.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expectSeen(cardIn(me.page, 'Paint the fence'));
});
afterAll(() => site.close());

describe('over plain HTTP', () => {
  const panel = () => me.page.getByRole('complementary', { name: /^Task ENG-/ });

  it('the page is one that browsers keep things from', async () => {
    expect(await me.page.evaluate(`[isSecureContext, 'randomUUID' in crypto, 'clipboard' in navigator]`)).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('a task is made, and moved', async () => {
    await composeIn(me.page, 'To do');
    await me.page.keyboard.type('Mow the lawn');
    expect(await statusAfter(me.page, /\/tasks$/, () => me.page.keyboard.press('Enter'))).toBe(201);
    await me.page.keyboard.press('Escape');
    await drag(me.page, cardIn(me.page, 'Mow the lawn'), column(me.page, 'In progress').locator('.column-body'));
    await expectSeen(cardIn(column(me.page, 'In progress'), 'Mow the lawn'));
  });

  it('a comment, a line of the checklist and a file are added', async () => {
    await cardIn(me.page, 'Paint the fence').click();
    await panel().getByRole('textbox', { name: 'Write a comment' }).fill('Which colour?');
    await me.page.keyboard.press('Control+Enter');
    await expectSeen(panel().getByRole('list', { name: 'Comments' }).getByText('Which colour?'));
    await panel().getByRole('textbox', { name: 'New checklist item' }).fill('Buy paint');
    await me.page.keyboard.press('Enter');
    await expectSeen(panel().getByRole('button', { name: 'Edit “Buy paint”' }));
    const file = { name: 'fence.txt', mimeType: 'text/plain', buffer: Buffer.from('green') };
    await panel().getByLabel('Add a file').setInputFiles(file);
    await expectSeen(panel().getByRole('link', { name: 'fence.txt' }));
  });

  it('the link of a task is copied', async () => {
    await panel().getByRole('button', { name: 'Task menu' }).click();
    await me.page.getByRole('menuitem', { name: 'Copy link' }).click();
    await expectSeen(me.page.getByText('Link copied.'));
    const comment = panel().getByRole('textbox', { name: 'Write a comment' });
    await comment.focus();
    await me.page.keyboard.press('Control+V');
    await expect.poll(() => comment.innerText()).toMatch(`${site.url}/tasks/`);
  });

  it('a template with a subtask is written, and used', async () => {
    await me.page.goto(`/teams/${work.teamId}/templates`);
    await me.page.getByRole('button', { name: 'New template' }).click();
    const dialog = me.page.getByRole('dialog', { name: 'New template' });
    await dialog.getByLabel('Template name').fill('Spring');
    await dialog.getByLabel('Task title').fill('Open the garden');
    await dialog.getByRole('button', { name: 'Add a subtask' }).click();
    await me.page.keyboard.type('Prune the roses');
    const create = () => dialog.getByRole('button', { name: 'Create template' }).click();
    expect(await statusAfter(me.page, /\/task-templates$/, create)).toBe(201);
    const use = () => me.page.getByRole('button', { name: 'Use: Spring' }).click();
    expect(await statusAfter(me.page, /\/use$/, use)).toBe(201);
  });

  it('nothing was complained of', () => {
    expect(me.complaints).toEqual([]);
  });
});
