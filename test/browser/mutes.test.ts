import { afterAll, beforeAll, expect, it } from 'vitest';
import { join, makeTask, makeWorkspace, type Person, type Workspace } from '../harness/people.ts';
import { expectNothingBeside, violations } from './readable.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { expectSeen, goTo } from './visitor.ts';

// Tasks and projects are muted where they are shown; the settings list what is muted.

let site: TestSite;
let work: Workspace;
let reader: Person;
let taskId: string;
let projectId: string;
beforeAll(async () => {
  site = await startTestSite();
  work = await makeWorkspace(site.test.app);
  reader = await join(site.test.app, work, { name: 'Reader', teamRole: 'member' });
  taskId = (await makeTask(work.owner, work.teamId, { title: 'Noisy' })).id;
  const project = { name: 'Website', key: 'WEB', teamIds: [work.teamId] };
  projectId = (await work.owner.post(`/organizations/${work.organizationId}/projects`, project)).body.id;
});
afterAll(() => site.close());

const muted = async () => (await reader.get('/notifications/mutes')).body.items.map(({ name }) => name).toSorted();

it('a task and a project are muted in their menus, which is shown, undone, and listed in the settings', async () => {
  const visitor = await site.visitor({ as: reader });
  const { page } = visitor;
  const mark = page.getByRole('button', { name: 'Muted' });
  const choose = async (menu: string, item: string) => {
    await page.getByRole('button', { name: menu }).click();
    await page.getByRole('menuitem', { name: item, exact: true }).click();
  };
  await page.goto(`/teams/${work.teamId}/board/tasks/${taskId}`);
  await choose('Task menu', 'Mute');
  await expectSeen(mark);
  await expect.poll(muted).toEqual(['Noisy']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(muted).toEqual([]);
  await expect.poll(() => mark.count()).toBe(0);
  await choose('Task menu', 'Mute');
  await expect.poll(muted).toEqual(['Noisy']);

  await goTo(page, `/projects/${projectId}`);
  await choose('Project menu', 'Mute');
  await expectSeen(mark);
  await expect.poll(muted).toEqual(['Noisy', 'Website']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(muted).toEqual(['Noisy']);
  await choose('Project menu', 'Mute');
  await expect.poll(muted).toEqual(['Noisy', 'Website']);

  await goTo(page, '/settings/notifications');
  const list = page.getByRole('list', { name: 'Muted' });
  await expect.poll(() => list.getByRole('listitem').count()).toBe(2);
  expect(await violations(page)).toEqual([]);
  await list.getByRole('button', { name: 'Unmute Website' }).click();
  await expect.poll(muted).toEqual(['Noisy']);
  await expect.poll(() => list.getByRole('listitem').count()).toBe(1);
  await list.getByRole('button', { name: 'Unmute Noisy' }).click();
  await expectSeen(page.getByText('Nothing is muted.', { exact: false }));
  expect(await muted()).toEqual([]);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expectSeen(list.getByRole('link', { name: 'Noisy' }));
  expect(visitor.complaints).toEqual([]);
  await visitor.close();
});

it('the list can be read by everybody in Persian, on a narrow screen', async () => {
  await reader.put(`/tasks/${taskId}/mute`);
  await reader.put(`/projects/${projectId}/mute`);
  const visitor = await site.visitor({ as: reader, language: 'fa', theme: 'dark', width: 360 });
  await visitor.page.goto('/settings/notifications');
  await expectSeen(visitor.page.getByRole('link', { name: 'Noisy' }));
  expect(await violations(visitor.page)).toEqual([]);
  await expectNothingBeside(visitor.page);
  await visitor.close();
});
