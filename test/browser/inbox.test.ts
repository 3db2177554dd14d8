import en from '../../web/texts/en/guest.json' with { type: 'json' };
import fa from '../../web/texts/fa/guest.json' with { type: 'json' };
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { board, card, upload } from '../files/trello.ts';
import { join, makeTask, makeWorkspace, type Person, signUp, type Workspace } from '../harness/people.ts';
import { languages } from './readers.ts';
import { type TestSite, startTestSite } from './test-site.ts';
import { expectNothingBeside, violations } from './readable.ts';
import { expectSeen, type Visitor } from './visitor.ts';

// Others' texts appear in the inbox as plain text, each part in its own direction, with the right link.

const persian = 'بررسی قرارداد پشتیبانی';
/** The part of a browser's Range (DOM Standard) that is used here; these tests are compiled without the DOM's types. */
interface TextRange {
  setStart(text: object, at: number): void;
  setEnd(text: object, at: number): void;
  getBoundingClientRect(): { readonly left: number };
}

const markdown = 'See **the draft**, `GET /tasks` and [the page](https://example.com): _done_?';
const plain = 'See the draft, GET /tasks and the page: done?';

const texts = { en, fa };

let site: TestSite;
let work: Workspace;
let sara: Person;
let stranger: Person;
let taskId: string;
let expectedReplies: readonly number[];
beforeAll(async () => {
  site = await startTestSite();
  work = await makeWorkspace(site.test.app);
  const { owner, organizationId, teamId } = work;
  sara = await join(site.test.app, work, { name: 'Sara', teamRole: 'member' });
  await owner.patch('/auth/me', { name: 'علی رضایی' });
  taskId = (await makeTask(owner, teamId, { title: persian, assigneeId: sara.id })).id;
  await owner.post(`/tasks/${taskId}/comments`, { body: markdown });

  // Without a task: one's own import, a project update, a join request.
  const raw = upload(board({ cards: [card(1, 'Buy a pan')] }));
  await owner.post(`/organizations/${organizationId}/imports`, undefined, { raw });
  const project = { name: persian, key: 'SUP', teamIds: [teamId], leadId: sara.id };
  const { body: newProject } = await owner.post(`/organizations/${organizationId}/projects`, project);
  await owner.post(`/projects/${newProject.id}/updates`, { health: 'on_track', text: markdown });
  await owner.patch(`/organizations/${organizationId}`, { listed: true });
  stranger = await signUp(site.test.app, 'Stranger');
  const reply = await stranger.post(`/organizations/${organizationId}/join-requests`, {});
  await site.test.settled();
  expectedReplies = [reply.status, (await owner.post(`/join-requests/${reply.body.id}/accept`, {})).status];
  await site.test.settled();
});
afterAll(() => site.close());

describe.each(languages)('the inbox in %s', (language) => {
  let reader: Visitor;
  let owner: Visitor;
  let newcomer: Visitor;
  beforeAll(async () => {
    reader = await site.visitor({ language, as: sara });
    owner = await site.visitor({ language, as: work.owner });
    newcomer = await site.visitor({ language, as: stranger });
  });
  afterAll(async () => {
    await reader.close();
    await owner.close();
    await newcomer.close();
  });
  const rows = ({ page }: Visitor) => page.getByRole('main').getByRole('listitem');

  it('shows what was written as plain text, each part isolated', async () => {
    const { page } = reader;
    await page.goto('/inbox');
    const comment = rows(reader).filter({ hasText: 'GET /tasks', has: page.locator('a[href*="/tasks/"]') });
    await expectSeen(comment);
    const parts = await comment.locator('bdi').allTextContents();
    expect(parts).toEqual([persian, plain]);
    for (const row of await rows(reader).all()) {
      expect(await row.textContent()).not.toMatch(/\*\*|`|\]\(|_done_/);
    }
    expect(await violations(page)).toEqual([]);
    await expectNothingBeside(page);
    expect(reader.complaints).toEqual([]);
  });

  it('begins a sentence at the start of the line, also with a name in other letters', async () => {
    const isPersian = language === 'fa';
    const { page } = isPersian ? owner : reader;
    const name = isPersian ? 'Stranger' : 'علی رضایی';
    await page.goto('/inbox');
    const sentence = page.getByRole('main').getByRole('link').filter({ hasText: name }).first().locator('span').first();
    interface Written {
      readonly firstChild: { readonly data: string };
      readonly ownerDocument: { createRange(): TextRange };
    }
    const [start, rest] = await sentence.evaluate(({ firstChild: text, ownerDocument }: Written, written: string) => {
      const leftOf = (from: number, to: number): number => {
        const range = ownerDocument.createRange();
        range.setStart(text, from);
        range.setEnd(text, to);
        return range.getBoundingClientRect().left;
      };
      const at = text.data.indexOf(written);
      return [leftOf(at, at + written.length), leftOf(text.data.length - 3, text.data.length)] as const;
    }, name);
    expect(isPersian ? start > rest : start < rest).toBe(true);
  });

  it('leads from each notification to a page that there is', async () => {
    expect(expectedReplies).toEqual([201, 200]);
    for (const who of [reader, owner, newcomer]) {
      const { page } = who;
      await page.goto('/inbox');
      await expectSeen(rows(who).first());
      const count = await rows(who).count();
      for (let index = 0; index < count; index += 1) {
        const link = rows(who).nth(index).getByRole('link');
        const path = await link.getAttribute('href');
        await link.click();
        // The address of an organization redirects to one of its boards.
        const goal = /^\/organizations\/[^/]+$/.test(String(path)) ? `/teams/${work.teamId}/board` : path;
        await expect.poll(() => new URL(page.url()).pathname).toBe(goal);
        const target = path?.includes('/tasks/')
          ? page.locator('.panel article')
          : page.getByRole('heading', { level: 1 });
        await expectSeen(target.first());
        expect(await page.getByText(texts[language].notFound.title).count(), String(path)).toBe(0);
        await page.goto('/inbox');
        await expectSeen(rows(who).first());
      }
      expect(who.complaints).toEqual([]);
    }
  });
});
