import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { join, makeTask, makeWorkspace, type Person, type Workspace } from '../harness/people.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { statusAfter, cardIn, expectSeen, goTo, type Visitor } from './visitor.ts';

// A text is neither lost nor overwritten, and does not overwrite others' changes.

let site: TestSite;
let work: Workspace;
let omid: Person;
let me: Visitor;
let taskId: string;
let projectId: string;
beforeAll(async () => {
  site = await startTestSite();
  work = await makeWorkspace(site.test.app);
  omid = await join(site.test.app, work, { teamRole: 'member' });
  taskId = (
    await makeTask(work.owner, work.teamId, {
      title: 'Write the guide',
      description: 'First.',
      assigneeId: omid.id,
      estimate: 60,
    })
  ).id;
  await work.owner.post(`/tasks/${taskId}/checklist`, { title: 'Ask around' });
  const project = { name: 'Guide', key: 'GUI', teamIds: [work.teamId] };
  projectId = (await work.owner.post(`/organizations/${work.organizationId}/projects`, project)).body.id;
  me = await site.visitor({ as: work.owner, expected: /status of (403|412)|ERR_INTERNET_DISCONNECTED/ });
});
afterAll(() => site.close());

const panel = () => me.page.getByRole('complementary', { name: /^Task ENG-/ });
const description = () => panel().getByRole('textbox', { name: 'Description' });
const stored = async () => (await work.owner.get(`/tasks/${taskId}`)).body.description;
const openTask = async () => {
  await me.page.goto(`/teams/${work.teamId}/board/tasks/${taskId}`);
  await expectSeen(panel().getByRole('textbox', { name: 'Title' }));
};
/** Opens the description, and waits for the editor: it takes the place of the field. */
const edit = async () => {
  await panel().getByRole('button', { name: 'Edit description' }).click();
  await expectSeen(panel().getByRole('group', { name: 'Formatting' }).first());
};

describe('a description', () => {
  it('is saved while it is written, as one change, and is not being written any more when the task is opened again', async () => {
    await openTask();
    await edit();
    await description().fill('Sec');
    await expect.poll(stored).toBe('Sec');
    await expectSeen(panel().getByRole('status').getByText('Saved'));
    await description().fill('The second version of it.');
    await panel().getByRole('button', { name: 'Save' }).click();
    // The field shows the text before it is saved.
    await expectSeen(panel().getByRole('button', { name: 'Edit description' }));
    await expectSeen(panel().getByText('The second version of it.'));
    expect(await stored()).toBe('The second version of it.');
    const { items } = (await omid.get(`/tasks/${taskId}/log`)).body;
    const changes = items.filter(({ field }) => field === 'description');
    expect(changes.map(({ before, after }) => [before, after])).toEqual([['First.', 'The second version of it.']]);
    await openTask();
    await expectSeen(panel().getByRole('button', { name: 'Edit description' }));
  });

  it('that others change meanwhile is merged with theirs, which are marked and named', async () => {
    await edit();
    expect(
      (await omid.patch(`/tasks/${taskId}`, { description: 'The second version of it.\n\nBy Omid.' })).status,
    ).toBe(200);
    await description().fill('My words.\n\nThe second version of it.');
    const conflict = me.page.getByRole('dialog');
    await expectSeen(conflict.getByText(/Omid changed this while you were editing/));
    await expectSeen(conflict.locator('del', { hasText: 'By Omid.' }));
    await expectSeen(conflict.locator('ins', { hasText: 'My words.' }));
    await conflict.getByRole('button', { name: 'Merge' }).click();
    await conflict.getByRole('button', { name: 'Save this text' }).click();
    const both = /^My words\.\s+The second version of it\.\s+By Omid\.$/;
    await expect.poll(stored).toMatch(both);
    await expect.poll(() => description().innerText()).toMatch(both);
    await panel().getByRole('button', { name: 'Save' }).click();
    await expectSeen(panel().getByRole('button', { name: 'Edit description' }));
  });

  it('stays as it was typed if a newer card of the task is read before the answer to its saving', async () => {
    const { id } = (await work.owner.post(`/teams/${work.teamId}/statuses`, { name: 'Ideas', category: 'todo' })).body;
    await makeTask(work.owner, work.teamId, { statusId: id });
    const path = `**/api/v1/tasks/${taskId}`;
    await me.page.route(path, async (route) => {
      if (route.request().method() !== 'PATCH') return route.continue();
      const response = await route.fetch();
      await omid.patch(`/tasks/${taskId}`, { title: 'Write the long guide' });
      // The boards of the team are read again.
      await work.owner.delete(`/statuses/${id}?moveTo=${work.statuses['To do']}`);
      await expectSeen(cardIn(me.page, 'Write the long guide'));
      await route.fulfill({ response });
    });
    await edit();
    await description().fill('Typed once.');
    await expectSeen(panel().getByRole('status').getByText('Saved'));
    expect((await description().innerText()).trim()).toBe('Typed once.');
    await me.page.unroute(path);
    await panel().getByRole('button', { name: 'Save' }).click();
    await expectSeen(panel().getByRole('button', { name: 'Edit description' }));
    expect(await stored()).toBe('Typed once.');
  });

  it('is saved when its task is left before the pause', async () => {
    await edit();
    await description().fill('Left in a hurry.');
    await goTo(me.page, '/inbox');
    await expect.poll(stored).toBe('Left in a hurry.');
    // A page that is left before would open with the text still being written.
    const isSaved = `!Object.keys(localStorage).some((key) => key.includes('.description.'))`;
    await expect.poll(() => me.page.evaluate(isSaved)).toBe(true);
    await openTask();
  });

  it('that was begun before others wrote theirs is not saved over it, after a reload either', async () => {
    await edit();
    await me.context.setOffline(true);
    await description().fill('Second, with my words.');
    const isKept = `Object.values(localStorage).some((text) => text.includes('with my words'))`;
    await expect.poll(() => me.page.evaluate(isKept)).toBe(true);
    await me.context.setOffline(false);
    await me.page.goto('/inbox');
    expect((await omid.patch(`/tasks/${taskId}`, { description: 'Second, by Omid.' })).status).toBe(200);
    await openTask();
    await expect.poll(() => description().textContent()).toBe('Second, with my words.');
    await panel().getByRole('button', { name: 'Save' }).click();
    const conflict = me.page.getByRole('dialog');
    await expectSeen(conflict.getByText('Second, by Omid.'));
    expect((await work.owner.get(`/tasks/${taskId}`)).body.description).toBe('Second, by Omid.');
    await conflict.getByRole('button').last().click();
    // A page that is left before would open with the text still being written.
    await expectSeen(panel().getByRole('button', { name: 'Edit description' }));
  });
});

