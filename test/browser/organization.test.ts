import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { join, makeTask, makeWorkspace, type Person, signUp, tokenOf, type Workspace } from '../harness/people.ts';
import { readers } from './readers.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { expectNothingBeside, violations } from './readable.ts';
import { expectSeen, goTo, tabTo, type Visitor } from './visitor.ts';

// An organization's members manage it, step by step.

let site: TestSite;
let work: Workspace;
let omid: Person;
let mina: Person;
let guest: Person;
let taskId: string;
let owner: Visitor;
let page: Page;
beforeAll(async () => {
  site = await startTestSite();
  const { app } = site.test;
  work = await makeWorkspace(app);
  omid = await join(app, work, { name: 'Omid', role: 'admin' });
  mina = await join(app, work, { name: 'Mina', teamRole: 'member' });
  guest = await join(app, work, { name: 'Gita', role: 'guest' });
  const { owner: sara, organizationId, teamId } = work;
  for (const person of [omid, mina, guest]) await person.patch('/auth/me', { name: person.name });
  await sara.patch(`/organizations/${organizationId}/members/${omid.id}`, { managerId: sara.id });
  taskId = (await makeTask(sara, teamId, { title: 'Draw the map', assigneeId: mina.id })).id;
  await site.test.settled();
  owner = await site.visitor({ as: sara, expected: /status of (403|404|409)/ });
  ({ page } = owner);
});
afterAll(() => site.close());

const at = (path: string) => `/organizations/${work.organizationId}/${path}` as const;

function row(where: Page | Locator, text: string): Locator {
  return where.getByRole('listitem').filter({ hasText: text });
}

