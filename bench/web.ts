import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { connect, type Sql } from '#platform/database/connection.ts';
import { startEmbedded } from '#platform/database/embedded.ts';
import { account, ask, createAccount, signIn } from './requests.ts';
import { seedTasks } from './seed-tasks.ts';
import { startApp } from './servers.ts';
import { layOut } from './table.ts';
import * as measure from './web-page.ts';

// The browser app against its targets: `npm run bench:web`.

const { values: options } = parseArgs({
  options: { sizes: { type: 'string', default: '500,5000' }, rounds: { type: 'string', default: '5' } },
});
const rounds = Number(options.rounds);
const port = 8211;
const url = `http://localhost:${port}`;
const moves = 15;

interface Figure {
  readonly what: string;
  readonly value: string;
  readonly target: string;
  readonly isMet: boolean | null;
}
const figures: Figure[] = [];
const say = (text: string) => process.stdout.write(`${text}\n`);

function note(what: string, value: number, target: number | null, unit = 'ms'): void {
  const shown = unit === '' ? String(Math.round(value * 1_000) / 1_000) : `${Math.round(value)} ${unit}`;
  const isMet = target === null ? null : value <= target;
  figures.push({ what, value: shown, target: target === null ? '' : `≤ ${target} ${unit}`.trimEnd(), isMet });
  say(`${what}: ${shown}`);
}

const verdict = ({ isMet }: Figure) => (isMet === null ? '' : isMet ? 'met' : 'MISSED');
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function times(work: () => Promise<number>): Promise<number[]> {
  const values: number[] = [];
  for (let round = 0; round < rounds; round += 1) values.push(await work());
  return values;
}

interface Board {
  readonly path: string;
  readonly size: number;
}

/** A team for each size, whose tasks are written as rows. */
async function createBoards(sql: Sql, sizes: readonly number[]): Promise<Board[]> {
  const authorization = await signIn(url);
  const add = (path: string, body: object) => ask<{ id: string }>(url, path, { authorization, body });
  const { id: organizationId } = await add('/organizations', { name: 'Bench' });
  const me = await ask<{ id: string }>(url, '/auth/me', { authorization });
  const label = await add(`/organizations/${organizationId}/labels`, { name: 'Label', colour: '#2f7fb8' });
  const project = await add(`/organizations/${organizationId}/projects`, { name: 'Project', key: 'PRO' });
  const milestone = await add(`/projects/${project.id}/milestones`, { name: 'First' });
  const attributes = { labelIds: [label.id], projectIds: [project.id], milestoneIds: [milestone.id] };
  const boards: Board[] = [];
  for (const [index, size] of sizes.entries()) {
    const key = `B${String.fromCharCode(65 + index)}`;
    const { id } = await add(`/organizations/${organizationId}/teams`, { name: `Board of ${size}`, key });
    const { items } = await ask<{ items: { id: string }[] }>(url, `/teams/${id}/statuses`, { authorization });
    const statusIds = items.map((status) => status.id);
    await seedTasks(sql, { organizationId, memberIds: [me.id], attributes }, [{ id, key, statusIds }], size);
    await sql`update tasks.task set archived_at = null where team_id = ${id}`;
    boards.push({ path: `/teams/${id}/board`, size });
  }
  return boards;
}

async function sessionCookies(browser: Browser): Promise<Awaited<ReturnType<BrowserContext['cookies']>>> {
  const context = await browser.newContext({ baseURL: url });
  const reply = await context.request.post('/api/v1/auth/session', { data: account, headers: { origin: url } });
  if (!reply.ok()) throw new Error(`the sign-in was answered ${reply.status()}`);
  const cookies = await context.cookies();
  await context.close();
  return cookies;
}

type Cookies = Awaited<ReturnType<typeof sessionCookies>>;