describe('two fields that others wrote into meanwhile', () => {
  it('are asked about one after the other, and each saves the chosen text', async () => {
    await openTask();
    const { promise: isWritten, resolve: goOn } = Promise.withResolvers<void>();
    const path = `**/api/v1/tasks/${taskId}`;
    await me.page.route(path, async (route) => {
      if (route.request().method() === 'PATCH') await isWritten;
      await route.continue();
    });
    const title = panel().getByRole('textbox', { name: 'Title' });
    await title.fill('My guide');
    await title.press('Enter');
    await edit();
    await description().fill('In my words.');
    await panel().getByRole('button', { name: 'Save' }).click();
    const theirs = { title: 'Omid’s guide', description: 'In Omid’s words.' };
    expect((await omid.patch(`/tasks/${taskId}`, theirs)).status).toBe(200);
    goOn();
    const question = me.page.getByRole('dialog');
    await expectSeen(question.getByRole('heading', { name: 'Conflicting changes: title' }));
    await expectSeen(question.getByText('My guide'));
    expect(await question.count()).toBe(1);
    await statusAfter(me.page, /\/tasks\/[^/]+$/, () => question.getByRole('button', { name: 'Keep mine' }).click());
    await expectSeen(question.getByRole('heading', { name: 'Conflicting changes: description' }));
    await expectSeen(question.getByText('In my words.'));
    await question.getByRole('button', { name: 'Use theirs' }).click();
    await question.waitFor({ state: 'detached' });
    await me.page.unroute(path);
    await expectSeen(panel().getByText('In Omid’s words.'));
    const { body } = await work.owner.get(`/tasks/${taskId}`);
    expect([body.title, body.description]).toEqual(['My guide', 'In Omid’s words.']);
  });
});