async function chooseIn(menu: string, item: string): Promise<void> {
  await page.getByRole('button', { name: menu }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

describe('members', () => {
  it('are found by name and by role', async () => {
    await page.goto(at('members'));
    await expectSeen(row(page, 'Mina'));
    await page.getByRole('combobox', { name: 'Filter by role' }).selectOption('guest');
    await expectSeen(row(page, 'Gita'));
    await row(page, 'Mina').waitFor({ state: 'detached' });
    await page.getByRole('combobox', { name: 'Filter by role' }).selectOption('');
    await page.getByRole('searchbox').fill('omi');
    await row(page, 'Gita').waitFor({ state: 'detached' });
    await expectSeen(row(page, 'Omid'));
    await page.getByRole('searchbox').fill('');
  });

  it('get a position, a title and a manager', async () => {
    await chooseIn('Actions for Mina', 'Edit…');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Position').selectOption('designer');
    await dialog.getByLabel('Job title', { exact: true }).fill('Map maker');
    await dialog.getByRole('button', { name: 'Choose…' }).click();
    await dialog.getByRole('radio', { name: /^Omid/ }).check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await expectSeen(row(page, 'Mina').getByText('Map maker'));
    const savedReply = await work.owner.get(`/organizations/${work.organizationId}/members/${mina.id}`);
    expect(savedReply.body).toMatchObject({ position: 'designer', title: 'Map maker', managerId: omid.id });
  });

  it('get the reason where a change would make a cycle', async () => {
    await chooseIn('Actions for Omid', 'Edit…');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Choose…' }).click();
    await dialog.getByRole('radio', { name: /^Mina/ }).check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expectSeen(dialog.getByText('This person would report to themselves.'));
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });
});

describe('the chart', () => {
  it('is navigated by keys like a tree, and shows details of a person', async () => {
    await goTo(page, at('chart'));
    const tree = page.getByRole('tree', { name: 'Org chart' });
    await expectSeen(tree.getByRole('treeitem', { name: /Mina/ }));
    await tabTo(page, tree);
    for (const key of ['Home', 'ArrowLeft']) await page.keyboard.press(key);
    const top = tree.getByRole('treeitem', { name: /Owner/ });
    expect(await top.getAttribute('aria-expanded')).toBe('false');
    await tree.getByRole('treeitem', { name: /Mina/ }).waitFor({ state: 'detached' });
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
    const details = page.getByRole('complementary', { name: 'Mina' });
    await expectSeen(details.getByText('Map maker'));
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await details.waitFor({ state: 'detached' });
  });

  it('is looked at from nearer and from farther', async () => {
    const card = page.getByRole('treeitem', { name: /Mina/ });
    const before = await card.boundingBox();
    await page.getByRole('button', { name: 'Zoom in' }).click();
    const nearer = await card.boundingBox();
    expect(nearer?.width).toBeCloseTo((before?.width ?? 0) * 1.25, 0);
    await page.getByRole('button', { name: 'Actual size' }).click();
  });

  it('finds a person by name', async () => {
    await page.getByRole('button', { name: 'Collapse all' }).click();
    await page.getByRole('combobox', { name: 'Find a person' }).fill('mina');
    await page.keyboard.press('Enter');
    await expectSeen(page.getByRole('treeitem', { name: /Mina/ }));
    await expectSeen(page.getByRole('complementary', { name: 'Mina' }));
  });
});

describe('invitations', () => {
  it('are sent to a pasted list, with a result for each line', async () => {
    await goTo(page, at('invitations'));
    await page.getByRole('button', { name: 'Invite people' }).first().click();
    const dialog = page.getByRole('dialog');
    const lines = ['Kim <kim@example.com>', 'lee@example.com', mina.email, 'not an address', 'lee@example.com'];
    await dialog.getByLabel('Email addresses').fill(lines.join('\n'));
    await dialog.getByRole('button', { name: 'Send invitations' }).click();
    await expectSeen(dialog.getByRole('heading', { name: '2 people invited.' }));
    await expectSeen(row(dialog, mina.email).getByText('Already a member'));
    await expectSeen(row(dialog, 'not an address').getByText('Invalid email address', { exact: true }));
    await expectSeen(row(dialog, 'lee@example.com').getByText('Duplicate'));
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Done' }).click();
    await expectSeen(row(page, 'kim@example.com'));
  });

  it('are sent again, and taken back', async () => {
    await chooseIn('Invitation for kim@example.com', 'Send again');
    await expectSeen(page.getByText('Invitation sent to kim@example.com again.'));
    await chooseIn('Invitation for lee@example.com', 'Revoke');
    await row(page, 'lee@example.com').waitFor({ state: 'detached' });
  });

  it('are declined by their link alone', async () => {
    const { items } = (await work.owner.get(`/organizations/${work.organizationId}/invites`)).body;
    const link = await work.owner.post(`/invites/${items[0]?.id}/link`);
    const kim = await site.visitor();
    await kim.page.goto(`/invite#${tokenOf(link.body.url)}`);
    await kim.page.getByRole('button', { name: 'Decline' }).click();
    await expectSeen(kim.page.getByRole('heading', { name: 'Invitation declined' }));
    expect(kim.complaints).toEqual([]);
    await kim.close();
    await expectSeen(page.getByText('No pending invitations'));
  });
});

describe('asking to join', () => {
  it('leads a stranger from the public list into the organization', async () => {
    await goTo(page, at('settings'));
    await page.getByLabel('Show in the public list').check();
    const rob = await signUp(site.test.app, 'Rob');
    const stranger = await site.visitor({ as: rob });
    await stranger.page.goto('/join');
    await stranger.page.getByRole('button', { name: /^Ask to join Acme/ }).click();
    await stranger.page.getByLabel('Message to the admins').fill('I draw maps.');
    await stranger.page.getByRole('dialog').getByRole('button', { name: 'Ask to join' }).click();
    await expectSeen(stranger.page.getByText('Requested', { exact: true }));
    await goTo(page, at('requests'));
    await expectSeen(row(page, 'I draw maps.'));
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Accept', exact: true }).click();
    await expectSeen(page.getByText('No requests'));
    await stranger.page.goto('/');
    await expectSeen(stranger.page.getByRole('link', { name: 'Engineering' }));
    expect(stranger.complaints).toEqual([]);
    await stranger.close();
  });
});

describe('a team', () => {
  it('is described, closed to others, joined, put to rest and brought back', async () => {
    await goTo(page, `/teams/${work.teamId}/settings`);
    await page.getByLabel('Description').fill('Draws maps.');
    await page.getByRole('button', { name: 'Save' }).click();
    await expectSeen(page.getByText('Team saved.'));
    await page.getByLabel('Team members only').check();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: /^Omid/ }).check();
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('combobox', { name: 'Role of Omid' }).selectOption('admin');
    await page.getByRole('button', { name: 'Archive team' }).click();
    await expectSeen(page.getByText('This team is archived'));
    const savedReply = await work.owner.get(`/teams/${work.teamId}`);
    expect(savedReply.body).toMatchObject({ description: 'Draws maps.', visibility: 'team' });
    await goTo(page, at('teams'));
    await page.getByRole('link', { name: 'Engineering', exact: true }).click();
    await page.getByRole('button', { name: 'Restore team' }).click();
    await expectSeen(page.getByRole('link', { name: 'Go to board' }));
  });

  it('shows its members nothing to change where they may not', async () => {
    const member = await site.visitor({ as: mina });
    await member.page.goto(`/teams/${work.teamId}/settings`);
    await expectSeen(member.page.getByText('Draws maps.'));
    expect(await member.page.getByRole('button', { name: 'Save' }).count()).toBe(0);
    expect(await member.page.getByLabel('Team members only').isDisabled()).toBe(true);
    expect(await member.page.getByRole('button', { name: 'Archive team' }).count()).toBe(0);
    expect(member.complaints).toEqual([]);
    await member.close();
  });
});