async function measureBoard(browser: Browser, cookies: Cookies, { path, size }: Board): Promise<void> {
  const name = `board of ${size.toLocaleString('en')}`;
  const visited = await measure.openProfile(browser, { url, cookies });
  await measure.timeToContent(visited.page, path);
  const known = await visited.context.storageState();
  await visited.context.close();
  const cold = await times(async () => {
    const { context, page } = await measure.openProfile(browser, { url, cookies, known });
    const time = await measure.timeToContent(page, path);
    await context.close();
    return time;
  });
  note(`${name}: cold`, median(cold), 1_000);

  const { context, page } = await measure.openProfile(browser, { url, cookies, isInstalled: true });
  await measure.timeToContent(page, path);
  await measure.installed(page);
  note(`${name}: warm`, median(await times(() => measure.timeToContent(page, path))), 500);
  const loaded = await measure.countLoaded(page);
  await measure.timeToContent(page, path);
  await page.waitForTimeout(2_000);
  note(`${name}: requests of data of a warm start`, loaded.dataRequests, null, '');
  note(`${name}: data read by a warm start`, (loaded.bytes['Fetch'] ?? 0) / 1_000, null, 'KB');
  await context.setOffline(true);
  note(`${name}: offline`, median(await times(() => measure.timeToContent(page, path))), 500);
  await context.setOffline(false);
  await measure.timeToContent(page, path);
  await page.waitForLoadState('load');
  await page.waitForTimeout(2_000);
  note(`${name}: layout shift`, await measure.layoutShift(page), 0.02, '');
  note(`${name}: DOM nodes`, await measure.countNodes(page), 1_500, '');
  await measureMoves(page, name);
  await page.goto(`${path}?group=priority`);
  // The number of cards in a lane is shown when all are read.
  await page.locator('.lane-name .figure').first().waitFor({ timeout: 60_000 });
  note(`${name} with lanes: DOM nodes`, await measure.countNodes(page), 1_500, '');
  await measureKeyMoves(page, `${name} with lanes`);
  await measureCalendar(page, path.replace('/board', '/calendar'), name);
  await context.close();
}

/** The calendar of the same team, opened again by an installed app, and another month of it. */
async function measureCalendar(page: Page, path: string, name: string): Promise<void> {
  await measure.timeToContent(page, path);
  await page.waitForTimeout(2_000);
  note(`${name} as a calendar: warm`, median(await times(() => measure.timeToContent(page, path))), 500);
  await page.waitForTimeout(2_000);
  note(`${name} as a calendar: DOM nodes`, await measure.countNodes(page), 1_500, '');
  const turns: number[] = [];
  for (let turn = 0; turn < moves; turn += 1) {
    await page.locator('[data-day]').first().focus();
    await measure.takePaints(page);
    await page.keyboard.press(turn % 2 === 0 ? 'PageDown' : 'PageUp');
    await page.waitForTimeout(400);
    turns.push(...(await measure.takePaints(page)).slice(0, 1));
  }
  note(`${name} as a calendar: another month, median`, median(turns), 100);
}

async function measureKeyMoves(page: Page, name: string): Promise<void> {
  const keys: number[] = [];
  for (let move = 0; move < moves; move += 1) {
    await page.locator('[data-card] a').nth(1).focus();
    await page.keyboard.press('Space');
    await page.keyboard.press(move % 2 === 0 ? 'ArrowDown' : 'ArrowUp');
    await measure.takePaints(page);
    await page.keyboard.press('Space');
    await page.waitForTimeout(250);
    keys.push(...(await measure.takePaints(page)).slice(0, 1));
  }
  note(`${name}: move by key, median`, median(keys), 50);
  note(`${name}: move by key, worst`, Math.max(...keys), 200);
}

async function measureMoves(page: Page, name: string): Promise<void> {
  await measureKeyMoves(page, name);
  const drops: number[] = [];
  for (let move = 0; move < moves; move += 1) {
    await measure.takePaints(page);
    await drag(page);
    await page.waitForTimeout(250);
    drops.push(...(await measure.takePaints(page)).slice(-1));
  }
  if (drops.length === 0) throw new Error('no card was dropped');
  note(`${name}: move by mouse, median`, median(drops), 50);
  note(`${name}: move by mouse, worst`, Math.max(...drops), 200);
}