describe('a comment', () => {
  it('leaves the field at once, returns to it if it is refused, and is saved while it is edited', async () => {
    await openTask();
    const field = panel().getByRole('textbox', { name: 'Write a comment' });
    const { promise: isWritten, resolve: goOn } = Promise.withResolvers<void>();
    await me.page.route('**/comments', async (route) => {
      if (route.request().method() === 'POST') await isWritten;
      await route.continue();
    });
    await field.fill('It is done.');
    const comments = panel().getByRole('list', { name: 'Comments' });
    const sentComment = statusAfter(me.page, /\/comments$/, () => me.page.keyboard.press('Control+Enter'));
    await expectSeen(comments.getByText('It is done.', { exact: true }));
    expect((await field.innerText()).trim()).toBe('');
    await field.fill('So is');
    goOn();
    expect(await sentComment).toBe(201);
    await expect.poll(() => field.innerText()).toBe('So is');
    await me.page.unroute('**/comments');
    const refusal = { type: 'about:blank', title: 'Forbidden', status: 403, code: 'forbidden', detail: 'No.' };
    await me.page.route('**/comments', (route) =>
      route.request().method() === 'POST' ? route.fulfill({ status: 403, json: refusal }) : route.continue(),
    );
    await me.page.keyboard.press('Control+Enter');
    await expectSeen(me.page.getByText('The comment couldn’t be sent.'));
    expect(await field.innerText()).toBe('So is');
    await comments.getByText('So is').waitFor({ state: 'detached' });
    await me.page.unroute('**/comments');
    await field.fill('');
    await panel().getByRole('button', { name: 'Comment menu' }).click();
    await me.page.getByRole('menuitem', { name: 'Edit' }).click();
    await panel().getByRole('textbox', { name: 'Edit' }).fill('It is nearly done.');
    const bodies = async () => (await omid.get(`/tasks/${taskId}/comments`)).body.items.map(({ body }) => body);
    await expect.poll(bodies).toEqual(['It is nearly done.']);
    await panel().getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(bodies).toEqual(['It is done.']);
  });

  it('that was changed in another window meanwhile is not overwritten, nor by cancelling', async () => {
    await panel().getByRole('button', { name: 'Comment menu' }).click();
    await me.page.getByRole('menuitem', { name: 'Edit' }).click();
    const [comment] = (await work.owner.get(`/tasks/${taskId}/comments`)).body.items;
    const isRead = me.page.waitForResponse(/\/comments\?/);
    await work.owner.patch(`/comments/${comment?.id}`, { body: 'It is done elsewhere.' });
    await isRead;
    const field = panel().getByRole('textbox', { name: 'Edit' });
    await field.fill('It is done here.');
    const conflict = me.page.getByRole('dialog');
    await expectSeen(conflict.getByText(/^You changed this comment in another window/));
    await conflict.getByRole('button', { name: 'Use theirs' }).click();
    await expect.poll(() => field.innerText()).toBe('It is done elsewhere.');
    await panel().getByRole('button', { name: 'Cancel' }).click();
    await field.waitFor({ state: 'detached' });
    const { items } = (await omid.get(`/tasks/${taskId}/comments`)).body;
    expect(items.map(({ body }) => body)).toEqual(['It is done elsewhere.']);
  });

  it('that another window saves at the same moment is shown with both texts, which can be merged', async () => {
    await panel().getByRole('button', { name: 'Comment menu' }).click();
    await me.page.getByRole('menuitem', { name: 'Edit' }).click();
    const [comment] = (await work.owner.get(`/tasks/${taskId}/comments`)).body.items;
    let isFirst = true;
    await me.page.route('**/comments/*', async (route) => {
      if (isFirst) await work.owner.patch(`/comments/${comment?.id}`, { body: 'It is really done elsewhere.' });
      isFirst = false;
      await route.continue();
    });
    const field = panel().getByRole('textbox', { name: 'Edit' });
    await field.fill('It is done elsewhere, I say.');
    const conflict = me.page.getByRole('dialog');
    await conflict.getByRole('button', { name: 'Merge' }).click();
    const merged = conflict.getByRole('textbox', { name: 'Text with both changes' });
    expect(await merged.inputValue()).toBe('It is really done elsewhere, I say.');
    await conflict.getByRole('button', { name: 'Save this text' }).click();
    const bodies = async () => (await omid.get(`/tasks/${taskId}/comments`)).body.items.map(({ body }) => body);
    await expect.poll(bodies).toEqual(['It is really done elsewhere, I say.']);
    await me.page.unroute('**/comments/*');
    await panel().getByRole('button', { name: 'Save', exact: true }).click();
    await field.waitFor({ state: 'detached' });
    expect(await bodies()).toEqual(['It is really done elsewhere, I say.']);
  });

  it('is saved by the button also while it is being saved at a pause, and takes no more text until then', async () => {
    await panel().getByRole('button', { name: 'Comment menu' }).click();
    await me.page.getByRole('menuitem', { name: 'Edit' }).click();
    const { promise: isPressed, resolve: goOn } = Promise.withResolvers<void>();
    const sent: unknown[] = [];
    await me.page.route('**/comments/*', async (route) => {
      sent.push(route.request().postDataJSON());
      await isPressed;
      await route.continue();
    });
    const field = panel().getByRole('textbox', { name: 'Edit' });
    await field.fill('It is done, once more.');
    await expect.poll(() => sent.length).toBe(1);
    await panel().getByRole('button', { name: 'Save', exact: true }).click();
    await expect.poll(() => field.getAttribute('contenteditable')).toBe('false');
    goOn();
    await field.waitFor({ state: 'detached' });
    await me.page.unroute('**/comments/*');
  });

  it('that could not be saved is still being edited when the task is opened again', async () => {
    await panel().getByRole('button', { name: 'Comment menu' }).click();
    await me.page.getByRole('menuitem', { name: 'Edit' }).click();
    const refusal = { type: 'about:blank', title: 'Forbidden', status: 403, code: 'forbidden', detail: 'No.' };
    await me.page.route('**/comments/*', (route) => route.fulfill({ status: 403, json: refusal }));
    const field = panel().getByRole('textbox', { name: 'Edit' });
    await field.fill('It is done, they say.');
    await expectSeen(panel().getByRole('status').getByText('Not saved yet'));
    await me.page.unroute('**/comments/*');
    await openTask();
    await expect.poll(() => field.textContent()).toBe('It is done, they say.');
    const save = panel().getByRole('button', { name: 'Save', exact: true });
    expect(await statusAfter(me.page, /\/comments\/[^/]+$/, () => save.click())).toBe(200);
    await field.waitFor({ state: 'detached' });
  });

  it('that answers another one returns to its field if it is refused, and keeps its id', async () => {
    const ids: unknown[] = [];
    const refusal = { type: 'about:blank', title: 'Forbidden', status: 403, code: 'forbidden', detail: 'No.' };
    await me.page.route('**/comments', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      ids.push(route.request().postDataJSON().id);
      return ids.length === 1 ? route.fulfill({ status: 403, json: refusal }) : route.continue();
    });
    await panel().getByRole('button', { name: 'Reply to Owner' }).click();
    const answer = panel().getByRole('textbox', { name: 'Reply to Owner' });
    await answer.fill('Indeed.');
    await me.page.keyboard.press('Control+Enter');
    await expect.poll(() => ids.length).toBe(1);
    await expect.poll(() => answer.inputValue()).toBe('Indeed.');
    const send = panel().getByRole('button', { name: 'Reply', exact: true });
    expect(await statusAfter(me.page, /\/comments$/, () => send.click())).toBe(201);
    expect(ids[1]).toBe(ids[0]);
    await me.page.unroute('**/comments');
  });
});

