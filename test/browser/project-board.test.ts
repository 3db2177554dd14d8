import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defined } from '../harness/defined.ts';
import { makeTask, makeWorkspace, type Workspace } from '../harness/people.ts';
import { misfits, violations } from './readable.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { cardIn, column, composeIn, drag, expectSeen, goTo, statusAfter, type Visitor } from './visitor.ts';

// The board of a project that two teams work on: one of them has another workflow.

let site: TestSite;
let work: Workspace;
let me: Visitor;
let designId: string;
let taskIds: Readonly<Record<string, string>>;
let board: `/projects/${string}/board`;

beforeAll(async () => {
  site = await startTestSite();
  work = await makeWorkspace(site.test.app);
  const { owner, organizationId, teamId } = work;
  designId = (await owner.post(`/organizations/${organizationId}/teams`, { name: 'Design', key: 'DES' })).body.id;
  const statuses = (await owner.get(`/teams/${designId}/statuses`)).body.items;
  const blocked = defined(statuses.find(({ name }) => name === 'Blocked'));
  await owner.patch(`/statuses/${blocked.id}`, { name: 'Waiting for print' });
  const project = { name: 'Leaflet', key: 'LEA', teamIds: [teamId, designId] };
  const { body } = await owner.post(`/organizations/${organizationId}/projects`, project);
  board = `/projects/${body.id}/board`;
  const make = async (team: string, title: string, more: object = {}) =>
    [title, (await makeTask(owner, team, { title, projectId: body.id, ...more })).id] as const;
  taskIds = Object.fromEntries([
    await make(teamId, 'Write the text'),
    await make(designId, 'Draw the logo', { assigneeId: owner.id }),
    await make(designId, 'Choose the paper'),
  ]);
  me = await site.visitor({ as: owner, width: 1900 });
  await me.page.goto(board);
});
afterAll(async () => {
  await me.close();
  await site.close();
});

const statusOf = async (title: string) => (await work.owner.get(`/tasks/${taskIds[title]}`)).body.status;
const body = (name: string): Locator => column(me.page, name).locator('.column-body');

it('has a column for each name of a status, and the cards of both teams in it', async () => {
  const { page } = me;
  for (const title of Object.keys(taskIds)) await expectSeen(cardIn(column(page, 'To do'), title));
  for (const name of ['Blocked', 'Waiting for print']) await expectSeen(column(page, name));
  expect(await violations(page)).toEqual([]);
});

it('gives a card its own team’s status, and says where that team has none', async () => {
  const { page } = me;
  const move = () => drag(page, cardIn(page, 'Draw the logo'), body('In review'));
  expect(await statusAfter(page, /\/move$/, move)).toBe(200);
  expect(await statusOf('Draw the logo')).toBe('In review');
  await drag(page, cardIn(page, 'Choose the paper'), body('Blocked'));
  await expectSeen(page.getByText(/^The team of DES-\d+ has no such status\./).first());
  await expectSeen(cardIn(column(page, 'To do'), 'Choose the paper'));
  expect(await statusOf('Choose the paper')).toBe('To do');
});

it('asks for the team of a new card', async () => {
  const { page } = me;
  await composeIn(page, 'To do');
  await page.getByRole('combobox', { name: 'Team of the new task' }).selectOption({ label: 'Design' });
  await page.getByRole('textbox', { name: 'Title of the new task in To do' }).fill('Print it');
  expect(await statusAfter(page, /\/teams\/[^/]+\/tasks$/, () => page.keyboard.press('Enter'))).toBe(201);
  await page.keyboard.press('Escape');
  const { items } = (await work.owner.get(`/tasks?teamId=${designId}&q=Print`)).body;
  expect(items).toMatchObject([{ title: 'Print it', status: 'To do' }]);
});

it('keeps its lanes in a saved view, which finds them again and fits a phone', async () => {
  const { page } = me;
  const lane = (name: string) => page.getByRole('region', { name, exact: true });
  await page.getByRole('button', { name: 'Group by: No grouping' }).click();
  await page.getByRole('menuitemradio', { name: 'Assignee' }).click();
  await expectSeen(cardIn(lane('Owner'), 'Draw the logo'));
  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('menuitem', { name: 'Save as view' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('By person');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expectSeen(page.getByRole('button', { name: 'View: By person' }));
  await goTo(page, '/my-work');
  await page.getByRole('navigation', { name: 'Navigation' }).getByRole('link', { name: 'By person' }).click();
  await expectSeen(cardIn(lane('Owner'), 'Draw the logo'));
  await expectSeen(cardIn(lane('Unassigned'), 'Print it'));
  expect(await misfits(page, 320)).toEqual([]);
  expect(await violations(page)).toEqual([]);
  expect(me.complaints).toEqual([]);
});