/** Drags the second card of the first column behind the fourth. */
async function drag(page: Page): Promise<void> {
  const cards = page.locator('.column').first().locator('[data-card]');
  const [from, to] = [await cards.nth(1).boundingBox(), await cards.nth(3).boundingBox()];
  if (!from || !to) throw new Error('the first column shows too few cards');
  await page.mouse.move(from.x + 40, from.y + 20);
  await page.mouse.down();
  await page.mouse.move(from.x + 50, from.y + 30, { steps: 3 });
  await page.mouse.move(to.x + 40, to.y + to.height - 8, { steps: 5 });
  await page.mouse.up();
}

/** What a first visit loads, and how long it takes on a slow connection. */
async function measureFirstVisit(browser: Browser, cookies: Cookies, name: string, path: string): Promise<void> {
  const isBoard = path !== '/sign-in';
  const profile = { url, width: 375, ...(isBoard ? { cookies } : {}) };
  const first = await measure.openProfile(browser, profile);
  const loaded = await measure.countLoaded(first.page);
  await measure.timeToContent(first.page, path);
  await first.page.waitForTimeout(2_000);
  note(`${name}: script requests`, loaded.scripts.size, 12, '');
  const kb = (type: string) => (loaded.bytes[type] ?? 0) / 1_000;
  note(`${name}: scripts, compressed`, kb('Script'), isBoard ? 260 : 150, 'KB');
  note(`${name}: everything`, Object.values(loaded.bytes).reduce((sum, bytes) => sum + bytes, 0) / 1_000, null, 'KB');
  note(`${name}: layout shift of a first visit`, await measure.layoutShift(first.page), 0.02, '');
  const known = await first.context.storageState();
  await first.context.close();
  const readable: number[] = [];
  const slow = await times(async () => {
    const { context, page } = await measure.openProfile(browser, { ...profile, known });
    await measure.slowDown(page);
    const time = await measure.timeToContent(page, path);
    readable.push(await measure.timeToRead(page));
    await context.close();
    return time;
  });
  if (isBoard) return note(`${name}: slow 3G`, median(slow), 6_000);
  note(`${name}: slow 3G, readable`, median(readable), 3_000);
  note(`${name}: slow 3G, ready`, median(slow), null);
}

async function run(): Promise<void> {
  await using running = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'taskuno-bench-web-'));
  running.defer(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o711);
  const database = await startEmbedded({ dataDir: folder });
  running.defer(() => database.stop());
  const app = await startApp({ code: process.cwd(), name: 'app', dataDir: folder, port, env: { PUBLIC_URL: url } });
  running.defer(() => app.stop());
  const sql = connect({ ...database.target, database: 'taskuno' }, { connections: 1, name: 'bench' });
  running.defer(() => sql.end({ timeout: 1 }));
  await createAccount(url);
  const boards = await createBoards(sql, options.sizes.split(',').map(Number));
  const browser = await measure.launch();
  running.defer(() => browser.close());
  const cookies = await sessionCookies(browser);
  const [smallest] = boards;
  if (smallest) {
    await measureFirstVisit(browser, cookies, 'sign-in', '/sign-in');
    await measureFirstVisit(browser, cookies, 'first board', smallest.path);
  }
  for (const board of boards) await measureBoard(browser, cookies, board);
  const rows = figures.map((figure) => [figure.what, figure.value, figure.target, verdict(figure)]);
  say(`\n${layOut([['work', 'measured', 'target', ''], ...rows])}`);
  say(
    `Medians of ${rounds}. Load of the machine at the end: ${loadavg()
      .map((load) => load.toFixed(1))
      .join(', ')}.`,
  );
}

await run();