describe('a browser whose storage is full', () => {
  it('saves what is typed while a text is being saved, gives back a refused comment, and says so once', async () => {
    await openTask();
    await me.page.evaluate(`Storage.prototype.setItem = (key, value) => {
      window.lastRefused = value;
      throw new DOMException('', 'QuotaExceededError');
    }`);
    const { promise: isTyped, resolve: goOn } = Promise.withResolvers<void>();
    const sent: unknown[] = [];
    await me.page.route(`**/api/v1/tasks/${taskId}`, async (route) => {
      if (route.request().method() !== 'PATCH') return route.continue();
      sent.push(route.request().postDataJSON());
      await isTyped;
      await route.continue();
    });
    await edit();
    await description().fill('Without');
    await expect.poll(() => sent.length).toBe(1);
    await description().fill('Without room.');
    await expect.poll(() => me.page.evaluate('window.lastRefused')).toContain('Without room.');
    goOn();
    await expect.poll(stored).toBe('Without room.');
    await panel().getByRole('button', { name: 'Save' }).click();
    await expectSeen(panel().getByRole('button', { name: 'Edit description' }));
    await me.page.unroute(`**/api/v1/tasks/${taskId}`);

    const refusal = { type: 'about:blank', title: 'Forbidden', status: 403, code: 'forbidden', detail: 'No.' };
    await me.page.route('**/comments', (route) =>
      route.request().method() === 'POST' ? route.fulfill({ status: 403, json: refusal }) : route.continue(),
    );
    const field = panel().getByRole('textbox', { name: 'Write a comment' });
    await field.fill('Not lost.');
    await me.page.keyboard.press('Control+Enter');
    await expectSeen(me.page.getByText('The comment couldn’t be sent.'));
    await expect.poll(() => field.innerText()).toBe('Not lost.');
    expect(await me.page.getByText('This browser’s storage is full').count()).toBe(1);
    await me.page.unroute('**/comments');
    await field.fill('');
  });
});

