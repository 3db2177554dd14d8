import { describe, expect, it } from 'vitest';
import { type PlannedTask, schedule } from './schedule.ts';

const today = '2026-11-20';
const task = (id: string, more: Partial<PlannedTask> = {}): PlannedTask => ({
  id: id as PlannedTask['id'],
  category: 'todo',
  startDate: null,
  dueDate: null,
  estimate: null,
  startedOn: null,
  completedOn: null,
  ...more,
});
const bonds = (text: string) =>
  text
    .split(' ')
    .filter(Boolean)
    .map((pair) => {
      const [taskId, otherId] = pair.split('>');
      return { taskId: taskId as PlannedTask['id'], otherId: otherId as PlannedTask['id'] };
    });
const planOf = (tasks: PlannedTask[], blocks = '') =>
  Object.fromEntries(
    [...schedule(tasks, bonds(blocks), today)].map(([id, { start, end, slipDays, isCritical }]) => [
      id,
      `${start}..${end}${slipDays > 0 ? ` +${slipDays}` : ''}${isCritical ? ' critical' : ''}`,
    ]),
  );

describe('a schedule', () => {
  it('uses the dates of a task; open tasks do not end before today', () => {
    expect(
      planOf([
        task('dated', { startDate: '2026-12-01', dueDate: '2026-12-03' }),
        task('late', { startDate: '2026-11-01', dueDate: '2026-11-10', startedOn: '2026-11-02' }),
        task('done', { dueDate: '2026-11-10', startedOn: '2026-11-08', completedOn: '2026-11-12', category: 'done' }),
        task('estimated', { estimate: 3 * 480 }),
      ]),
    ).toEqual({
      dated: '2026-12-01..2026-12-03 critical',
      late: '2026-11-02..2026-11-20 +10',
      done: '2026-11-08..2026-11-12 +2',
      estimated: '2026-11-20..2026-11-22',
    });
  });

  it('starts no task before its blockers end, and returns the critical path', () => {
    expect(
      planOf(
        [
          task('c', { startDate: '2026-11-24', dueDate: '2026-11-25' }),
          task('a', { startDate: '2026-11-20', dueDate: '2026-11-23' }),
          task('b', { startDate: '2026-11-21', dueDate: '2026-11-22' }),
          task('side', { startDate: '2026-11-20', dueDate: '2026-11-21' }),
        ],
        'a>b b>c side>c',
      ),
    ).toEqual({
      a: '2026-11-20..2026-11-23 critical',
      b: '2026-11-24..2026-11-25 +3 critical',
      c: '2026-11-26..2026-11-27 +2 critical',
      side: '2026-11-20..2026-11-21',
    });
  });

  it('is not delayed by completed tasks', () => {
    expect(
      planOf(
        [
          task('a', { completedOn: '2026-11-18', category: 'done' }),
          task('b', { startDate: '2026-11-21', dueDate: '2026-11-21' }),
        ],
        'a>b',
      ),
    ).toEqual({ a: '2026-11-18..2026-11-18', b: '2026-11-21..2026-11-21 critical' });
  });
});