describe('a project', () => {
  it('is created, described, given a status and an update', async () => {
    await goTo(page, at('projects'));
    await page.getByRole('button', { name: 'New project' }).first().click();
    await page.getByLabel('Name').fill('Atlas of the coast');
    await page.getByRole('button', { name: 'Create project' }).click();
    await expectSeen(page.getByRole('heading', { name: 'Atlas of the coast' }));
    await page.getByRole('button', { name: 'Status: Planned' }).click();
    await page.getByRole('menuitemradio', { name: 'Active' }).click();
    await page.getByRole('button', { name: 'Write an update' }).click();
    await page.getByRole('radio', { name: 'At risk' }).check();
    await page.getByLabel('Update', { exact: true }).pressSequentially('The ship is **late**.');
    await page.getByRole('button', { name: 'Post update' }).click();
    await expectSeen(page.locator('.prose', { hasText: 'The ship is late.' }));
    await page.getByRole('button', { name: 'Atlas of the coast is a favourite' }).click();
    await expectSeen(page.getByRole('navigation').getByRole('link', { name: 'Atlas of the coast' }));
  });

  it('gets milestones, a guest, and tasks from a board', async () => {
    const milestones = page.getByRole('region', { name: 'Milestones' });
    await milestones.getByRole('button', { name: 'Add' }).click();
    await page.getByLabel('Milestone name').fill('First sheet');
    await page.keyboard.press('Enter');
    await page.getByRole('checkbox', { name: 'First sheet is reached' }).check();
    await milestones.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('region', { name: 'Guests' }).getByRole('button', { name: 'Add' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: /^Gita/ }).check();
    await dialog.getByRole('button', { name: 'Add' }).click();
    await expectSeen(row(page, 'Gita'));
    const address = page.url();
    await goTo(page, `/teams/${work.teamId}/board/tasks/${taskId}`);
    await page.getByRole('button', { name: 'Project: No project' }).click();
    await page.getByRole('menuitemradio', { name: 'Atlas of the coast' }).click();
    await expectSeen(page.getByRole('button', { name: 'Project: Atlas of the coast' }));
    await goTo(page, new URL(address).pathname);
    await expectSeen(page.getByRole('link', { name: 'Draw the map' }));
  });

  it('is all that its guest sees', async () => {
    const visitor = await site.visitor({ as: guest, width: 360 });
    await visitor.page.goto(at('projects'));
    await visitor.page.getByRole('link', { name: 'Atlas of the coast' }).click();
    await expectSeen(visitor.page.getByRole('heading', { name: 'Atlas of the coast' }));
    await expectSeen(visitor.page.locator('.prose', { hasText: 'The ship is late.' }));
    expect(await visitor.page.getByRole('button', { name: 'Project menu' }).count()).toBe(0);
    await visitor.page.getByRole('button', { name: 'Open navigation' }).click();
    await expectSeen(visitor.page.getByRole('link', { name: 'Settings' }));
    expect(await visitor.page.getByRole('link', { name: 'Members' }).count()).toBe(0);
    expect(visitor.complaints).toEqual([]);
    await visitor.close();
  });
});

