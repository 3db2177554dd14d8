import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { countQueries } from '../../../../test/harness/count-queries.ts';
import { defined } from '../../../../test/harness/defined.ts';
import { join, makeTask, makeWorkspace, type Person, signUp, type Workspace } from '../../../../test/harness/people.ts';
import type { BodyOf } from '../../../../test/harness/reply-types.ts';

let test: TestApp;
let work: Workspace;
let member: Person;
let stranger: Person;
type Card = BodyOf<'get', '/tasks'>['items'][number];
type Field = BodyOf<'post', `/teams/${string}/fields`>;
type FieldType = Field['type'];
let field: Record<FieldType, Field>;

const addField = async (name: string, type: string, extras: object = {}) => {
  const reply = await work.owner.post(`/teams/${work.teamId}/fields`, { name, type, ...extras });
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
  return reply.body;
};

beforeAll(async () => {
  test = await startApp();
  work = await makeWorkspace(test.app);
  member = await join(test.app, work, { teamRole: 'member' });
  stranger = await signUp(test.app, 'Stranger');
  field = {
    text: await addField('Version', 'text'),
    number: await addField('Points', 'number', { onCard: true }),
    date: await addField('Release', 'date'),
    choice: await addField('Stage', 'choice', { options: [{ name: 'Alpha' }, { name: 'Beta', colour: '#1f8a8a' }] }),
    person: await addField('Reviewer', 'person'),
    link: await addField('Design', 'link'),
  };
});
afterAll(() => test.stop());

const ids = async (filter: object, extras = '') => {
  const query = `customFields=${encodeURIComponent(JSON.stringify(filter))}`;
  const reply = await work.owner.get(`/tasks?teamId=${work.teamId}&sort=key&${query}${extras}`);
  expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  return reply.body.items.map((row) => row.id);
};

describe('a field', () => {
  it('is managed by the team’s admins, and its name is unique', async () => {
    expect((await member.post(`/teams/${work.teamId}/fields`, { name: 'X', type: 'text' })).status).toBe(403);
    expect((await member.get(`/teams/${work.teamId}/fields`)).body.items.map(({ name }) => name)).toEqual([
      'Version',
      'Points',
      'Release',
      'Stage',
      'Reviewer',
      'Design',
    ]);
    const twice = await work.owner.post(`/teams/${work.teamId}/fields`, { name: 'points', type: 'text' });
    expect([twice.status, twice.body.code]).toEqual([409, 'field-exists']);
    expect((await work.owner.post(`/teams/${work.teamId}/fields`, { name: 'C', type: 'choice' })).status).toBe(422);
    const textWithOptions = { name: 'T', type: 'text', options: [{ name: 'x' }] };
    expect((await work.owner.post(`/teams/${work.teamId}/fields`, textWithOptions)).status).toBe(422);
  });

  const fitting = (): [FieldType, unknown][] => [
    ['text', '1.0'],
    ['number', 2.5],
    ['date', '2026-11-20'],
    ['choice', field.choice.options[1]?.id],
    ['person', member.id],
    ['link', 'https://example.com/a'],
  ];
  const unfit = (): [FieldType, unknown][] => [
    ['text', 5],
    ['number', '5'],
    ['date', '2026-02-30'],
    ['choice', 'Alpha'],
    ['person', stranger.id],
    ['link', 'javascript:alert(1)'],
  ];

  it('accepts only values of its type', async () => {
    const values = Object.fromEntries(fitting().map(([type, value]) => [field[type].id, value]));
    const task = await makeTask(work.owner, work.teamId, { customFields: values });
    expect(task.customFields).toEqual(values);
    for (const [type, value] of unfit()) {
      const refusedReply = await work.owner.patch(`/tasks/${task.id}`, { customFields: { [field[type].id]: value } });
      expect([refusedReply.status, refusedReply.body.errors?.[0]?.path], type).toEqual([
        422,
        `customFields.${field[type].id}`,
      ]);
    }
    const foreign = await makeWorkspace(test.app);
    const elsewhere = await foreign.owner.post(`/teams/${foreign.teamId}/tasks`, {
      title: 'x',
      customFields: { [field.text.id]: 'x' },
    });
    expect(elsewhere.status).toBe(422);
  });

  it('is changed alone: unnamed values stay, null removes, the log has old and new value', async () => {
    const [text, number] = [field.text.id, field.number.id];
    const task = await makeTask(work.owner, work.teamId, { customFields: { [text]: 'a', [number]: 1 } });
    const changedReply = await work.owner.patch(`/tasks/${task.id}`, { customFields: { [number]: 2 } });
    expect(changedReply.body.customFields).toEqual({ [text]: 'a', [number]: 2 });
    const takenReply = await work.owner.patch(`/tasks/${task.id}`, { customFields: { [text]: null } });
    expect(takenReply.body.customFields).toEqual({ [number]: 2 });
    const same = await work.owner.patch(`/tasks/${task.id}`, { customFields: { [number]: 2 } });
    expect(same.headers.get('etag')).toBe(takenReply.headers.get('etag'));
    const [entry] = (await work.owner.get(`/tasks/${task.id}/log`)).body.items;
    expect(entry).toMatchObject({
      field: 'customFields',
      before: { [text]: 'a', [number]: 2 },
      after: { [number]: 2 },
    });
  });
});

