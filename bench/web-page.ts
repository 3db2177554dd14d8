import chromium from '@sparticuz/chromium';
import { type Browser, type BrowserContext, type Page, chromium as playwright } from 'playwright-core';

// A browser that measures pages.

/** A form before it can be used, and a page with its content. */
const marks = { readable: 'label', content: '[data-card], form button[type=submit]' } as const;

/** Runs in each page before everything else: when its marks are there, and how long changes take to the next paint. */
const watch = `(() => {
  const marks = ${JSON.stringify(marks)};
  const state = (globalThis.__bench = { readable: null, content: null, shift: 0, paints: [] });
  const afterPaint = (then) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => then(performance.now());
    port2.postMessage(0);
  });
  const look = () => {
    for (const [name, selector] of Object.entries(marks)) {
      if (state[name] !== null || !document.querySelector(selector)) continue;
      state[name] = 0;
      requestAnimationFrame(() => afterPaint((now) => (state[name] = now)));
    }
    if (state.content !== null) observer.disconnect();
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { childList: true, subtree: true });
  new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (state.shift += value)))
    .observe({ type: 'layout-shift', buffered: true });
  for (const name of ['keydown', 'drop'])
    addEventListener(name, ({ timeStamp }) => afterPaint((now) => state.paints.push(now - timeStamp)), { capture: true });
})()`;

export function launch(): Promise<Browser> {
  return chromium
    .executablePath()
    .then((executablePath) => playwright.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] }));
}

export interface Profile {
  readonly url: string;
  /** The session cookie of the person who is signed in. */
  readonly cookies?: Parameters<BrowserContext['addCookies']>[0];
  /** Whether the browser keeps the files and data of the app for the next start. */
  readonly isInstalled?: boolean;
  readonly width?: number;
  /** The cookies and settings of an earlier visit; its files and data are not kept. */
  readonly known?: Awaited<ReturnType<BrowserContext['storageState']>>;
}

/** A new browser profile. */
export async function openProfile(
  browser: Browser,
  { url, cookies = [], isInstalled = false, width = 1440, known }: Profile,
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height: 900 },
    ...(known ? { storageState: known } : {}),
    serviceWorkers: isInstalled ? 'allow' : 'block',
  });
  await context.addCookies(cookies);
  await context.addInitScript({ content: watch });
  return { context, page: await context.newPage() };
}

/** Opens a page; from the start of the navigation until two frames after its content is there, in ms. */
export async function timeToContent(page: Page, path: string): Promise<number> {
  await page.goto(path, { waitUntil: 'commit' });
  await page.waitForSelector(marks.content, { state: 'attached', timeout: 120_000 });
  return page.evaluate<number>(untilMeasured);
}

/** Runs in the page. */
const untilMeasured = `new Promise((resolve) => {
  const look = () => (__bench.content > 0 ? resolve(__bench.content) : requestAnimationFrame(look));
  look();
})`;

/** When a form could be read, in ms from the start of the navigation; after `timeToContent`. */
export const timeToRead = (page: Page): Promise<number> => page.evaluate<number>('__bench.readable');

/** How far the page has moved under its reader since it was opened (web.dev, "Cumulative Layout Shift"). */
export const layoutShift = (page: Page): Promise<number> => page.evaluate<number>('__bench.shift');

export const countNodes = (page: Page): Promise<number> =>
  page.evaluate<number>(`document.querySelectorAll('*').length`);

/** From each key or drop since the last call until the next paint, in ms. */
export const takePaints = (page: Page): Promise<number[]> => page.evaluate<number[]>('__bench.paints.splice(0)');

/** Settles when the service worker has the files of the app, and the data of the page is kept. */
export async function installed(page: Page): Promise<void> {
  await page.evaluate(`navigator.serviceWorker.controller !== null
    || new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', () => resolve()))`);
  await page.waitForTimeout(keptAfterMs);
}

/** The app writes what it keeps once a second. */
const keptAfterMs = 2_500;

export interface Loaded {
  /** The addresses of files of code: each is fetched once, and imported from the browser's cache. */
  readonly scripts: Set<string>;
  /** How many requests of data were answered. */
  dataRequests: number;
  /** Bytes on the wire, headers included, by what they are. */
  readonly bytes: Record<string, number>;
}

/** Counts what a page loads from now on. */
export async function countLoaded(page: Page): Promise<Loaded> {
  const loaded: Loaded = { scripts: new Set(), dataRequests: 0, bytes: {} };
  const client = await page.context().newCDPSession(page);
  const types = new Map<string, string>();
  await client.send('Network.enable');
  client.on('Network.responseReceived', ({ requestId, type, response }) => {
    const isScript = new URL(response.url).pathname.endsWith('.js');
    types.set(requestId, isScript ? 'Script' : type);
    if (isScript) loaded.scripts.add(response.url);
    if (type === 'Fetch') loaded.dataRequests += 1;
  });
  client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const type = types.get(requestId) ?? 'Other';
    loaded.bytes[type] = (loaded.bytes[type] ?? 0) + encodedDataLength;
  });
  return loaded;
}

/** Slow 3G: 400 ms for each exchange and 500 kbit/s. */
export async function slowDown(page: Page): Promise<void> {
  const client = await page.context().newCDPSession(page);
  const bytesPerSecond = (500 * 1_000) / 8;
  await client.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 400,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
  });
}
