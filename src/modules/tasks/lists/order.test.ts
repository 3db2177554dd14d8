import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { join, makeTask, makeWorkspace, type Person, type Workspace } from '../../../../test/harness/people.ts';
import type { BodyOf } from '../../../../test/harness/reply-types.ts';

// Lists in the order of the reader's language and time zone, page by page.

const clock = settableClock(new Date('2026-11-20T18:00:00Z'));
let test: TestApp;
let work: Workspace;
let reader: Person;
beforeAll(async () => {
  test = await startApp({ clock });
  work = await makeWorkspace(test.app);
  reader = await join(test.app, work, { teamRole: 'member', name: 'Reader' });
});
afterAll(() => test.stop());

type Card = BodyOf<'get', '/tasks'>['items'][number];

async function pages(query: string, person = reader, limit = 3): Promise<Card[]> {
  const items: Card[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const path: `/tasks?${string}` = `/tasks?${query}&limit=${limit}${cursor && `&cursor=${cursor}`}`;
    const { body, status } = await person.get(path);
    expect(status, JSON.stringify(body)).toBe(200);
    items.push(...body.items);
    cursor = body.nextCursor;
  }
  return items;
}
const titles = (items: readonly Card[]) => items.map(({ title }) => title);
const persian = ['پروژه', 'تست', 'چای', 'حساب', 'ژاله', 'گزارش', 'میز', 'واحد', 'هدف', 'یادداشت'];
const latin = ['apfel', 'Apfel', 'Äpfel', 'Öl', 'Straße', 'Zebra'];

describe('titles', () => {
  let team: Workspace;
  beforeAll(async () => {
    team = await makeWorkspace(test.app);
    // These differ in code points but look the same: each appears exactly once over all pages.
    for (const title of [...persian, ...latin, 'é twin', 'e\u0301 twin', 'é twin'].toReversed()) {
      await makeTask(team.owner, team.teamId, { title });
    }
  });

  it.each([
    ['en', [...latin.slice(0, 3), ...latin.slice(3)], ['هدف', 'واحد']],
    ['fa', latin, ['واحد', 'هدف']],
  ] as const)('are sorted by the alphabet of %s, ascending and descending', async (locale, letters, tail) => {
    await team.owner.patch('/auth/me', { locale });
    const expectedPersian = [...persian.slice(0, 7), ...tail, 'یادداشت'];
    const own = (items: readonly Card[]) => titles(items).filter((title) => !title.includes('twin'));
    const expected = locale === 'fa' ? [...expectedPersian, ...letters] : [...letters, ...expectedPersian];
    const forwards = await pages(`teamId=${team.teamId}&sort=title`, team.owner);
    expect(own(forwards)).toEqual(expected);
    expect(new Set(forwards.map(({ id }) => id)).size).toBe(persian.length + latin.length + 3);
    const backwards = await pages(`teamId=${team.teamId}&sort=-title`, team.owner);
    expect(backwards.map(({ id }) => id)).toEqual(forwards.map(({ id }) => id).toReversed());
  });

  it('are merged in that order for a reader in several organizations', async () => {
    const other = await makeWorkspace(test.app);
    const invitedReply = await other.owner.post(`/organizations/${other.organizationId}/invites`, {
      email: team.owner.email,
      teamId: other.teamId,
    });
    const { body } = await other.owner.post(`/invites/${invitedReply.body.id}/link`);
    const token = body.url.split('#')[1];
    expect((await team.owner.post('/invites/accept', { token })).status).toBe(200);
    await team.owner.patch('/auth/me', { locale: 'fa' });
    for (const title of ['ببر', 'پلنگ', 'گرگ', 'وزغ', 'هدهد', 'Bär'])
      await makeTask(other.owner, other.teamId, { title });
    const merged = titles(await pages('sort=title', team.owner)).filter((title) => !title.includes('twin'));
    const inOrder = merged.toSorted(new Intl.Collator('fa').compare);
    expect(merged).toEqual(inOrder);
    expect(merged).toHaveLength(persian.length + latin.length + 6);
    await team.owner.patch('/auth/me', { locale: 'en' });
  });
});

