import { describe, expect, it } from 'vitest';
import type { KnownTask } from '../../data/tasks/store.ts';
import { duePeriods, groupTasks } from '../../data/tasks/group-tasks.ts';
import { orderTasks } from './order-tasks.ts';

const task = (id: string, more: Partial<KnownTask>) =>
  ({
    id,
    key: `ENG-${id}`,
    title: id,
    statusId: 'todo',
    category: 'todo',
    rank: 'a0',
    priority: 'medium',
    assigneeId: null,
    assignee: null,
    labelIds: [],
    projectId: null,
    dueDate: null,
    dueAt: null,
    startDate: null,
    estimate: null,
    ...more,
  }) as KnownTask;
const names = {
  statuses: [
    { id: 'todo', position: 0 },
    { id: 'done', position: 1 },
  ],
  fields: [{ id: 'stage', options: ['lead', 'won'].map((id) => ({ id, name: id, colour: null })) }],
};
const ids = (tasks: readonly KnownTask[]) => tasks.map(({ id }) => id).join(' ');

const all = [
  task('2', { statusId: 'done', priority: 'low', dueDate: '2026-11-30', estimate: 30, customFields: { stage: 'won' } }),
  task('10', { priority: 'urgent', dueDate: '2026-11-20', customFields: { stage: 'lead' } }),
  task('1', { rank: 'a1', priority: 'high', estimate: 90 }),
];

describe('a list of tasks', () => {
  it.each([
    ['rank', '10 1 2'],
    ['key', '1 2 10'],
    ['-key', '10 2 1'],
    ['priority', '10 1 2'],
    ['status', '1 10 2'],
    ['dueDate', '10 2 1'],
    ['-dueDate', '2 10 1'],
    ['estimate', '2 1 10'],
    ['-estimate', '1 2 10'],
    ['field.stage', '10 2 1'],
  ])('is sorted by %s, tasks without a value last', (sort, expected) => {
    expect(ids(orderTasks(all, sort, names))).toBe(expected);
  });

  it.each([
    ['en', ['Äpfel', 'Apfel', 'Zebra', 'apfel', 'Übung'], ['apfel', 'Apfel', 'Äpfel', 'Übung', 'Zebra']],
    [
      'fa',
      ['هدف', 'یادداشت', 'گزارش', 'ژاله', 'پروژه', 'چای', 'وام', 'تست'],
      ['پروژه', 'تست', 'چای', 'ژاله', 'گزارش', 'وام', 'هدف', 'یادداشت'],
    ],
  ] as const)('is sorted by title as %s orders words', (language, given, expected) => {
    const titled = given.map((title) => task(title, { title }));
    expect(orderTasks(titled, 'title', { ...names, language }).map(({ title }) => title)).toEqual(expected);
  });

  it('has today at 23:45 before all day tomorrow, wherever its reader is', () => {
    const tonight = task('tonight', { dueAt: '2026-11-21T04:45:00.000Z' });
    const tomorrow = task('tomorrow', { dueDate: '2026-11-21' });
    const sorted = (timeZone: string) => ids(orderTasks([tomorrow, tonight], 'dueDate', { ...names, timeZone }));
    expect(sorted('America/New_York')).toBe('tonight tomorrow');
    expect(sorted('Asia/Tehran')).toBe('tomorrow tonight');
  });

  const when = { timeZone: 'UTC', now: new Date('2026-11-25T12:00:00Z') };

  it.each([
    ['status', ['done', 'todo'], 'done: 2 | todo: 10 1'],
    ['priority', ['urgent', 'high'], 'urgent: 10 | high: 1 | low: 2'],
    ['due', duePeriods, 'overdue: 10 | week: 2 | : 1'],
    ['field.stage', [], 'won: 2 | lead: 10 | : 1'],
  ])('is grouped by %s, in the order given, and what has none last', (by, order, expected) => {
    const groups = groupTasks(all, by, order, when);
    expect(groups.map(({ id, tasks }) => `${id}: ${ids(tasks)}`).join(' | ')).toBe(expected);
  });

  it('has only open tasks under overdue, and the closed ones of past days after the others', () => {
    const dated = [
      task('cancelled', { category: 'cancelled', dueDate: '2026-11-20' }),
      task('done', { category: 'done', dueDate: '2026-11-20' }),
      task('done-today', { category: 'done', dueAt: '2026-11-25T09:00:00Z' }),
      task('open', { dueDate: '2026-11-20' }),
      task('open-today', { dueAt: '2026-11-25T09:00:00Z' }),
      task('later', { category: 'in_progress', dueDate: '2027-01-01' }),
      task('some-day', {}),
    ];
    const groups = groupTasks(dated, 'due', duePeriods, when);
    expect(groups.map(({ id, tasks }) => `${id}: ${ids(tasks)}`)).toEqual([
      'overdue: open open-today',
      'today: done-today',
      'later: later',
      'earlier: cancelled done',
      ': some-day',
    ]);
  });
});
