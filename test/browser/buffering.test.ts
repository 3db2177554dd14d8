import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTask, makeWorkspace, type Workspace } from '../harness/people.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { cardIn, expectSeen } from './visitor.ts';

// A proxy that delivers a reply only once it is complete, as company proxies and virus scanners do.

let site: TestSite;
let work: Workspace;
beforeAll(async () => {
  site = await startTestSite();
  work = await makeWorkspace(site.test.app);
});
afterAll(() => site.close());

/** Buffers event streams, and says with which transport each was asked for. */
async function buffer(page: Page): Promise<readonly (string | null)[]> {
  const transports: (string | null)[] = [];
  await page.route('**/api/v1/events*', async (route: Route) => {
    transports.push(new URL(route.request().url()).searchParams.get('transport'));
    // Settles with the whole reply, which a stream never has.
    const reply = await route.fetch({ timeout: 0 }).catch(() => null);
    if (reply) await route.fulfill({ response: reply }).catch(() => undefined);
  });
  return transports;
}

describe('behind a proxy that buffers', () => {
  it('changes of others arrive by long polling, each once', async () => {
    const { page, close } = await site.visitor({ as: work.owner });
    const transports = await buffer(page);
    await page.goto(`/teams/${work.teamId}/board`);
    await expect.poll(() => transports.slice(0, 2), { timeout: 15_000 }).toEqual(['stream', 'poll']);
    for (const title of ['First', 'Second', 'Third']) {
      await makeTask(work.owner, work.teamId, { title });
      await expectSeen(cardIn(page, title));
      expect(await cardIn(page, title).count()).toBe(1);
    }
    expect(new Set(transports.slice(1))).toEqual(new Set(['poll']));
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await close();
  });
});