describe('words', () => {
  it.each([
    ['گزارش ۱۲۳', 'گزارش 123'],
    ['گزارش ۱۲۳', 'گزارش ١٢٣'],
    ['كيفيت', 'کیفیت'],
    ['ÄRGER', 'arger'],
    ['Straße', 'strasse'],
    ['e\u0301te\u0301', 'été'],
    ['می‌شود نوشت', 'میشود'],
    ['100 % sure', '%'],
  ])('find %s by %s, in titles and fields', async (title, q) => {
    const team = await makeWorkspace(test.app);
    const { owner, teamId } = team;
    const field = (await owner.post(`/teams/${teamId}/fields`, { name: 'Client', type: 'text' })).body;
    const own = await makeTask(owner, teamId, { title });
    const client = await makeTask(owner, teamId, { title: 'Other', customFields: { [field.id]: title } });
    const results = await pages(`teamId=${teamId}&q=${encodeURIComponent(q)}`, owner);
    expect(results.map(({ id }) => id)).toEqual([own.id]);
    const filter = encodeURIComponent(JSON.stringify({ [field.id]: { contains: q } }));
    const inField = await pages(`teamId=${teamId}&customFields=${filter}`, owner);
    expect(inField.map(({ id }) => id)).toEqual([client.id]);
  });

  it('match in any order, including the key', async () => {
    const task = await makeTask(work.owner, work.teamId, { title: 'Landing page: the design' });
    const q = encodeURIComponent(`design landing ${task.key}`);
    expect((await pages(`teamId=${work.teamId}&q=${q}`)).map(({ id }) => id)).toEqual([task.id]);
    expect(await pages(`teamId=${work.teamId}&q=design%20landing%20footer`)).toEqual([]);
  });
});

describe('due dates', () => {
  let team: Workspace;
  beforeAll(async () => {
    team = await makeWorkspace(test.app);
    const { owner, teamId } = team;
    await makeTask(owner, teamId, { title: 'never' });
    await makeTask(owner, teamId, { title: 'all day 21', dueDate: '2026-11-21' });
    await makeTask(owner, teamId, { title: 'all day 20', dueDate: '2026-11-20' });
    // 23:45 of the 20th in New York, 08:15 of the 21st in Tehran.
    await makeTask(owner, teamId, { title: 'at 04:45', dueAt: '2026-11-21T04:45:00Z' });
    // 19:00 of the 19th in New York, 03:30 of the 20th in Tehran.
    await makeTask(owner, teamId, { title: 'at 00:00', dueAt: '2026-11-20T00:00:00Z' });
    await makeTask(owner, teamId, { title: 'all day 19', dueDate: '2026-11-19' });
  });

  it.each([
    ['America/New_York', ['all day 19', 'at 00:00', 'all day 20', 'at 04:45', 'all day 21', 'never']],
    ['Asia/Tehran', ['all day 19', 'all day 20', 'at 00:00', 'all day 21', 'at 04:45', 'never']],
    ['Pacific/Kiritimati', ['all day 19', 'all day 20', 'at 00:00', 'all day 21', 'at 04:45', 'never']],
    ['Pacific/Pago_Pago', ['all day 19', 'at 00:00', 'all day 20', 'at 04:45', 'all day 21', 'never']],
  ])('in %s are sorted by the days of that time zone', async (timezone, expected) => {
    await team.owner.patch('/auth/me', { timezone });
    for (const limit of [1, 2, 50]) {
      const query = `teamId=${team.teamId}&sort=`;
      expect(titles(await pages(`${query}dueDate`, team.owner, limit))).toEqual(expected);
      expect(titles(await pages(`${query}-dueDate`, team.owner, limit))).toEqual(expected.toReversed());
    }
    const mine = await team.owner.post('/tasks/bulk', {
      ids: (await pages(`teamId=${team.teamId}`, team.owner)).map(({ id }) => id),
      change: { assigneeId: team.owner.id },
    });
    expect(mine.status).toBe(200);
    const { overdue, today, upcoming } = (await team.owner.get('/my-work')).body;
    expect(titles([...overdue, ...today, ...upcoming])).toEqual(
      // A task due today at a time that has passed is late.
      [...expected].toSorted((a, b) => Number(isLate(b, timezone)) - Number(isLate(a, timezone))),
    );
  });

  it.each(['Pacific/Kiritimati', 'Pacific/Pago_Pago'])(
    'are in the same order on short pages, in %s',
    async (timezone) => {
      const { owner, teamId } = await makeWorkspace(test.app);
      await owner.patch('/auth/me', { timezone });
      for (let n = 0; n < 30; n += 1) {
        const at = new Date(Date.UTC(2026, 10, 20, 7 * ((n * 11) % 30)));
        const due = [{ dueAt: at.toISOString() }, { dueDate: at.toISOString().slice(0, 10) }, {}][n % 3];
        await makeTask(owner, teamId, { title: `Task ${n}`, ...due });
      }
      for (const sort of ['dueDate', '-dueDate']) {
        const query = `teamId=${teamId}&sort=${sort}`;
        const whole = titles(await pages(query, owner, 200));
        expect(whole).toHaveLength(30);
        expect(titles(await pages(query, owner, 4))).toEqual(whole);
      }
    },
  );

  function isLate(title: string, timezone: string): boolean {
    const local = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short' }).format(clock.now());
    if (title.startsWith('all day')) return `2026-11-${title.slice(-2)}` < local;
    return title === 'at 00:00';
  }
});
