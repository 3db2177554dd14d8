import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { join, makeWorkspace, type Person, type Workspace } from '../../../../test/harness/people.ts';

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

/** Names of a list, read two at a time. */
async function pages(path: string, nameOf: (item: any) => string, person = reader): Promise<string[]> {
  const results: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const mark = path.includes('?') ? '&' : '?';
    const { body, status }: { body: any; status: number } = await person.get(
      `${path}${mark}limit=2${cursor && `&cursor=${cursor}`}`,
    );
    expect(status, JSON.stringify(body)).toBe(200);
    results.push(...body.items.map(nameOf));
    cursor = body.nextCursor;
  }
  return results;
}

const ownName = ({ name }: { name: string }) => name;
const userName = ({ user }: { user: { name: string } }) => user.name;

describe('lists by name', () => {
  it.each([
    ['en', [...latin, ...names.with(7, 'هدف').with(8, 'واحد')]],
    ['fa', [...names, ...latin]],
  ] as const)('go by the alphabet of %s, page by page', async (locale, expected) => {
    await reader.patch('/auth/me', { locale });
    const mine = (list: string[]) => list.filter((name) => names.includes(name) || latin.includes(name));
    const { organizationId, teamId } = work;
    const lists: [string, (item: any) => string][] = [
      [`/organizations/${organizationId}/projects`, ownName],
      [`/organizations/${organizationId}/labels`, ownName],
      [`/organizations/${organizationId}/teams`, ownName],
      [`/organizations/${organizationId}/members`, userName],
      [`/teams/${teamId}/members`, userName],
      ['/teams', ownName],
      ['/users', ownName],
    ];
    for (const [path, nameOf] of lists) expect(mine(await pages(path, nameOf)), path).toEqual(expected);
    const views = (await work.owner.get(`/organizations/${organizationId}/views`)).body.items.map(ownName);
    expect(views).toEqual([...latin, ...names.with(7, 'هدف').with(8, 'واحد')]);
    const chart = (await reader.get(`/organizations/${organizationId}/chart`)).body;
    expect(mine(chart.people.map(ownName))).toEqual(expected);
    await work.owner.patch('/auth/me', { locale: 'en' });
  });

  it('show each of several people with the same name once', async () => {
    for (let n = 0; n < 3; n += 1) await addPerson('Ali');
    const results = await pages(`/organizations/${work.organizationId}/members?q=ali`, ({ userId }) => userId);
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
    const members = await pages(`/organizations/${work.organizationId}/members?${query}`, userName, work.owner);
    expect(members).toEqual(expected);
    expect(await pages(`/users?${query}`, ownName, work.owner)).toEqual(expected);
  });
});
