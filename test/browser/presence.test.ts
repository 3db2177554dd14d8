import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { join, makeTask, makeWorkspace } from '../harness/people.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { cardIn, expectSeen, goTo } from './visitor.ts';

let site: TestSite;
beforeAll(async () => {
  site = await startTestSite();
});
afterAll(() => site.close());

async function makeTeam() {
  const work = await makeWorkspace(site.test.app);
  const omid = await join(site.test.app, work, { name: 'Omid', teamRole: 'member' });
  const task = await makeTask(work.owner, work.teamId, { title: 'Plan the trip' });
  return { ...work, omid, task, board: `/teams/${work.teamId}/board` };
}

/** Runs in the page: it goes to the background, or comes back. */
const setVisibility = (state: 'hidden' | 'visible') => `
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => '${state}' });
  document.dispatchEvent(new Event('visibilitychange'));`;

const header = (page: Page) => page.locator('.panel header');
const viewers = (page: Page, text: string) => header(page).getByTitle(text);
const comment = (page: Page) => page.getByRole('textbox', { name: 'Write a comment' });

describe('two people at one task', () => {
  it('see each other, and who types, until one goes', async () => {
    const { owner, omid, organizationId, teamId, task, board } = await makeTeam();
    const one = await site.visitor({ as: owner });
    const two = await site.visitor({ as: omid });
    await one.page.goto(`${board}/tasks/${task.id}`);
    await expectSeen(header(one.page));
    await two.page.goto(board);
    const dot = cardIn(two.page, 'Plan the trip').getByRole('img', { name: 'Owner is viewing this task' });
    await expectSeen(dot);
    const { body: project } = await owner.post(`/organizations/${organizationId}/projects`, {
      name: 'Trip',
      key: 'TRIP',
      teamIds: [teamId],
    });
    expect((await owner.patch(`/tasks/${task.id}`, { projectId: project.id })).status).toBe(200);
    await goTo(two.page, `/projects/${project.id}/board`);
    await expectSeen(dot);

    await goTo(two.page, `${board}/tasks/${task.id}`);
    await expectSeen(viewers(two.page, 'Owner is viewing this task'));
    await expectSeen(viewers(one.page, 'Omid is viewing this task'));
    await expectSeen(header(one.page).getByRole('status').filter({ hasText: 'Omid is viewing this task' }));

    await comment(two.page).fill('I am');
    const typing = one.page.getByText('Omid is typing…');
    await expectSeen(typing);
    expect(await two.page.getByText('is typing…').count()).toBe(0);
    await comment(two.page).fill('');
    await typing.waitFor({ state: 'detached' });

    await two.page.evaluate(setVisibility('hidden'));
    await viewers(one.page, 'Omid is viewing this task').waitFor({ state: 'detached' });
    await two.page.evaluate(setVisibility('visible'));
    await expectSeen(viewers(one.page, 'Omid is viewing this task'));
    await two.page.close();
    await viewers(one.page, 'Omid is viewing this task').waitFor({ state: 'detached' });
    expect([...one.complaints, ...two.complaints]).toEqual([]);
    await one.close();
    await two.close();
  });
});