describe('a list', () => {
  it('is filtered by values, and by ranges of numbers and dates', async () => {
    const [number, date, choice] = [field.number.id, field.date.id, field.choice.id];
    const [alpha, beta] = field.choice.options.map((option) => option.id);
    const one = await makeTask(member, work.teamId, {
      customFields: { [number]: 9, [date]: '2027-01-05', [choice]: alpha },
    });
    const two = await makeTask(member, work.teamId, {
      customFields: { [number]: 10, [date]: '2027-02-05', [choice]: beta },
    });
    const mine = `&createdBy=${member.id}`;
    expect(await ids({ [choice]: alpha }, mine)).toEqual([one.id]);
    expect(await ids({ [number]: 10 }, mine)).toEqual([two.id]);
    expect(await ids({ [number]: { from: 9 } }, mine)).toEqual([one.id, two.id]);
    expect(await ids({ [number]: { from: 9.5, to: 100 } }, mine)).toEqual([two.id]);
    expect(await ids({ [date]: { to: '2027-01-31' } }, mine)).toEqual([one.id]);
    expect(await ids({ [choice]: beta, [date]: { from: '2027-02-01' } }, mine)).toEqual([two.id]);
    expect(await ids({ [choice]: beta, [number]: { to: 9 } }, mine)).toEqual([]);
    const unstorable = [`{"${number}":"\\u0000"}`, `{"${number}":"\\ud800"}`];
    for (const bad of ['x', '{}', '{"a":1}', `{"${number}":[1]}`, ...unstorable]) {
      expect((await work.owner.get(`/tasks?customFields=${encodeURIComponent(bad)}`)).status, bad).toBe(422);
    }
  });

  it('is filtered by words in texts and links, ignoring case and without wildcards', async () => {
    const [text, link, number] = [field.text.id, field.link.id, field.number.id];
    const createWith = (customFields: object) => makeTask(member, work.teamId, { title: 'Holds', customFields });
    const percent = await createWith({ [text]: 'Grew by 50% in one_year', [link]: 'https://example.com/Design' });
    const backslash = await createWith({ [text]: String.raw`C:\Temp`, [number]: 50 });
    const persian = await createWith({ [text]: 'نسخهٔ پنجم' });
    const search = (filter: object) => ids(filter, '&q=Holds');
    expect(await search({ [text]: { contains: 'GREW' } })).toEqual([percent.id]);
    expect(await search({ [text]: { contains: '5%0' } })).toEqual([]);
    expect(await search({ [text]: { contains: '0% in' } })).toEqual([percent.id]);
    expect(await search({ [text]: { contains: 'e_y' } })).toEqual([percent.id]);
    expect(await search({ [text]: { contains: 'n_one' } })).toEqual([]);
    expect(await search({ [text]: { contains: String.raw`c:\t` } })).toEqual([backslash.id]);
    expect(await search({ [text]: { contains: 'پنجم' } })).toEqual([persian.id]);
    expect(await search({ [text]: { contains: 'grew' }, [link]: { contains: '/design' } })).toEqual([percent.id]);
    expect(await search({ [text]: { contains: 'temp' }, [number]: { from: 50 } })).toEqual([backslash.id]);
    expect(await search({ [text]: { contains: 'temp' }, [link]: { contains: '/' } })).toEqual([]);
    expect(await search({ [text]: 'Grew' })).toEqual([]);
    const others = { date: '2026-11-20', choice: defined(field.choice.options[0]).id, person: member.id };
    for (const type of ['date', 'choice', 'person'] as const) {
      await createWith({ [field[type].id]: others[type] });
      expect(await search({ [field[type].id]: { contains: others[type].slice(0, 4) } }), type).toEqual([]);
    }
    expect(await search({ [number]: { contains: '5' } })).toEqual([]);
    const bad = ['', ' ', 'x'.repeat(201), '\0', 5, null].map((contains) => ({ contains }));
    for (const condition of [...bad, { contains: 'x', from: 1 }]) {
      const query = encodeURIComponent(JSON.stringify({ [text]: condition }));
      expect((await work.owner.get(`/tasks?customFields=${query}`)).status, JSON.stringify(condition)).toBe(422);
    }
  });

  describe('is sorted', () => {
    const values: Record<string, (string | number)[]> = {
      text: ['alpha', 'Beta', 'gamma', `${'x'.repeat(120)}`],
      number: [-1e12, -2.5, 0, 0.1, 10, 9e15],
      date: ['1999-12-31', '2026-11-20', '2027-01-01'],
      link: ['https://a.example', 'https://b.example'],
    };
    let team: Workspace;
    const own = new Map<string, Field>();
    const idOf = (type: string) => defined(own.get(type)).id;
    const idsByField: Record<string, string[]> = {};
    const options = () => defined(own.get('choice')).options.map(({ id }) => id);

    beforeAll(async () => {
      team = await makeWorkspace(test.app);
      const add = async (name: string, type: string, extras: object = {}) =>
        (await team.owner.post(`/teams/${team.teamId}/fields`, { name, type, ...extras })).body;
      for (const type of ['text', 'number', 'date', 'link', 'person']) own.set(type, await add(type, type));
      const choices = ['Late', 'Early', 'Best'].map((name) => ({ name }));
      own.set('choice', await add('choice', 'choice', { options: choices }));
      values['choice'] = options();
      for (const [type, list] of Object.entries(values)) {
        const tasks: string[] = [];
        // Created in reverse, so that the expected order is not the creation order.
        for (const value of list.toReversed()) {
          const customFields = { [idOf(type)]: value };
          tasks.unshift((await makeTask(team.owner, team.teamId, { title: type, customFields })).id);
        }
        idsByField[type] = tasks;
      }
    });

    /** Reads page by page, two rows at a time. */
    const inOrder = async (sort: string, q: string): Promise<Card[]> => {
      const tasks: Card[] = [];
      for (let cursor = ''; ;) {
        const path = `/tasks?teamId=${team.teamId}&include=customFields&sort=${sort}&limit=2${q}${cursor}` as const;
        const { status, body } = await team.owner.get(path);
        expect(status, JSON.stringify(body)).toBe(200);
        tasks.push(...body.items);
        if (body.nextCursor === null) return tasks;
        cursor = `&cursor=${body.nextCursor}`;
      }
    };

    it.each(['text', 'number', 'date', 'link', 'choice'])('by a %s, page by page, in both directions', async (type) => {
      const sort = `customFields.${idOf(type)}`;
      const idsOf = (rows: Card[]) => rows.map(({ id }) => id);
      expect(idsOf(await inOrder(sort, `&q=${type}`))).toEqual(idsByField[type]);
      expect(idsOf(await inOrder(`-${sort}`, `&q=${type}`))).toEqual(idsByField[type]?.toReversed());
      // Those without a value come last, each once.
      const all = await inOrder(sort, '');
      const count = Object.values(idsByField).flat().length;
      expect(new Set(idsOf(all)).size).toBe(count);
      expect(idsOf(all.slice(0, idsByField[type]?.length))).toEqual(idsByField[type]);
      const reversed = await inOrder(`-${sort}`, '');
      expect(idsOf(reversed)).toEqual(idsOf(all).toReversed());
    });

    it('in one statement for the list', async () => {
      const list = () => team.owner.get(`/tasks?teamId=${team.teamId}&sort=customFields.${idOf('number')}`);
      expect(await countQueries(test.app, 'tasks', list)).toBe(2);
    });

    it('only by fields of the named team', async () => {
      const refusal = async (query: string) => {
        const { status, body } = await team.owner.get(`/tasks?${query}`);
        return [status, body.errors?.[0]?.path];
      };
      const number = `customFields.${idOf('number')}`;
      for (const query of [
        `sort=${number}`,
        `organizationId=${team.organizationId}&sort=${number}`,
        `teamId=${team.teamId}&sort=customFields.${field.number.id}`,
        `teamId=${team.teamId}&sort=customFields.${idOf('person')}`,
        `teamId=${team.teamId}&sort=customFields.x`,
        `teamId=${team.teamId}&sort=customFields`,
        `teamId=${team.teamId}&sort=--${number}`,
      ]) {
        expect(await refusal(query), query).toEqual([422, 'sort']);
      }
      const cursorOf = async (sort: string) =>
        (await team.owner.get(`/tasks?teamId=${team.teamId}&limit=1&sort=${sort}`)).body.nextCursor;
      const foreign = await cursorOf(`customFields.${idOf('text')}`);
      expect(await refusal(`teamId=${team.teamId}&sort=${number}&cursor=${foreign}`)).toEqual([422, 'cursor']);
    });
  });

  it('returns values, descriptions and recurrence rules if requested', async () => {
    const task = await makeTask(member, work.teamId, {
      title: 'Included',
      description: 'Long',
      dueDate: '2027-01-01',
      recurrence: { rule: 'FREQ=DAILY' },
      customFields: { [field.number.id]: 3 },
    });
    const card = async (include: string) => (await work.owner.get(`/tasks?q=Included${include}`)).body.items[0];
    const plain = await card('');
    for (const name of ['description', 'recurrence', 'customFields']) expect(plain).not.toHaveProperty(name);
    expect(await card('&include=description,recurrence,customFields')).toMatchObject({
      id: task.id,
      description: 'Long',
      recurrence: { rule: 'FREQ=DAILY', from: 'due' },
      customFields: { [field.number.id]: 3 },
    });
    expect((await work.owner.get('/tasks?include=title')).status).toBe(422);
  });
});

