import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTask, makeWorkspace, type Workspace } from '../harness/people.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { cardIn, expectSeen } from './visitor.ts';

// Chrome and Edge 111, Safari 16.4, Firefox 121: the oldest supported browsers (web/vite.config.ts).

const assets = new URL('../../web/dist/assets/', import.meta.url);

/** Functions that they lack. The build lowers syntax; functions would be missing at run time. */
const younger = [
  /Promise\.(withResolvers|try)\b/,
  /(Object|Map)\.groupBy\b/,
  /URL\.(canParse|parse)\b/,
  /Array\.fromAsync\b/,
  /AbortSignal\.any\b/,
  /RegExp\.escape\b/,
  /\bIterator\.(from|prototype|concat)\b/,
  /\.(values|keys|entries)\(\)\.(map|filter|take|drop|flatMap|some|every|find|toArray|reduce|forEach)\(/,
  /\.(isSubsetOf|isSupersetOf|isDisjointFrom|symmetricDifference)\(/,
  /\bnew Set\([^()]*\)\.(union|intersection|difference)\(/,
  /\.(toBase64|toHex|setFromBase64)\(|Uint8Array\.from(Base64|Hex)\b/,
  /\.getOrInsert(Computed)?\(/,
  /\b(requestIdleCallback|scheduler\.yield|Intl\.(DurationFormat|Segmenter)|Temporal\.|Float16Array|Error\.isError)\b/,
];

/** The editor's word segmentation, which is only used where the browser has it. */
const whereItExists = /if\s*\(Intl\.Segmenter\).{1,80}new Intl\.Segmenter/s;

describe('what was built', () => {
  it('calls nothing that the oldest browsers do not have', () => {
    const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'));
    expect(scripts.length).toBeGreaterThan(50);
    const results = scripts.flatMap((name) => {
      const code = readFileSync(new URL(name, assets), 'utf8').replace(whereItExists, '');
      return younger.flatMap((pattern) => pattern.exec(code)?.[0] ?? []).map((what) => `${name}: ${what}`);
    });
    expect(results).toEqual([]);
  });

  it('styles nothing by what they do not know', () => {
    const styles = readdirSync(assets).filter((name) => name.endsWith('.css'));
    for (const name of styles) expect(readFileSync(new URL(name, assets), 'utf8'), name).not.toContain('light-dark(');
  });
});

/** Runs in the page before anything else: removes the functions that the oldest browsers lack. */
const takeAway = `
  for (const [owner, names] of [
    [Promise, ['withResolvers', 'try']], [Object, ['groupBy']], [Map, ['groupBy']], [URL, ['canParse', 'parse']],
    [Array, ['fromAsync']], [AbortSignal, ['any']],
    [Set.prototype, ['union', 'intersection', 'difference', 'symmetricDifference', 'isSubsetOf', 'isSupersetOf']],
    [Object.getPrototypeOf(Object.getPrototypeOf([].values())), ['map', 'filter', 'take', 'drop', 'flatMap', 'toArray', 'some', 'every', 'find', 'reduce', 'forEach']],
    [globalThis, ['Iterator', 'requestIdleCallback', 'scheduler', 'CookieStore', 'navigation']],
    [Document.prototype, ['startViewTransition']], [Element.prototype, ['checkVisibility', 'moveBefore']],
  ]) for (const name of names) delete owner[name];
  const supports = CSS.supports.bind(CSS);
  CSS.supports = (...what) => !/field-sizing/.test(what.join()) && supports(...what);
  const fixed = new CSSStyleSheet();
  fixed.replaceSync('textarea { field-sizing: fixed !important }');
  document.adoptedStyleSheets = [fixed];
`;

describe('in an older browser', () => {
  let site: TestSite;
  let work: Workspace;
  const title =
    'A title that is long enough to run over more than a single line of the panel, whatever its width may be';
  beforeAll(async () => {
    site = await startTestSite();
    work = await makeWorkspace(site.test.app);
  });
  afterAll(() => site.close());

  it('a task is opened, read whole and written to', async () => {
    const { owner, teamId } = work;
    const task = await makeTask(owner, teamId, { title, description: 'Some **words**' });
    await owner.post(`/tasks/${task.id}/checklist`, { title: 'Read it aloud' });
    await owner.post(`/tasks/${task.id}/comments`, { body: 'Well done' });
    const { page, context, complaints, close } = await site.visitor({ as: owner });
    await context.addInitScript({ content: takeAway });
    await page.goto(`/teams/${teamId}/board/tasks/${task.id}`);
    const panel = page.getByRole('complementary');
    const field = panel.getByRole('textbox', { name: 'Title' });
    await expectSeen(panel.getByText('Well done'));
    await expectSeen(panel.getByRole('checkbox', { name: 'Read it aloud' }));
    const isWhole = `(() => { const title = document.querySelector('.title-field'); return title.clientHeight >= title.scrollHeight - 1 && title.clientHeight > 40; })()`;
    expect(await page.evaluate(isWhole)).toBe(true);
    await field.fill(`${title}, and ${title}, and ${title}`);
    expect(await page.evaluate(isWhole)).toBe(true);
    await field.press('Enter');
    await expectSeen(page.getByText('title changed'));
    const file = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('A house') };
    await panel.locator('input[type=file]').setInputFiles(file);
    await expectSeen(panel.getByText('notes.txt'));
    await panel.getByRole('button', { name: 'Task menu' }).click();
    await expectSeen(page.getByRole('menuitem', { name: 'Copy link' }));
    await page.keyboard.press('Escape');
    await page.goto(`/teams/${teamId}/board`);
    await expectSeen(cardIn(page, 'A title that is long'));
    for (const path of [`/teams/${teamId}/statistics`, `/teams/${teamId}/list`, '/my-work', '/settings']) {
      await page.goto(path);
      await expectSeen(page.getByRole('heading', { level: 1 }));
    }
    expect(complaints).toEqual([]);
    await close();
  });
});
