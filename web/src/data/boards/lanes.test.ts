import { describe, expect, it } from 'vitest';
import type { Status } from '../../api/types.ts';
import { aTask } from '../../../test/a-task.ts';
import { changeToGroup } from '../tasks/change-group.ts';
import type { KnownTask } from '../tasks/store.ts';
import { sharedColumns } from './columns.ts';
import { laneReader } from './lanes.ts';
import { sharedView } from './shared-view.ts';
import type { BoardView, ColumnContent } from './view.ts';

const when = { timeZone: 'UTC', now: new Date('2026-11-25T12:00:00Z') };
const content = (cards: readonly KnownTask[], more: Partial<ColumnContent> = {}): ColumnContent => ({
  cards,
  gapAt: null,
  error: null,
  count: cards.length,
  total: cards.length,
  ...more,
});

describe('the lanes of a board', () => {
  const cards = new Map<string, ColumnContent>();
  const read = laneReader({ content: (id) => cards.get(id) ?? content([]) }, [{ id: 'todo' }, { id: 'done' }], {
    by: 'priority',
    order: ['urgent', 'high', 'low'],
    always: ['low'],
    when,
  });
  const shown = () =>
    read().map(({ id, cells, count }) => `${id} ${count}: ${[...cells.values()].flat().map((card) => card.id)}`);
  const [a, b, c] = [
    aTask('a', { priority: 'high' }),
    aTask('b', { priority: 'urgent' }),
    aTask('c', { priority: 'high' }),
  ];

  it('are in the order of the groups, with those that always have one', () => {
    cards.set('todo', content([a, b])).set('done', content([c]));
    expect(shown()).toEqual(['urgent 1: b', 'high 2: a,c', 'low 0: ']);
  });

  it('are the same objects where nothing has changed, and stay when they have become empty', () => {
    const before = read();
    expect(read()).toBe(before);
    cards.set('todo', content([a]));
    expect(shown()).toEqual(['urgent 0: ', 'high 2: a,c', 'low 0: ']);
    expect(read()[1]).toBe(before[1]);
  });
});

describe('a task that is put into another lane', () => {
  const task = { id: 't', labelIds: ['a', 'b'], projectId: 'p' };
  const context = { today: '2026-11-25', personOf: () => null, projectOf: () => 'q' };
  const change = (by: string, id: string, edit = true) => {
    const result = changeToGroup(task, [by, id], { work: true, edit }, context);
    return typeof result === 'string' ? result : result.fields;
  };

  it.each([
    ['assignee', '', { assigneeId: null }],
    ['label', 'b', { labelIds: ['b'] }],
    ['label', 'c', { labelIds: ['c', 'b'] }],
    ['label', '', { labelIds: [] }],
    ['project', 'q', { projectId: 'q', milestoneId: null }],
    ['milestone', 'm', { projectId: 'q', milestoneId: 'm' }],
    ['due', 'today', { dueDate: '2026-11-25', dueAt: null }],
    ['due', 'week', { dueDate: '2026-12-01', dueAt: null }],
    ['due', 'later', { dueDate: '2026-12-02', dueAt: null }],
    ['due', '', { dueDate: null, dueAt: null }],
    ['due', 'overdue', 'overdue'],
    ['due', 'earlier', 'overdue'],
    ['parent', 't', 'own'],
    ['field.stage', 'won', { customFields: { stage: 'won' } }],
  ])('by %s changes the field: %s', (by, id, expected) => {
    expect(change(by, id)).toEqual(expected);
  });

  it('needs the right to change that field', () => {
    expect([change('label', 'c', false), change('priority', 'high', false)]).toEqual([
      { labelIds: ['c', 'b'] },
      'rights',
    ]);
  });
});

describe('a board of several teams', () => {
  const status = (id: string, teamId: string, name: string, category: Status['category']): Status => {
    return { id, teamId, name, category, position: 0, limit: 3, transitions: null };
  };
  const columns = sharedColumns([
    [status('a1', 'a', 'To do', 'todo'), status('a2', 'a', 'Done', 'done')],
    [status('b1', 'b', 'To do', 'todo'), status('b2', 'b', 'In review', 'in_progress')],
  ]);

  it('has a column for statuses with the same name and category, in the order of the categories', () => {
    expect(columns.map(({ name, limit, statuses }) => [name, limit, statuses.map(({ id }) => id).join()])).toEqual([
      ['To do', null, 'a1,b1'],
      ['In review', null, 'b2'],
      ['Done', null, 'a2'],
    ]);
  });

  it('has the cards of all in their order, and one count', () => {
    const more: string[] = [];
    const board = (teamId: string, contents: Readonly<Record<string, ColumnContent>>): BoardView => ({
      teamId,
      content: (id) => contents[id] ?? content([]),
      open: () => undefined,
      more: (id) => void more.push(id),
      retry: () => undefined,
      tookUnread: () => undefined,
      recount: async () => undefined,
      isRead: () => true,
      kept: () => null,
      reload: async () => undefined,
      readFailed: async () => undefined,
      subscribe: () => () => undefined,
    });
    const [a, b] = [aTask('x', { rank: 'a1' }), aTask('y', { rank: 'a0' })];
    const parts = [
      {
        view: board('a', { a1: content([a], { gapAt: 1, count: 9 }) }),
        unfiltered: board('a', { a1: content([a], { count: 20 }) }),
      },
      { view: board('b', { b1: content([b]) }), unfiltered: board('b', { b1: content([b]) }) },
    ];
    const view = sharedView(parts, columns);
    const todo = view.content('a1');
    expect(todo).toMatchObject({ cards: [b, a], gapAt: 2, count: 10, total: 21 });
    expect(view.content('a1')).toBe(todo);
    view.more('a1');
    expect(more).toEqual(['a1']);
  });
});
