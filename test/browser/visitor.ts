import { expect } from 'vitest';
import type { Browser, BrowserContext, ConsoleMessage, Locator, Page } from 'playwright-core';
import { type Person, password } from '../harness/people.ts';

export interface Arrival {
  readonly language?: 'en' | 'fa';
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  /** The person who is already signed in. */
  readonly as?: Person;
  /** Whether accounts in UTC are asked for their zone; most tests have declined already. */
  readonly isAskedForZone?: boolean;
  /** Fingers instead of a mouse. */
  readonly hasTouch?: boolean;
  /**
   * Whether the browser keeps the app's files and data for the next start, and receives push messages. The page's own
   * requests are then not seen. Otherwise it is like a private window: each start shows only what the server answers.
   */
  readonly isInstalled?: boolean;
  /** Expected console messages. */
  readonly expected?: RegExp;
}

export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors of the page: console messages, policy violations, and requests to other servers. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** Without a session, asking who is signed in is a 401 that browsers log. */
const signedOutError = /status of 401 .*\/api\/v1\/(auth\/me|bootstrap)$/;

/** Runs in the page, so that violations of its content policy are reported like other errors. */
const reportViolations = `document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
  console.error('the policy refused', violatedDirective, blockedURI))`;

/** Runs in the page: the browser offers no database, as some do in private windows. */
const withoutDatabase = `indexedDB.open = () => { throw new DOMException('private', 'SecurityError') }`;

export async function visit(browser: Browser, url: string, arrival: Arrival = {}): Promise<Visitor> {
  const {
    language = 'en',
    theme = 'light',
    width = 1280,
    as,
    isAskedForZone = false,
    hasTouch = false,
    isInstalled = false,
    expected,
  } = arrival;
  const context = await browser.newContext({
    baseURL: url,
    locale: language === 'fa' ? 'fa-IR' : 'en-GB',
    timezoneId: language === 'fa' ? 'Asia/Tehran' : 'Europe/London',
    colorScheme: theme,
    viewport: { width, height: 800 },
    hasTouch,
    isMobile: hasTouch,
    serviceWorkers: isInstalled ? 'allow' : 'block',
  });
  const complaints: string[] = [];
  const complain = (text: string) => {
    if (!signedOutError.test(text) && !expected?.test(text)) complaints.push(text);
  };
  if (as) await signIn(context, url, as, language);
  context.on('console', (message) => message.type() === 'error' && complain(textOf(message)));
  context.on('weberror', (error) => complain(String(error.error())));
  context.on('request', (request) => {
    if (!request.url().startsWith(url) && !/^(blob|data):/.test(request.url())) complain(`asked ${request.url()}`);
  });
  await context.addInitScript({ content: reportViolations });
  if (!isInstalled) await context.addInitScript({ content: withoutDatabase });
  if (as && !isAskedForZone)
    await context.addInitScript({
      content: `if (origin !== 'null') localStorage.setItem('taskuno.zone-offer.${as.id}', 'yes')`,
    });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  return { page, context, complaints, close: () => context.close() };
}

function textOf(message: ConsoleMessage): string {
  return `${message.text()} ${message.location().url}`;
}

async function signIn(context: BrowserContext, url: string, person: Person, language: string): Promise<void> {
  const changedReply = await person.patch('/auth/me', {
    locale: language,
    calendar: language === 'fa' ? 'persian' : 'gregorian',
  });
  expect(changedReply.status).toBe(200);
  const headers = { origin: new URL(url).origin };
  const reply = await context.request.post('/api/v1/auth/session', {
    data: { email: person.email, password },
    headers,
  });
  expect(reply.status()).toBe(200);
}

/** Waits until it is visible. */
export async function expectSeen(locator: Locator): Promise<void> {
  await locator.waitFor({ state: 'visible' });
}

/** Runs in the page: whether the app has started and shows a page. */
const isStarted = `globalThis.__TSR_ROUTER__?.state.status === 'idle'
  && globalThis.__TSR_ROUTER__.state.resolvedLocation !== undefined`;

/** Waits until the app has started, which may be after the browser has loaded its page. */
export async function expectStarted(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(isStarted), { message: page.url() }).toBe(true);
}

/** Waits until the service worker has all files, so that the page can start without the server. */
export async function untilInstalled(page: Page): Promise<void> {
  await page.evaluate(`navigator.serviceWorker.controller !== null
    || new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', () => resolve()))`);
}

/** Goes to another page like a link, without starting the app again, and waits until it is shown. */
export async function goTo(page: Page, path: string): Promise<void> {
  await expectStarted(page);
  await page.evaluate(`__TSR_ROUTER__.navigate({ href: ${JSON.stringify(path)} })`);
  const isShown = `${isStarted} && __TSR_ROUTER__.state.location.href === __TSR_ROUTER__.state.resolvedLocation.href`;
  await expect.poll(() => page.evaluate(isShown), { message: path }).toBe(true);
}

/** A column of the board by its name. */
export function column(page: Page, name: string): Locator {
  return page.getByRole('region', { name, exact: true });
}

/** Opens the field for a new card at the end of a column. */
export async function composeIn(page: Page, name: string): Promise<void> {
  await column(page, name).locator('.column-add').click();
}

export function cardIn(scope: Locator | Page, title: string): Locator {
  return scope.locator('[data-card]').filter({ hasText: title });
}

/** The status of the server's next reply to such a change, after `act` has caused it. */
export async function statusAfter(page: Page, path: RegExp, act: () => Promise<unknown>): Promise<number> {
  const [reply] = await Promise.all([
    page.waitForResponse((response) => path.test(response.url()) && response.request().method() !== 'GET'),
    act(),
  ]);
  return reply.status();
}

/**
 * Drags an element with the mouse to the middle of another one.
 * @param over What marks where it would be dropped.
 */
export async function drag(page: Page, what: Locator, target: Locator, over = '.column-over'): Promise<void> {
  const from = await middleOf(what);
  const to = await middleOf(target);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 8, from.y + 8, { steps: 3 });
  await page.mouse.move(to.x, to.y, { steps: 8 });
  // Entering an element is no movement over it yet.
  await page.mouse.move(to.x + 1, to.y);
  await expectSeen(page.locator(over).first());
  await page.mouse.up();
}

async function middleOf(locator: Locator): Promise<{ x: number; y: number }> {
  const box = await locator.boundingBox();
  if (!box) throw new Error('nothing to be seen there');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Presses Tab until the focus is on the element: it must be reachable without a mouse. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  const maxStops = 60;
  for (let stop = 0; stop < maxStops; stop += 1) {
    if ((await target.and(page.locator(':focus')).count()) > 0) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the Tab key does not lead to ${String(target)}`);
}
