import { describe, expect, it } from 'vitest';
import { aTask } from '../../../test/a-task.ts';
import { assigneeFilter, noFilter, passes } from './filter.ts';

const reader = { userId: 'me', timeZone: 'Asia/Tehran', now: new Date('2026-11-21T06:30:00Z') };
const all = [
  aTask('yesterday', { dueDate: '2026-11-20' }),
  aTask('last-night', { dueAt: '2026-11-20T20:00:00Z' }),
  aTask('this-morning', { dueAt: '2026-11-21T05:30:00Z' }),
  aTask('this-morning-done', { dueAt: '2026-11-21T05:30:00Z', category: 'done', completedAt: '2026-11-21T05:00:00Z' }),
  aTask('today', { dueDate: '2026-11-21' }),
  aTask('tonight', { dueAt: '2026-11-21T20:00:00Z' }),
  aTask('in-six-days', { dueDate: '2026-11-27' }),
  aTask('in-seven-days', { dueDate: '2026-11-28' }),
  aTask('some-day'),
];

describe('a filter by due date', () => {
  it.each([
    ['overdue', ['yesterday', 'last-night', 'this-morning']],
    ['today', ['this-morning', 'this-morning-done', 'today', 'tonight']],
    ['week', ['this-morning', 'this-morning-done', 'today', 'tonight', 'in-six-days']],
    ['none', ['some-day']],
  ])('%s passes the tasks that the server returns for it', (due, expected) => {
    const passing = all.filter((task) => passes(task, { ...noFilter, due }, reader, new Set()));
    expect(passing.map(({ id }) => id)).toEqual(expected);
  });
});

it('by assignee has the choice “me” for the reader', () => {
  expect([assigneeFilter('me-id', 'me-id'), assigneeFilter('other-id', 'me-id')]).toEqual(['me', 'other-id']);
});