describe('a field that changes', () => {
  it('contains every acknowledged change when several people change it at once', async () => {
    const reply = await work.owner.post(`/teams/${work.teamId}/fields`, { name: 'Shared', type: 'text' });
    const patches = [{ name: 'Renamed' }, { onCard: true }, { position: 7 }];
    const replies = await Promise.all(patches.map((patch) => work.owner.patch(`/fields/${reply.body.id}`, patch)));
    const { items } = (await work.owner.get(`/teams/${work.teamId}/fields`)).body;
    const now = items.find(({ id }) => id === reply.body.id);
    expect(replies.some(({ status }) => status === 200)).toBe(true);
    for (const [i, { status }] of replies.entries()) {
      if (status === 200) expect(now).toMatchObject(patches[i] ?? {});
      else expect(status).toBe(412);
    }
  });

  it('removes deleted options from tasks, and all its values when it is deleted', async () => {
    const choice = await addField('Colour', 'choice', { options: [{ name: 'Red' }, { name: 'Blue' }] });
    const [red, blue] = choice.options;
    const [a, b] = [
      await makeTask(work.owner, work.teamId, { customFields: { [choice.id]: red?.id } }),
      await makeTask(work.owner, work.teamId, { customFields: { [choice.id]: blue?.id } }),
    ];
    const values = async (task: { id: string }) => (await work.owner.get(`/tasks/${task.id}`)).body.customFields;
    expect((await member.patch(`/fields/${choice.id}`, { name: 'Hue' })).status).toBe(403);
    const changedReply = await work.owner.patch(`/fields/${choice.id}`, {
      name: 'Hue',
      onCard: true,
      options: [{ id: blue?.id, name: 'Navy' }, { name: 'Green' }],
    });
    expect(changedReply.body).toMatchObject({ name: 'Hue', onCard: true, type: 'choice' });
    expect(changedReply.body.options.map(({ name }) => name)).toEqual(['Navy', 'Green']);
    expect([await values(a), await values(b)]).toEqual([{}, { [choice.id]: blue?.id }]);
    const forgedReply = await work.owner.patch(`/fields/${choice.id}`, { options: [{ id: red?.id, name: 'Red' }] });
    expect(forgedReply.status).toBe(422);
    expect((await member.delete(`/fields/${choice.id}`)).status).toBe(403);
    expect((await work.owner.delete(`/fields/${choice.id}`)).status).toBe(204);
    expect(await values(b)).toEqual({});
    expect((await work.owner.patch(`/fields/${choice.id}`, { name: 'Gone' })).status).toBe(404);
  });
});
