import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTask, makeWorkspace, type Workspace } from '../harness/people.ts';
import { type Proxy, startProxy } from '../harness/proxy.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { cardIn, expectSeen } from './visitor.ts';

// A proxy that delivers a reply only once it is complete: an event stream never arrives behind it.

let proxy: Proxy;
let site: TestSite;
beforeAll(async () => {
  proxy = await startProxy('', false);
  site = await startTestSite(() => ({ PUBLIC_URL: proxy.origin }));
  proxy.target = site.url;
});
afterAll(async () => {
  await site.close();
  await proxy.close();
});

/** Runs in the page: notes the tasks whose creation was heard of, and how often the stream greeted. */
const noteEvents = `
  globalThis.created = [];
  globalThis.greetings = 0;
  const listen = EventSource.prototype.addEventListener;
  EventSource.prototype.addEventListener = function (name, listener) {
    listen.call(this, name, (event) => {
      if (name === 'task.created') created.push(JSON.parse(event.data).id);
      if (name === 'ready') greetings += 1;
      listener(event);
    });
  };`;

const greetings = (page: Page) => page.evaluate<number>('greetings');
const created = (page: Page) => page.evaluate<string[]>('created');

/** Opens the board in a new browser; `transports` lists how events were asked for. */
async function openBoard({ owner, teamId }: Workspace) {
  const { page, context, close } = await site.visitor({ as: owner }, proxy.origin);
  const transports: (string | null)[] = [];
  page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url());
    if (pathname === '/api/v1/events') transports.push(searchParams.get('transport'));
  });
  await context.addInitScript({ content: noteEvents });
  await page.goto(`/teams/${teamId}/board`);
  return { page, transports, close };
}

async function makeTasks({ owner, teamId }: Workspace, titles: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const title of titles) ids.push((await makeTask(owner, teamId, { title })).id);
  return ids;
}

describe('behind a proxy that buffers', () => {
  it('what others do before and after the change to long polling appears, each once', async () => {
    proxy.buffers = true;
    const work = await makeWorkspace(site.test.app);
    const { page, transports, close } = await openBoard(work);
    await expect.poll(() => transports).toEqual(['stream']);
    const ids = await makeTasks(work, ['Before']);
    await expect.poll(() => greetings(page), { timeout: 15_000 }).toBeGreaterThan(0);
    for (const title of ['First', 'Second', 'Third']) {
      ids.push(...(await makeTasks(work, [title, `${title} again`])));
      await expectSeen(cardIn(page, `${title} again`));
    }
    for (const title of ['Before', 'Second again']) expect(await cardIn(page, title).count()).toBe(1);
    expect(await created(page)).toEqual(ids);
    expect(transports.length).toBeGreaterThan(3);
    expect(new Set(transports.slice(1))).toEqual(new Set(['poll']));
    await close();
  });

  it('a stream that worked elsewhere goes on by long polling where it ended', async () => {
    proxy.buffers = false;
    const work = await makeWorkspace(site.test.app);
    const { page, transports, close } = await openBoard(work);
    await expect.poll(() => greetings(page)).toBe(1);
    const ids = await makeTasks(work, ['On the stream']);
    await expectSeen(cardIn(page, 'On the stream'));
    proxy.buffers = true;
    proxy.disconnect();
    ids.push(...(await makeTasks(work, ['In between', 'Also in between'])));
    await expect.poll(() => transports.at(-1), { timeout: 15_000 }).toBe('poll');
    ids.push(...(await makeTasks(work, ['By polling'])));
    await expectSeen(cardIn(page, 'By polling'));
    expect(await created(page)).toEqual(ids);
    for (const title of ['On the stream', 'Also in between', 'By polling'])
      expect(await cardIn(page, title).count()).toBe(1);
    await close();
  });
});
