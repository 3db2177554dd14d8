import { afterEach, describe, expect, it } from 'vitest';
import { password } from '../harness/people.ts';
import { type Proxy, startProxy } from '../harness/proxy.ts';
import { isEveryScreen } from './readers.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { statusAfter, cardIn, column, expectSeen, composeIn } from './visitor.ts';

// PUBLIC_URL has a path: the app is served below it, whether the proxy forwards the path or removes it.

let site: TestSite;
let proxy: Proxy;
afterEach(async () => {
  await site.close();
  await proxy.close();
});

const places = [
  ['/apps/board.v2', 'takes a longer path away', true],
  ['/tasks', 'takes the path away', true],
  ['/tasks', 'passes the path on', false],
] as const;

describe.each(isEveryScreen ? places : places.slice(0, 1))(
  'below %s behind a proxy that %s',
  (path, _what, takesPathAway) => {
    it('somebody signs up, works, reloads and signs out, and nothing is asked of another place', async () => {
      proxy = await startProxy(path, takesPathAway);
      const url = proxy.origin + path;
      site = await startTestSite(() => ({ PUBLIC_URL: url }));
      proxy.target = site.url;
      const { page, context, complaints } = await site.visitor({}, url);

      await page.goto(url);
      await page.waitForURL(`${url}/setup`);
      // Another installation of this origin is another app to the browser.
      const browser = await context.newCDPSession(page);
      expect(await browser.send('Page.getAppManifest')).toMatchObject({ manifest: { id: `${url}/` } });
      await page.getByLabel('Your name').fill('Sara');
      await page.getByLabel('Email').fill('sara@example.com');
      await page.getByLabel('Password').fill(password);
      await page.getByRole('button', { name: 'Create account' }).click();
      await page.waitForURL(`${url}/welcome`);
      const [cookie] = await context.cookies(url);
      expect(cookie).toMatchObject({ name: 'taskuno_session', path, httpOnly: true });

      await page.getByLabel('Organization name').fill('Kitchen');
      await page.getByRole('button', { name: 'Create organization' }).click();
      await page.getByLabel('Team name').fill('Builders');
      const create = () => page.getByRole('button', { name: 'Create team' }).click();
      expect(await statusAfter(page, /\/teams$/, create)).toBe(201);
      await page.waitForURL(`${url}/teams/*/start`);
      await page.getByText('Start with an empty board').click();
      await page.waitForURL(`${url}/teams/*/board`);
      await expectSeen(column(page, 'To do').getByRole('button', { name: 'New task' }).first());
      await composeIn(page, 'To do');
      await expectSeen(page.locator('textarea:focus'));
      await page.keyboard.type('Paint the fence');
      expect(await statusAfter(page, /\/tasks$/, () => page.keyboard.press('Enter'))).toBe(201);
      await page.keyboard.press('Escape');
      await cardIn(column(page, 'To do'), 'Paint the fence').click();
      await page.waitForURL(`${url}/teams/*/board/tasks/*`);
      const taskUrl = page.url();
      const taskId = taskUrl.split('/').at(-1) ?? '';

      // Deep links and shared links start with it too.
      await page.reload();
      await expectSeen(page.getByRole('complementary', { name: /^Task BUI-1/ }));
      await page.goto(`${url}/tasks/${taskId}`);
      await page.waitForURL(`${url}/teams/*/board/tasks/${taskId}`);
      await page.goto(`${url}/settings`);
      const picture = await page.screenshot({ clip: { x: 0, y: 0, width: 80, height: 40 } });
      await page.locator('input[type=file]').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: picture });
      await page.getByRole('button', { name: 'Use this picture' }).click();
      await expectSeen(page.getByRole('button', { name: 'Remove' }));
      const isPictureShown = `[...document.querySelectorAll('.avatar img')].some((one) => one.naturalWidth > 0)`;
      await expect.poll(() => page.evaluate(isPictureShown), { timeout: 15_000 }).toBe(true);

      // After signing in again, people return to the page where they were.
      await page.goto('about:blank');
      await context.clearCookies();
      await page.goto(`${url}/inbox`);
      await page.waitForURL((at) => at.href.startsWith(`${url}/sign-in`));
      await page.getByLabel('Email').fill('sara@example.com');
      await page.getByLabel('Password').fill(password);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.waitForURL(`${url}/inbox`);

      // What a page begins with is requested before its code has come.
      const [, teamId] = /teams\/([^/]+)/.exec(taskUrl) ?? [];
      const code = Promise.withResolvers<void>();
      await page.route('**/assets/**', (route) => code.promise.then(() => route.continue()));
      const boardRequest = page.waitForRequest(`${url}/api/v1/teams/${teamId}/board?**`);
      await Promise.all([boardRequest, page.goto(`${url}/`, { waitUntil: 'commit' })]);
      code.resolve();
      await page.waitForURL(`${url}/teams/*/board`);
      expect(complaints).toEqual([]);
    });
  },
);
