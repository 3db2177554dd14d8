import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { defined } from '../../../../test/harness/defined.ts';
import { makeTask, makeWorkspace, type Workspace } from '../../../../test/harness/people.ts';
import { nextDue } from '../recurrence/next-date.ts';
import { withWeekStart } from './recurrence-rule.ts';

const days = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

describe('a rule in an organization’s weeks', () => {
  it.each([
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SA', 6, 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SA;WKST=SA'],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO', 7, 'FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU'],
    ['FREQ=WEEKLY;BYDAY=SA,SU;BYSETPOS=1', 7, 'FREQ=WEEKLY;BYDAY=SA,SU;BYSETPOS=1;WKST=SU'],
    ['FREQ=YEARLY;BYWEEKNO=1;BYDAY=SA', 6, 'FREQ=YEARLY;BYWEEKNO=1;BYDAY=SA;WKST=SA'],
    // A rule that names no day means Monday.
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SA', 1, 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SA'],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SA;WKST=MO', 6, 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SA;WKST=MO'],
    ['FREQ=WEEKLY;BYDAY=MO,SA', 6, 'FREQ=WEEKLY;BYDAY=MO,SA'],
    ['FREQ=DAILY;INTERVAL=2', 6, 'FREQ=DAILY;INTERVAL=2'],
    ['FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1', 6, 'FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1'],
  ])('%s is stored with weeks from day %i as %s', (rule, weekStart, expected) => {
    expect(withWeekStart({ rule, from: 'due' as const }, weekStart)).toEqual({ rule: expected, from: 'due' });
  });

  const table = [1, 2, 3, 4, 5, 6, 7].flatMap((weekStart) =>
    ['INTERVAL=2;BYDAY=MO,SA', 'INTERVAL=2;BYDAY=SU,MO', 'INTERVAL=3;BYDAY=TU,FR,SU', 'BYDAY=SA,SU,TH;BYSETPOS=-1'].map(
      (rest) => [`FREQ=WEEKLY;${rest}`, weekStart] as const,
    ),
  );
  it.each(table)('%s, weeks from day %i on, falls where rrule-temporal says', async (rule, weekStart) => {
    const recurrence = withWeekStart({ rule, from: 'due' as const }, weekStart);
    const all = new RRuleTemporal({
      rruleString: `${rule};WKST=${days[weekStart - 1]};COUNT=16`,
      dtstart: Temporal.PlainDate.from('2027-01-01').toZonedDateTime('UTC'),
      temporal: Temporal,
    });
    const expected = all.all().map((date) => date.toPlainDate().toString());
    const results = expected.slice(0, 1);
    while (results.length < expected.length) {
      const task = { startDate: null, dueDate: results.at(-1) ?? null, dueAt: null, dueTimezone: null, recurrence };
      results.push((await nextDue(task, new Date('2027-01-01T12:00:00Z'), 'UTC'))?.dueDate ?? 'none');
    }
    expect(results).toEqual(expected);
  });
});

describe('a series of an organization whose weeks begin on Saturday', () => {
  let test: TestApp;
  let work: Workspace;
  const setWeekStart = (weekStart: number) => work.owner.patch(`/organizations/${work.organizationId}`, { weekStart });
  beforeAll(async () => {
    test = await startApp();
    work = await makeWorkspace(test.app);
    await setWeekStart(6);
  });
  afterAll(() => test.stop());

  async function completions(task: { id: string }, count: number): Promise<{ dates: string[]; rule: string }> {
    const dates: string[] = [];
    let [id, rule] = [task.id, ''];
    while (dates.length < count) {
      const next = defined((await work.owner.post(`/tasks/${id}/complete`)).body.next);
      dates.push(defined(next.dueDate));
      [id, rule] = [next.id, defined(next.recurrence).rule];
    }
    return { dates, rule };
  }

  it.each([
    ['2027-01-02', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SA', 6, ['2027-01-04', '2027-01-16', '2027-01-18']],
    ['2027-01-03', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO', 7, ['2027-01-04', '2027-01-17', '2027-01-18']],
    ['2027-01-02', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SA', 1, ['2027-01-11', '2027-01-16', '2027-01-25']],
  ])('due on %s, %s, weeks from day %i on', async (dueDate, rule, weekStart, expected) => {
    await setWeekStart(weekStart);
    const preview = await work.owner.get(`/recurrence/preview?dueDate=${dueDate}&count=3&rule=${rule}`);
    expect(preview.body.dates.map((date) => date.dueDate)).toEqual(expected);
    const task = await makeTask(work.owner, work.teamId, { dueDate, recurrence: { rule } });
    const changedTask = await makeTask(work.owner, work.teamId, { dueDate });
    const patched = await work.owner.patch(`/tasks/${changedTask.id}`, { recurrence: { rule } });
    expect(patched.body.recurrence).toEqual(task.recurrence);
    // The series keeps its weeks if the organization changes the setting later.
    await setWeekStart(3);
    expect(await completions(task, 3)).toEqual({ dates: expected, rule: task.recurrence?.rule });
    await setWeekStart(6);
  });

  it.each([
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SA;WKST=SU',
    'FREQ=DAILY;UNTIL=20270101T205959Z',
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
    'FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;WKST=MO',
  ])('%s stays unchanged when other fields change', async (rule) => {
    const task = await makeTask(work.owner, work.teamId, { dueDate: '2026-12-28', recurrence: { rule } });
    const changes = [{ title: 'Other' }, { dueDate: '2026-12-29' }, { recurrence: { rule, from: 'completion' } }];
    for (const change of changes) {
      expect((await work.owner.patch(`/tasks/${task.id}`, change)).body.recurrence?.rule).toBe(rule);
    }
  });

  it('is previewed with the week of the named organization, or with Monday if the caller’s organizations disagree', async () => {
    const other = await work.owner.post('/organizations', { name: 'Mondays' });
    const datesIn = async (query: string) => {
      const path =
        `/recurrence/preview?dueDate=2027-01-02&count=1&rule=FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SA${query}` as const;
      return (await work.owner.get(path)).body.dates[0]?.dueDate;
    };
    expect(await datesIn(`&organizationId=${work.organizationId}`)).toBe('2027-01-04');
    expect(await datesIn(`&organizationId=${other.body.id}`)).toBe('2027-01-11');
    expect(await datesIn('')).toBe('2027-01-11');
  });
});
