import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import type { Answer } from '../../../../test/harness/client.ts';
import { join, makeWorkspace, type Person, type Workspace } from '../../../../test/harness/people.ts';
import type { BodyOf } from '../../../../test/harness/reply-types.ts';

// Lists by name are sorted by the reader's language, page by page; searches for people fold the typed text.

let test: TestApp;
let work: Workspace;
let reader: Person;
const names = ['پروژه', 'تست', 'چای', 'حساب', 'ژاله', 'گزارش', 'میز', 'واحد', 'هدف', 'یادداشت'];
const latin = ['Apfel', 'Äpfel', 'Öl', 'Zebra'];
beforeAll(async () => {
  test = await startApp();
  work = await makeWorkspace(test.app);
  reader = await join(test.app, work, { teamRole: 'member', name: 'Reader' });
  const { owner, organizationId } = work;
  for (const name of [...names, ...latin].toReversed()) {
    await owner.post(`/organizations/${organizationId}/projects`, { name, key: `K${letters(name)}` });
    await owner.post(`/organizations/${organizationId}/labels`, { name, colour: '#112233' });
    await owner.post(`/organizations/${organizationId}/teams`, { name });
    await owner.post(`/organizations/${organizationId}/views`, { name, filters: {} });
    await addPerson(name);
  }
});
afterAll(() => test.stop());

async function addPerson(name: string): Promise<void> {
  const person = await join(test.app, work, { teamRole: 'member' });
  await person.patch('/auth/me', { name });
  // The copy in teams is updated by an event.
  await test.database.sql`update teams.person set name = ${name} where user_id = ${person.id}`;
}

/** A key of letters for each number. */
function letters(name: string): string {
  const index = [...names, ...latin].indexOf(name);
  return String.fromCharCode(65 + Math.floor(index / 5), 65 + (index % 5));
}

type List = '/users' | '/organizations/{id}/members';
type ListOfNames = BodyOf<'get', List>;
type Row = ListOfNames['items'][number];
const nameOf = (row: Row) => ('user' in row ? row.user.name : row.name);

/** Names of a list, read two at a time. */
async function pages(path: string, columnOf: (row: Row) => string = nameOf, person = reader): Promise<string[]> {
  const results: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const mark = path.includes('?') ? '&' : '?';
    const at: string = `${path}${mark}limit=2${cursor && `&cursor=${cursor}`}`;
    const { body, status }: Answer<ListOfNames> = await person.get<List>(at);
    expect(status, JSON.stringify(body)).toBe(200);
    results.push(...body.items.map(columnOf));
    cursor = body.nextCursor;
  }
  return results;
}

const ownName = ({ name }: { name: string }) => name;

describe('lists by name', () => {
  it.each([
    ['en', [...latin, ...names.with(7, 'هدف').with(8, 'واحد')]],
    ['fa', [...names, ...latin]],
  ] as const)('go by the alphabet of %s, page by page', async (locale, expected) => {
    await reader.patch('/auth/me', { locale });
    const mine = (list: string[]) => list.filter((name) => names.includes(name) || latin.includes(name));
    const { organizationId, teamId } = work;
    const lists = [
      `/organizations/${organizationId}/projects`,
      `/organizations/${organizationId}/labels`,
      `/organizations/${organizationId}/teams`,
      `/organizations/${organizationId}/members`,
      `/teams/${teamId}/members`,
      '/teams',
      '/users',
    ];
    for (const path of lists) expect(mine(await pages(path)), path).toEqual(expected);
    const views = (await work.owner.get(`/organizations/${organizationId}/views`)).body.items.map(ownName);
    expect(views).toEqual([...latin, ...names.with(7, 'هدف').with(8, 'واحد')]);
    const chart = (await reader.get(`/organizations/${organizationId}/chart`)).body;
    expect(mine(chart.people.map(ownName))).toEqual(expected);
    await work.owner.patch('/auth/me', { locale: 'en' });
  });

  it('show each of several people with the same name once', async () => {
    for (let n = 0; n < 3; n += 1) await addPerson('Ali');
    const results = await pages(`/organizations/${work.organizationId}/members?q=ali`, (row) =>
      'userId' in row ? row.userId : '',
    );
    expect(results).toHaveLength(3);
    expect(new Set(results).size).toBe(3);
  });
});

describe('a search among people', () => {
  it.each([
    ['apfel', ['Apfel', 'Äpfel']],
    ['ÄPFEL', ['Apfel', 'Äpfel']],
    ['a\u0308pfel', ['Apfel', 'Äpfel']],
    ['گزارش', ['گزارش']],
    ['يادداشت', ['یادداشت']],
    ['%', []],
    ['apfel example.com', ['Apfel', 'Äpfel']],
  ])('by %s', async (q, expected) => {
    const query = `q=${encodeURIComponent(q)}`;
    const members = await pages(`/organizations/${work.organizationId}/members?${query}`, nameOf, work.owner);
    expect(members).toEqual(expected);
    expect(await pages(`/users?${query}`, nameOf, work.owner)).toEqual(expected);
  });
});