describe('a field that was pressed and left', () => {
  it('does not undo what others wrote into it meanwhile', async () => {
    await openTask();
    await panel().getByRole('button', { name: 'Edit “Ask around”' }).click();
    const { items } = (await omid.get(`/tasks/${taskId}/checklist`)).body;
    expect((await omid.patch(`/checklist-items/${items[0]?.id}`, { title: 'Ask Sara' })).status).toBe(200);
    await expectSeen(panel().getByRole('checkbox', { name: 'Ask Sara' }));
    await panel().getByRole('textbox', { name: 'Edit “Ask Sara”' }).press('Enter');
    await expectSeen(panel().getByRole('button', { name: 'Edit “Ask Sara”' }));

    await panel()
      .getByRole('button', { name: /^Estimate: / })
      .click();
    expect((await omid.patch(`/tasks/${taskId}`, { estimate: 120, title: 'Write the book' })).status).toBe(200);
    await expectSeen(cardIn(me.page, 'Write the book'));
    await panel().getByRole('textbox', { name: 'Estimate' }).press('Enter');
    await expectSeen(panel().getByRole('button', { name: /^Estimate: 2/ }));
    expect((await omid.get(`/tasks/${taskId}/checklist`)).body.items[0]?.title).toBe('Ask Sara');
    expect((await omid.get(`/tasks/${taskId}`)).body.estimate).toBe(120);
  });
});

describe('a title and an item of a checklist', () => {
  it('are saved if their task is left while they are written', async () => {
    const title = panel().getByRole('textbox', { name: 'Title' });
    await title.fill('Write the whole guide');
    await goTo(me.page, '/inbox');
    await expect.poll(async () => (await omid.get(`/tasks/${taskId}`)).body.title).toBe('Write the whole guide');
    await openTask();
    await panel().getByRole('button', { name: 'Edit “Ask Sara”' }).click();
    await panel().getByRole('textbox', { name: 'Edit “Ask Sara”' }).fill('Ask everybody');
    await goTo(me.page, '/inbox');
    const items = async () => (await omid.get(`/tasks/${taskId}/checklist`)).body.items;
    await expect.poll(async () => (await items()).map((item) => item.title)).toEqual(['Ask everybody']);
  });
});

describe('an update of a project', () => {
  it('is gone from the field once it is posted', async () => {
    await me.page.goto(`/projects/${projectId}`);
    await me.page.getByRole('button', { name: 'Write an update' }).click();
    await me.page.getByLabel('Update', { exact: true }).fill('Half is written.');
    const post = () => me.page.getByRole('button', { name: 'Post update' }).click();
    expect(await statusAfter(me.page, /\/updates$/, post)).toBe(201);
    await expectSeen(me.page.locator('.prose:not([role])', { hasText: 'Half is written.' }));
    await me.page.getByRole('button', { name: 'Write an update' }).click();
    expect((await me.page.getByLabel('Update', { exact: true }).innerText()).trim()).toBe('');
  });
});

describe('two changes of a milestone, one after the other', () => {
  it('are both shown, sent in turn, and kept', async () => {
    const reply = await work.owner.post(`/projects/${projectId}/milestones`, { name: 'Draft' });
    expect(reply.status).toBe(201);
    const { promise: isTicked, resolve: goOn } = Promise.withResolvers<void>();
    const sentBodies: unknown[] = [];
    await me.page.route('**/milestones/*', async (route) => {
      sentBodies.push(route.request().postDataJSON());
      await isTicked;
      await route.continue();
    });
    await me.page.getByRole('button', { name: 'Rename Draft' }).click();
    await me.page.keyboard.type('!');
    await me.page.keyboard.press('Enter');
    await expect.poll(() => sentBodies).toEqual([{ name: 'Draft!' }]);
    const done = me.page.getByRole('checkbox', { name: 'Draft is reached' });
    await done.click();
    await expectSeen(me.page.getByRole('button', { name: 'Rename Draft' }).getByText('Draft!'));
    expect(await done.isChecked()).toBe(true);
    goOn();
    await expect.poll(() => sentBodies).toEqual([{ name: 'Draft!' }, { done: true }]);
    await expectSeen(me.page.getByRole('checkbox', { name: 'Draft! is reached', checked: true }));
    const readStored = async () => (await work.owner.get(`/projects/${projectId}/milestones`)).body.items;
    await expect.poll(readStored).toMatchObject([{ name: 'Draft!', done: true }]);
  });
});

it('nothing else was complained of', () => {
  expect(me.complaints).toEqual([]);
});
