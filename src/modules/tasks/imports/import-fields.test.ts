import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { board, card, trelloId, upload } from '../../../../test/files/trello.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { defined } from '../../../../test/harness/defined.ts';
import { makeWorkspace, type Workspace } from '../../../../test/harness/people.ts';

let test: TestApp;
let work: Workspace;
beforeAll(async () => {
  test = await startApp();
  work = await makeWorkspace(test.app);
});
afterAll(() => test.stop());

const field = (number: number, name: string, type: string, extras: object = {}) => ({
  id: trelloId(900 + number),
  name,
  type,
  display: { cardFront: number === 1 },
  ...extras,
});
const option = (number: number, text: string, color = 'none') => ({
  id: trelloId(950 + number),
  value: { text },
  color,
});
const item = (number: number, value: object | null, idValue: string | null = null) => ({
  idCustomField: trelloId(900 + number),
  value,
  idValue,
});

const content = board({
  customFields: [
    field(1, 'Price', 'number'),
    field(2, 'Shop', 'text'),
    field(3, 'Bought', 'date'),
    field(4, 'Size', 'list', { options: [option(1, 'Small'), option(2, 'Large', 'red')] }),
    field(5, 'Paid', 'checkbox'),
  ],
  cards: [
    card(1, 'Pan', {
      customFieldItems: [
        item(1, { number: '12.5' }),
        item(2, { text: 'Corner' }),
        item(3, { date: '2021-03-04T10:00:00.000Z' }),
        item(4, null, trelloId(952)),
        item(5, { checked: 'true' }),
        item(9, { text: 'Of nothing' }),
      ],
    }),
    card(2, 'Pot', { customFieldItems: [item(4, null, trelloId(951))] }),
  ],
});

async function bring(fields: Record<string, string | null>, what: unknown = content) {
  const queuedReply = await work.owner.post(`/organizations/${work.organizationId}/imports`, undefined, {
    raw: upload(what, fields),
  });
  await test.settled();
  return (await work.owner.get(`/imports/${queuedReply.body.id}`)).body;
}
const fieldsOf = async (teamId: string | null) => (await work.owner.get(`/teams/${teamId}/fields`)).body.items;

/** The values of a task: field names and option names instead of ids. */
async function valuesOf(teamId: string | null, title: string) {
  const fields = await fieldsOf(teamId);
  const [task] = (await work.owner.get(`/tasks?teamId=${teamId}&q=${title}&include=customFields`)).body.items;
  return Object.fromEntries(
    Object.entries(defined(task?.customFields)).map(([id, value]) => {
      const { name, options } = defined(fields.find((one) => one.id === id));
      return [name, options.find((one) => one.id === value)?.name ?? value];
    }),
  );
}

describe('fields of a Trello board', () => {
  it('become fields of the team, with the values of its cards', async () => {
    const done = await bring({});
    expect(done.report.problems).toEqual([]);
    expect(done.report.lost.filter(({ what }) => what === 'custom-fields')).toMatchObject([{ count: 1 }]);
    const shown = (await fieldsOf(done.teamId)).map(({ name, type, onCard }) => [name, type, onCard]);
    expect(shown).toEqual([
      ['Price', 'number', true],
      ['Shop', 'text', false],
      ['Bought', 'date', false],
      ['Size', 'choice', false],
      ['Paid', 'choice', false],
    ]);
    expect(await valuesOf(done.teamId, 'Pan')).toEqual({
      Price: 12.5,
      Shop: 'Corner',
      Bought: '2021-03-04',
      Size: 'Large',
      Paid: '✓',
    });
    expect(await valuesOf(done.teamId, 'Pot')).toEqual({ Size: 'Small' });
    const more = {
      ...content,
      cards: [...(content.cards ?? []), card(3, 'Lid', { customFieldItems: [item(1, { number: '3' })] })],
    };
    await bring({ teamId: done.teamId }, more);
    expect(await fieldsOf(done.teamId)).toHaveLength(5);
    expect(await valuesOf(done.teamId, 'Lid')).toEqual({ Price: 3 });
  });

  it('reuse fields of the same name and kind, and add missing options', async () => {
    const reply = await work.owner.post(`/teams/${work.teamId}/fields`, {
      name: 'size',
      type: 'choice',
      options: [{ name: 'LARGE' }, { name: 'Huge' }],
    });
    await work.owner.post(`/teams/${work.teamId}/fields`, { name: 'Price', type: 'text' });
    await bring({ teamId: work.teamId, dryRun: 'true' });
    expect(await fieldsOf(work.teamId)).toHaveLength(2);
    await bring({ teamId: work.teamId });
    const fields = await fieldsOf(work.teamId);
    expect(fields.find(({ id }) => id === reply.body.id)?.options.map(({ name }) => name)).toEqual([
      'LARGE',
      'Huge',
      'Small',
    ]);
    expect(fields.map(({ name }) => name)).toContain('Price (Trello)');
    expect(await valuesOf(work.teamId, 'Pan')).toMatchObject({ size: 'LARGE', 'Price (Trello)': 12.5 });
  });
});