const screens = (): readonly (readonly [path: string, mark: string])[] => [
  [at('members'), `text=${work.owner.email}`],
  [at('chart'), '[role=treeitem]'],
  [at('invitations'), 'main h2'],
  [at('requests'), 'main h2'],
  [at('teams'), 'main li'],
  [at('settings'), 'input[name=slug]'],
  [`/teams/${work.teamId}/settings`, 'input[name=key]'],
  [at('projects'), 'main li'],
  ['/join', 'main li'],
];

describe.each(readers)('in $language, $theme', ({ language, theme }) => {
  it('its pages can be read by everybody, on narrow screens too', async () => {
    const reader = await site.visitor({ language, theme, as: omid });
    await reader.page.goto('/inbox');
    const { items } = (await work.owner.get(`/organizations/${work.organizationId}/projects`)).body;
    for (const [path, mark] of [...screens(), [`/projects/${items[0]?.id}`, '.prose'] as const]) {
      await goTo(reader.page, path);
      await expectSeen(reader.page.locator(mark).first());
      expect(await violations(reader.page), path).toEqual([]);
      await expectNothingBeside(reader.page);
    }
    expect(reader.complaints).toEqual([]);
    await reader.close();
  });
});

describe('leaving', () => {
  it('hands the open tasks over, and ends the view at once', async () => {
    const leaving = await site.visitor({ as: mina, expected: /status of (401|403|404)/ });
    await leaving.page.goto(`/teams/${work.teamId}/board`);
    await expectSeen(leaving.page.getByRole('link', { name: 'Engineering' }));
    await goTo(page, at('members'));
    await chooseIn('Actions for Mina', 'Remove from organization…');
    const dialog = page.getByRole('dialog');
    await expectSeen(dialog.getByText('1 open task will lose its assignee.'));
    await dialog.getByLabel('Reassign them to someone else').check();
    await dialog.getByRole('radio', { name: /^Omid/ }).check();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await row(page, 'Mina').waitFor({ state: 'detached' });
    await site.test.settled();
    expect((await work.owner.get(`/tasks/${taskId}`)).body.assigneeId).toBe(omid.id);
    await leaving.page.getByRole('link', { name: 'Engineering' }).waitFor({ state: 'detached' });
    await leaving.close();
  });

  it('is refused to the last owner', async () => {
    await goTo(page, at('settings'));
    await page.getByRole('button', { name: 'Leave…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
    await expectSeen(page.getByText('An organization needs at least one owner.'));
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  });
});

describe('what one deletes or leaves', () => {
  let other: Workspace;
  let lea: Person;
  let boss: Visitor;
  let member: Visitor;
  beforeAll(async () => {
    const { app } = site.test;
    other = await makeWorkspace(app);
    lea = await join(app, other, { name: 'Lea', teamRole: 'member' });
    boss = await site.visitor({ as: other.owner });
    member = await site.visitor({ as: lea });
  });
  afterAll(() => Promise.all([boss.close(), member.close()]));

  /**
   * Events arrive in order: when the new name has reached the page, so have the earlier ones. Two names in turn,
   * because a read after one event may already contain the next.
   */
  async function expectQuiet(who: Visitor, person: Person): Promise<void> {
    await site.test.settled();
    await goTo(who.page, '/inbox');
    await expectSeen(who.page.getByRole('heading', { name: 'Inbox' }));
    for (const name of [`Former ${person.name}`, `Former and former ${person.name}`, person.name]) {
      expect((await person.patch('/auth/me', { name })).status).toBe(200);
      await expectSeen(who.page.getByRole('button', { name: 'Your account' }).getByText(name, { exact: true }));
    }
    expect(who.complaints).toEqual([]);
  }

  async function closedTeam(name: string): Promise<string> {
    const team = await other.owner.post(`/organizations/${other.organizationId}/teams`, { name, visibility: 'team' });
    expect(team.status).toBe(201);
    await other.owner.put(`/teams/${team.body.id}/members/${lea.id}`, { role: 'member' });
    return team.body.id;
  }

  it('is not asked for any more: a team', async () => {
    const id = await closedTeam('Short-lived');
    await boss.page.goto(`/teams/${id}/settings`);
    await boss.page.getByRole('button', { name: 'Delete…' }).click();
    await boss.page.getByRole('button', { name: 'Delete team' }).click();
    await boss.page.waitForURL('**/teams');
    await row(boss.page, 'Short-lived').waitFor({ state: 'detached' });
    await expectQuiet(boss, other.owner);
  });

  it('is not asked for any more: a closed team', async () => {
    const id = await closedTeam('Quiet');
    await member.page.goto(`/teams/${id}/settings`);
    await member.page.getByRole('button', { name: 'Leave team' }).click();
    await member.page.waitForURL(`**/organizations/${other.organizationId}/teams`);
    await expectQuiet(member, lea);
  });

  it('an open team is still there to read', async () => {
    await member.page.goto(`/teams/${other.teamId}/settings`);
    await member.page.getByRole('button', { name: 'Leave team' }).click();
    await row(member.page, 'Lea').waitFor({ state: 'detached' });
    await expectSeen(member.page.getByRole('heading', { name: 'Engineering' }));
    await expectQuiet(member, lea);
  });

  it('is not asked for any more: an organization', async () => {
    await member.page.goto(`/organizations/${other.organizationId}/settings`);
    await member.page.getByRole('button', { name: 'Leave…' }).click();
    await member.page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
    await member.page.waitForURL('**/welcome');
    await expectQuiet(member, lea);
    const { name } = (await other.owner.get(`/organizations/${other.organizationId}`)).body;
    await boss.page.goto(`/organizations/${other.organizationId}/settings`);
    await boss.page.getByRole('button', { name: 'Delete…' }).click();
    await boss.page.getByLabel(/^Type/).fill(name);
    await boss.page.getByRole('button', { name: 'Delete organization' }).click();
    await boss.page.waitForURL('**/welcome');
    await expectQuiet(boss, other.owner);
  });
});

describe('the end of an organization', () => {
  it('asks for its name, and can be taken back whole', async () => {
    const { name } = (await work.owner.get(`/organizations/${work.organizationId}`)).body;
    await page.getByRole('button', { name: 'Delete…' }).click();
    const dialog = page.getByRole('dialog');
    const submit = dialog.getByRole('button', { name: 'Delete organization' });
    await dialog.getByLabel(/^Type/).fill('Something else');
    expect(await submit.isDisabled()).toBe(true);
    await dialog.getByLabel(/^Type/).fill(name);
    await submit.click();
    await page.waitForURL('**/welcome');
    await page.getByRole('button', { name: 'Restore' }).click();
    await page.waitForURL('**/board');
    await expectSeen(page.getByRole('link', { name: 'Engineering' }));
  });

  it('or of its owner’s part: it is handed over', async () => {
    await goTo(page, at('settings'));
    await page.getByRole('button', { name: 'Transfer…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: /^Omid/ }).check();
    await dialog.getByRole('button', { name: 'Transfer' }).click();
    await expectSeen(page.getByText('Omid is now the owner.'));
    await page.getByRole('button', { name: 'Transfer…' }).waitFor({ state: 'detached' });
    expect(owner.complaints).toEqual([]);
  });
});
