import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settableClock } from '#platform/clock.ts';
import { startApp, type TestApp } from '../../../../test/harness/app.ts';
import { defined } from '../../../../test/harness/defined.ts';
import { join, makeTask, makeWorkspace, type Workspace } from '../../../../test/harness/people.ts';
import { nextDue } from './next-date.ts';
import { parseRule } from '../task/recurrence-rule.ts';

interface Case {
  rule: string;
  zone: string;
  /** What python3-dateutil answered to scripts/judge-recurrence.py: the first date and those of 14 completions. */
  dates: string[];
}
const expectedCases: Case[] = JSON.parse(readFileSync(new URL('judged.json', import.meta.url), 'utf8'));

const completed = new Date('2030-01-01T12:00:00Z');

async function seriesOf({ rule, zone, dates }: Case): Promise<string[]> {
  let task = {
    startDate: null,
    dueDate: null,
    dueAt: dates[0] ?? null,
    dueTimezone: zone,
    recurrence: { rule, from: 'due' as 'due' | 'completion' },
  } as Parameters<typeof nextDue>[0];
  const results = [dates[0] ?? ''];
  while (results.length <= 14) {
    const next = await nextDue(task, completed, 'UTC');
    if (!next) break;
    results.push(next.dueAt ?? '');
    task = next;
  }
  return results;
}

describe('fourteen completions', () => {
  it('cover sixty rules in four time zones', () => {
    expect(expectedCases).toHaveLength(240);
    expect(expectedCases.every(({ dates }) => dates.length > 0)).toBe(true);
  });

  it.each(expectedCases.map((entry) => [entry.rule, entry.zone, entry] as const))(
    '%s in %s',
    async (_rule, _zone, entry) => {
      expect(await seriesOf(entry)).toEqual(entry.dates);
    },
  );
});

describe('a rule', () => {
  it.each([
    'FREQ=WEEKLY;BYDAY=MO,TH',
    'RRULE:FREQ=MONTHLY;BYMONTHDAY=-1',
    'freq=yearly;bymonth=2;bymonthday=29',
    'FREQ=MONTHLY;BYDAY=-1FR;COUNT=3',
    'RSCALE=PERSIAN;FREQ=MONTHLY;BYMONTHDAY=15',
    'RSCALE=GREGORIAN;FREQ=DAILY',
  ])('%s is accepted', (text) => expect(parseRule(text)).not.toBeNull());

  it.each([
    '',
    'FREQ=HOURLY',
    'FREQ=DAILY;INTERVAL=0',
    'FREQ=DAILY;COUNT=2;UNTIL=20270101',
    'FREQ=DAILY;FREQ=WEEKLY',
    'FREQ=WEEKLY;BYDAY=1MO',
    'FREQ=WEEKLY;BYMONTHDAY=3',
    'FREQ=MONTHLY;BYMONTHDAY=32',
    'FREQ=MONTHLY;BYSETPOS=1',
    'FREQ=DAILY;BYHOUR=9',
    'FREQ=DAILY;UNTIL=20271301',
    'INTERVAL=2',
    'every monday',
    'FREQ=DAILY;X=1',
    'FREQ=WEEKLY;INTERVAL=1,2',
    `FREQ=YEARLY;BYYEARDAY=${Array.from({ length: 25 }, (_, day) => day + 1).join(',')}`,
    'FREQ=YEARLY;BYWEEKNO=1,2,3,4,5',
    `FREQ=WEEKLY;BYDAY=MO${',MO'.repeat(20)}`,
    'RSCALE=HEBREW;FREQ=MONTHLY',
    'RSCALE=PERSIAN;FREQ=WEEKLY;BYDAY=MO',
    'RSCALE=PERSIAN;FREQ=MONTHLY;BYMONTH=2',
    'RSCALE=PERSIAN;FREQ=YEARLY;BYMONTHDAY=1',
    'RSCALE=PERSIAN;FREQ=YEARLY;BYMONTH=1;BYDAY=20MO',
    'RSCALE=PERSIAN;FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1',
  ])('%s is refused', (text) => expect(parseRule(text)).toBeNull());

  it('that never occurs has no next date', async () => {
    const task = { startDate: null, dueDate: '2026-01-30', dueAt: null, dueTimezone: null };
    const recurrence = { rule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', from: 'due' as const };
    expect(await nextDue({ ...task, recurrence }, completed, 'UTC')).toBeNull();
  });
});

describe('a rule of the Persian calendar', () => {
  const after = async (rule: string, dueDate: string, more: object = {}) => {
    const task = { startDate: null, dueDate, dueAt: null, dueTimezone: null, ...more };
    return nextDue({ ...task, recurrence: { rule: `RSCALE=PERSIAN;${rule}`, from: 'due' } }, completed, 'UTC');
  };
  // The days were checked with the calendar of Iran: 1 Farvardin 1406 is 21 March 2027, and 1408 is a leap year.
  it.each([
    ['FREQ=MONTHLY;BYMONTHDAY=15', '2026-11-20', '2026-12-06'],
    ['FREQ=MONTHLY;BYMONTHDAY=15', '2026-12-06', '2027-01-05'],
    ['FREQ=MONTHLY', '2027-03-20', '2027-04-18'],
    ['FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=1,15', '2027-03-21', '2027-04-04'],
    ['FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=1,15', '2027-04-04', '2027-05-22'],
    // The months from Mehr on have no day 31.
    ['FREQ=MONTHLY;BYMONTHDAY=31', '2026-09-22', '2027-04-20'],
    ['FREQ=MONTHLY;BYMONTHDAY=-1', '2027-02-19', '2027-03-20'],
    ['FREQ=MONTHLY;BYDAY=1SA', '2026-11-25', '2026-11-28'],
    ['FREQ=MONTHLY;BYDAY=-1FR', '2026-11-25', '2026-12-18'],
    ['FREQ=YEARLY', '2026-03-21', '2027-03-21'],
    ['FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=1', '2027-03-21', '2027-09-23'],
    ['FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=30', '2027-01-01', '2030-03-20'],
    ['FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31', '2027-01-01', null],
    ['FREQ=MONTHLY;BYMONTHDAY=15;UNTIL=20261205', '2026-11-20', null],
    ['FREQ=MONTHLY;BYMONTHDAY=15;COUNT=1', '2026-11-20', null],
  ])('%s after %s is due on %s', async (rule, dueDate, expected) => {
    expect((await after(rule, dueDate))?.dueDate ?? null).toBe(expected);
  });

  it('keeps its calendar, its time of day and the rest of its count', async () => {
    const due = { dueAt: '2026-11-20T05:30:00.000Z', dueTimezone: 'Asia/Tehran' };
    const next = await after('FREQ=MONTHLY;BYMONTHDAY=15;COUNT=3', '2026-11-20', { ...due, dueDate: null });
    expect(next).toMatchObject({
      dueAt: '2026-12-06T05:30:00.000Z',
      recurrence: { rule: 'RSCALE=PERSIAN;FREQ=MONTHLY;BYMONTHDAY=15;COUNT=2' },
    });
  });
});

describe('a rule that is expensive to evaluate', () => {
  // The maximum search in periods of the rule: a rare rule is found, one that never occurs is not.
  it.each([
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO', '2036-03-01', '2044-02-29'],
    ['FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO', '2044-03-01', '2072-02-29'],
    ['FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29', '2096-03-01', null],
    ['FREQ=YEARLY;BYWEEKNO=1,2,3,4;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=366', '2026-01-30', null],
  ])('%s after %s is due on %s', async (rule, dueDate, expected) => {
    const task = {
      startDate: null,
      dueDate,
      dueAt: null,
      dueTimezone: null,
      recurrence: { rule, from: 'due' as const },
    };
    expect((await nextDue(task, completed, 'UTC'))?.dueDate ?? null).toBe(expected);
  });
});

describe('a rule counted from completion', () => {
  it.each([
    ['2026-11-20T20:25:00Z', 'UTC', '2026-11-27'],
    // In Tehran it is already the next day.
    ['2026-11-20T20:35:00Z', 'Asia/Tehran', '2026-11-28'],
    ['2026-11-20T02:00:00Z', 'America/New_York', '2026-11-26'],
  ])('completed at %s in %s is due a week later on %s', async (at, timezone, expected) => {
    const task = { startDate: null, dueDate: '2026-10-01', dueAt: null, dueTimezone: null };
    const recurrence = { rule: 'FREQ=WEEKLY', from: 'completion' as const };
    expect((await nextDue({ ...task, recurrence }, new Date(at), timezone))?.dueDate).toBe(expected);
  });
});

describe('completing a recurring task', () => {
  const clock = settableClock(new Date('2026-11-20T09:00:00Z'));
  let test: TestApp;
  let work: Workspace;
  beforeAll(async () => {
    test = await startApp({ clock });
    work = await makeWorkspace(test.app);
  });
  afterAll(() => test.stop());

  const weekly = { rule: 'FREQ=WEEKLY;BYDAY=FR', from: 'due' };

  it('creates the next one once: an open copy with the next date and unticked items', async () => {
    const label = await work.owner.post(`/organizations/${work.organizationId}/labels`, {
      name: 'Chore',
      colour: '#123456',
    });
    const task = await makeTask(work.owner, work.teamId, {
      title: 'Water the plants',
      description: 'All of them.',
      priority: 'high',
      labelIds: [label.body.id],
      assigneeId: work.owner.id,
      startDate: '2026-11-18',
      dueDate: '2026-11-20',
      recurrence: weekly,
    });
    expect(task.recurrence).toEqual(weekly);
    const item = await work.owner.post(`/tasks/${task.id}/checklist`, { title: 'Kitchen' });
    await work.owner.patch(`/checklist-items/${item.body.id}`, { done: true });
    const done = await work.owner.post(`/tasks/${task.id}/complete`);
    expect(done.body).toMatchObject({ category: 'done', recurrence: null });
    expect(done.body.next).toMatchObject({
      title: 'Water the plants',
      description: 'All of them.',
      priority: 'high',
      labelIds: [label.body.id],
      assigneeId: work.owner.id,
      category: 'todo',
      startDate: '2026-11-25',
      dueDate: '2026-11-27',
      recurrence: weekly,
      checklistDone: 0,
      checklistTotal: 1,
    });
    const items = await work.owner.get(`/tasks/${done.body.next?.id}/checklist`);
    expect(items.body.items.map(({ title, done: isDone }) => [title, isDone])).toEqual([['Kitchen', false]]);
    expect((await work.owner.post(`/tasks/${task.id}/complete`)).body.next).toBeNull();
  });

  describe('and reopening it', () => {
    const completedOne = async (recurrence: object = weekly) => {
      const task = await makeTask(work.owner, work.teamId, { dueDate: '2026-11-20', recurrence });
      await work.owner.post(`/tasks/${task.id}/checklist`, { title: 'Kitchen' });
      const { body } = await work.owner.post(`/tasks/${task.id}/complete`);
      return { task, done: body, next: body.next };
    };
    type Series = Awaited<ReturnType<typeof completedOne>>;
    const read = (id: string) => work.owner.get(`/tasks/${id}`);
    const toDo = () => ({ statusId: work.statuses['To do'] });

    it.each<[string, (series: Series) => Promise<{ status: number }>]>([
      ['reopening', ({ task }) => work.owner.post(`/tasks/${task.id}/reopen`)],
      ['a change', ({ task }) => work.owner.patch(`/tasks/${task.id}`, toDo())],
      ['many changes', ({ task }) => work.owner.post('/tasks/bulk', { ids: [task.id], change: toDo(), atomic: true })],
      [
        'the inverse move of that version',
        ({ task, done }) =>
          work.owner.post(`/tasks/${task.id}/move`, toDo(), { headers: { 'if-match': `"${done.version}"` } }),
      ],
    ])('by %s moves the next one to the trash, and the series continues from here', async (_name, open) => {
      const series = await completedOne({ rule: 'FREQ=WEEKLY;COUNT=2', from: 'due' });
      const { task, next } = series;
      expect((await open(series)).status).toBe(200);
      const openedTask = (await read(task.id)).body;
      expect(openedTask).toMatchObject({ category: 'todo', recurrence: { rule: 'FREQ=WEEKLY;COUNT=2', from: 'due' } });
      expect((await read(defined(next).id)).status).toBe(404);
      const secondReply = await work.owner.post(`/tasks/${task.id}/complete`);
      expect(secondReply.body.next).toMatchObject({ dueDate: next?.dueDate, recurrence: next?.recurrence });
      // A restored task is no longer part of the series: a series never forks.
      expect((await work.owner.post(`/tasks/${next?.id}/restore`)).body.recurrence).toBeNull();
    });

    it('restores the rule if the series had ended', async () => {
      const { task, next } = await completedOne({ rule: 'FREQ=DAILY;COUNT=1' });
      expect(next).toBeNull();
      const openedReply = await work.owner.post(`/tasks/${task.id}/reopen`);
      expect(openedReply.body).toMatchObject({ recurrence: { rule: 'FREQ=DAILY;COUNT=1' }, next: null });
      expect(openedReply.headers.get('etag')).toBe((await read(task.id)).headers.get('etag'));
    });

    const itemOf = async (id: string) => (await work.owner.get(`/tasks/${id}/checklist`)).body.items[0]?.id;
    it.each<[string, (next: { id: string }) => Promise<{ status: number }>]>([
      ['changed', ({ id }) => work.owner.patch(`/tasks/${id}`, { title: 'Touched' })],
      ['moved', ({ id }) => work.owner.post(`/tasks/${id}/move`, { statusId: work.statuses['In progress'] })],
      ['spoken of', ({ id }) => work.owner.post(`/tasks/${id}/comments`, { body: 'Hello' })],
      ['watched', ({ id }) => work.owner.put(`/tasks/${id}/watchers/${work.owner.id}`)],
      ['begun', async ({ id }) => work.owner.patch(`/checklist-items/${await itemOf(id)}`, { done: true })],
      ['given a step', ({ id }) => work.owner.post(`/tasks/${id}/checklist`, { title: 'Hall' })],
      ['given a part', ({ id }) => work.owner.post(`/teams/${work.teamId}/tasks`, { title: 'Part', parentId: id })],
      [
        'given a file',
        ({ id }) => {
          const raw = new FormData();
          raw.set('file', new Blob(['x']), 'x.txt');
          return work.owner.post(`/tasks/${id}/attachments`, undefined, { raw });
        },
      ],
    ])('keeps the next one if it was %s in the meantime, and returns it', async (_name, touch) => {
      const { task, next } = await completedOne();
      expect((await touch(defined(next))).status).toBeLessThan(300);
      const openedReply = await work.owner.post(`/tasks/${task.id}/reopen`);
      expect(openedReply.body).toMatchObject({ category: 'todo', recurrence: null, next: { id: next?.id } });
      expect((await read(defined(next).id)).body.recurrence).toEqual(weekly);
      expect((await work.owner.post(`/tasks/${task.id}/complete`)).body.next).toBeNull();
    });

    it.each<[string, (task: { id: string }) => Promise<unknown>]>([
      ['a change', async ({ id }) => (await work.owner.patch(`/tasks/${id}`, toDo())).body.next],
      ['a move', async ({ id }) => (await work.owner.post(`/tasks/${id}/move`, toDo())).body.next],
      ...[true, false].map((atomic): [string, (task: { id: string }) => Promise<unknown>] => [
        `many changes, ${atomic ? 'all or none' : 'each for itself'}`,
        async ({ id }) => {
          const { body } = await work.owner.post('/tasks/bulk', { ids: [id], change: toDo(), atomic });
          return body.items[0]?.next;
        },
      ]),
    ])('by %s returns the next one that stays because it was changed', async (_name, open) => {
      const { task, next } = await completedOne();
      await work.owner.patch(`/tasks/${next?.id}`, { title: 'Touched' });
      expect(await open(task)).toMatchObject({ id: next?.id, key: next?.key, title: 'Touched' });
      expect(await open(task)).toBeNull();
    });

    it('leaves the series ended if somebody has deleted the next one', async () => {
      const { task, next } = await completedOne();
      await work.owner.post(`/tasks/${next?.id}/move`, { statusId: work.statuses['Cancelled'] });
      await work.owner.delete(`/tasks/${next?.id}`);
      const openedReply = await work.owner.post(`/tasks/${task.id}/reopen`);
      expect(openedReply.body).toMatchObject({ recurrence: null, next: null });
      await work.owner.delete(`/teams/${work.teamId}/trash/${next?.id}`);
      await work.owner.post(`/tasks/${task.id}/complete`);
      expect((await work.owner.post(`/tasks/${task.id}/reopen`)).body).toMatchObject({ recurrence: null, next: null });
    });

    it('happens once if many do it at the same time', async () => {
      const { task, next } = await completedOne();
      const replies = await Promise.all(Array.from({ length: 8 }, () => work.owner.post(`/tasks/${task.id}/reopen`)));
      expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
      const entries = (await work.owner.get(`/teams/${work.teamId}/log?limit=200`)).body.items;
      const typesOf = (id: string) => entries.filter((entry) => entry.taskId === id).map(({ type }) => type);
      expect(typesOf(defined(next).id)).toEqual(['deleted', 'created']);
      expect(typesOf(task.id)).toEqual(['changed', 'reopened', 'completed', 'created']);
      expect((await read(task.id)).body.recurrence).toEqual(weekly);
    });
  });

  it('continues the series if the card is dragged to done, and if two people complete it at once', async () => {
    const task = await makeTask(work.owner, work.teamId, {
      title: 'Dragged',
      dueDate: '2026-11-20',
      recurrence: weekly,
    });
    await work.owner.post(`/tasks/${task.id}/move`, { statusId: work.statuses['Done'] });
    const twice = await makeTask(work.owner, work.teamId, {
      title: 'Twice',
      dueDate: '2026-11-20',
      recurrence: weekly,
    });
    await Promise.all([
      work.owner.post(`/tasks/${twice.id}/complete`),
      work.owner.patch(`/tasks/${twice.id}`, { statusId: work.statuses['Done'] }),
    ]);
    for (const title of ['Dragged', 'Twice']) {
      const reply = await work.owner.get(`/tasks?teamId=${work.teamId}&q=${title}&category=todo`);
      expect(
        reply.body.items.map(({ dueDate }) => dueDate),
        title,
      ).toEqual(['2026-11-27']);
    }
  });

  it('works if more tasks are completed at once than the module has connections', async () => {
    const tasks = await Promise.all(
      Array.from({ length: 8 }, () => makeTask(work.owner, work.teamId, { dueDate: '2026-11-20', recurrence: weekly })),
    );
    const replies = await Promise.all(
      tasks.map(({ id }, i) =>
        i % 2 === 0
          ? work.owner.post(`/tasks/${id}/complete`)
          : work.owner.post(`/tasks/${id}/move`, { statusId: work.statuses['Done'] }),
      ),
    );
    expect(replies.map(({ status, body }) => [status, body.category])).toEqual(tasks.map(() => [200, 'done']));
  });

  it('ends the series at its COUNT, at its UNTIL, and when the rule is removed', async () => {
    const counted = await makeTask(work.owner, work.teamId, {
      dueDate: '2026-11-20',
      recurrence: { rule: 'FREQ=DAILY;COUNT=2' },
    });
    const first = await work.owner.post(`/tasks/${counted.id}/complete`);
    expect(first.body.next).toMatchObject({ dueDate: '2026-11-21', recurrence: { rule: 'FREQ=DAILY;COUNT=1' } });
    expect((await work.owner.post(`/tasks/${first.body.next?.id}/complete`)).body.next).toBeNull();

    const endedTask = await makeTask(work.owner, work.teamId, { dueDate: '2026-11-20', recurrence: weekly });
    expect((await work.owner.patch(`/tasks/${endedTask.id}`, { recurrence: null })).body.recurrence).toBeNull();
    expect((await work.owner.post(`/tasks/${endedTask.id}/complete`)).body.next).toBeNull();
  });

  it('is previewed by the code that does it', async () => {
    const preview = async (query: Record<string, string>) => {
      const { status, body } = await work.owner.get(`/recurrence/preview?${new URLSearchParams(query)}`);
      expect(status, JSON.stringify(body)).toBe(200);
      return body;
    };
    const rule = { rule: 'FREQ=DAILY;COUNT=4', dueDate: '2026-11-20', startDate: '2026-11-19' };
    const shownPreview = await preview(rule);
    expect(shownPreview).toEqual({
      dates: [21, 22, 23].map((day) => ({
        startDate: `2026-11-${day - 1}`,
        dueDate: `2026-11-${day}`,
        dueAt: null,
      })),
      ends: true,
    });
    const { rule: text, ...due } = rule;
    let { id } = await makeTask(work.owner, work.teamId, { ...due, recurrence: { rule: text } });
    for (const date of shownPreview.dates) {
      const next = defined((await work.owner.post(`/tasks/${id}/complete`)).body.next);
      expect(next).toMatchObject(date);
      ({ id } = next);
    }
    expect((await work.owner.post(`/tasks/${id}/complete`)).body.next).toBeNull();
  });

  it.each<[Record<string, string>, string[]]>([
    // Clocks in New York go back on 1 November: the time of day stays.
    [
      { rule: 'FREQ=DAILY', dueAt: '2026-10-31T13:00:00Z', dueTimezone: 'America/New_York', count: '2' },
      ['2026-11-01T14:00:00.000Z', '2026-11-02T14:00:00.000Z'],
    ],
    // From completion: today first, then each on its own day.
    [{ rule: 'FREQ=WEEKLY', from: 'completion', dueDate: '2026-10-01', count: '2' }, ['2026-11-27', '2026-12-04']],
    [{ rule: 'FREQ=WEEKLY;BYDAY=MO', count: '1' }, ['2026-11-23']],
    [{ rule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' }, []],
  ])('of %j are %j', async (query, expected) => {
    const { body } = await work.owner.get(`/recurrence/preview?${new URLSearchParams(query)}`);
    expect(body.dates.map(({ dueDate, dueAt }) => dueDate ?? dueAt)).toEqual(expected);
    expect(body.ends).toBe(expected.length === 0);
  });

  it.each([
    ['', 'rule'],
    ['rule=FREQ=HOURLY', 'rule'],
    ['rule=FREQ=DAILY&count=13', 'count'],
    ['rule=FREQ=DAILY&count=0', 'count'],
    ['rule=FREQ=DAILY&dueDate=2026-11-20&dueAt=2026-11-20T08:00:00Z', 'dueAt'],
    ['rule=FREQ=DAILY&dueAt=2026-11-20T08:00:00Z&dueTimezone=Mars/Base', 'dueTimezone'],
  ])('of %j are refused for %s', async (query, path) => {
    const { status, body } = await work.owner.get(`/recurrence/preview?${query}`);
    expect([status, body.errors[0]?.path]).toEqual([422, path]);
  });

  it('uses the rule that is sent with the completion', async () => {
    const statusId = work.statuses['Done'];
    const complete = async (title: string, recurrence: object | null, change: object) => {
      const task = await makeTask(work.owner, work.teamId, { title, dueDate: '2026-11-20', recurrence });
      expect((await work.owner.patch(`/tasks/${task.id}`, { statusId, ...change })).body).toMatchObject({
        category: 'done',
        recurrence: null,
      });
      const reply = await work.owner.get(`/tasks?teamId=${work.teamId}&q=${title}&category=todo`);
      return reply.body.items.map(({ dueDate }) => dueDate);
    };
    expect(await complete('Ending', weekly, { recurrence: null })).toEqual([]);
    expect(await complete('Hurrying', weekly, { recurrence: { rule: 'FREQ=DAILY' } })).toEqual(['2026-11-21']);
    expect(await complete('Beginning', null, { recurrence: weekly })).toEqual(['2026-11-27']);
  });

  it('puts the next one under the same parent, whoever completes it, and under none if the parent is deleted', async () => {
    const member = await join(test.app, work, { teamRole: 'member' });
    const closedReply = await work.owner.post(`/organizations/${work.organizationId}/teams`, {
      name: 'Closed',
      visibility: 'team',
    });
    const hiddenTask = await makeTask(work.owner, closedReply.body.id);
    const goneTask = await makeTask(work.owner, work.teamId, { statusId: work.statuses['Done'] });
    const [below, orphan] = await Promise.all(
      [hiddenTask, goneTask].map((parent) =>
        makeTask(work.owner, work.teamId, { parentId: parent.id, dueDate: '2026-11-20', recurrence: weekly }),
      ),
    );
    await work.owner.delete(`/tasks/${goneTask.id}`);
    const first = await member.post(`/tasks/${below?.id}/complete`);
    expect([first.status, first.body.next?.parentId]).toEqual([200, hiddenTask.id]);
    expect((await work.owner.get(`/tasks/${hiddenTask.id}`)).body).toMatchObject({ subtaskTotal: 2, subtaskDone: 1 });
    const second = await member.post(`/tasks/${orphan?.id}/complete`);
    expect([second.status, second.body.next?.parentId]).toEqual([200, null]);
    expect((await work.owner.post(`/tasks/${orphan?.id}/duplicate`, {})).body.parentId).toBeNull();
  });

  it('skips a date without completing', async () => {
    const task = await makeTask(work.owner, work.teamId, { dueDate: '2026-11-20', recurrence: weekly });
    const skipped = await work.owner.post(`/tasks/${task.id}/skip`, { reason: 'Holiday' });
    expect(skipped.body).toMatchObject({ id: task.id, category: 'todo', dueDate: '2026-11-27', recurrence: weekly });
    const [entry] = (await work.owner.get(`/tasks/${task.id}/log`)).body.items;
    expect(entry).toMatchObject({ field: 'dueDate', before: '2026-11-20', after: '2026-11-27', reason: 'Holiday' });
    const once = await makeTask(work.owner, work.teamId, { dueDate: '2026-11-20' });
    expect((await work.owner.post(`/tasks/${once.id}/skip`)).body.code).toBe('not-recurring');
    const lastTask = await makeTask(work.owner, work.teamId, {
      dueDate: '2026-11-20',
      recurrence: { rule: 'FREQ=DAILY;COUNT=1' },
    });
    expect((await work.owner.post(`/tasks/${lastTask.id}/skip`)).body.code).toBe('recurrence-ended');
  });

  it('keeps the time of day in its zone across clock changes and a skipped hour', async () => {
    const task = await makeTask(work.owner, work.teamId, {
      dueAt: '2027-03-13T07:30:00Z',
      dueTimezone: 'America/New_York',
      recurrence: { rule: 'FREQ=DAILY' },
    });
    const moments: string[] = [];
    for (let id = task.id; moments.length < 3;) {
      const next = defined((await work.owner.post(`/tasks/${id}/complete`)).body.next);
      moments.push(defined(next.dueAt));
      id = next.id;
    }
    // 02:30 does not exist on the 14th.
    expect(moments).toEqual(['2027-03-14T07:30:00.000Z', '2027-03-15T06:30:00.000Z', '2027-03-16T06:30:00.000Z']);
  });

  describe('in an archived team', () => {
    const completions: [string, (id: string, done: string, from: string) => Promise<{ status: number }>][] = [
      ['completing', (id) => work.owner.post(`/tasks/${id}/complete`)],
      ['a move', (id, statusId) => work.owner.post(`/tasks/${id}/move`, { statusId })],
      ['a change', (id, statusId) => work.owner.patch(`/tasks/${id}`, { statusId })],
      ['many changes', (id, statusId) => work.owner.post('/tasks/bulk', { ids: [id], change: { statusId } })],
      ['its status that goes', (_id, done, from) => work.owner.delete(`/statuses/${from}?moveTo=${done}`)],
    ];
    it.each(completions)('%s makes no next one; the rule comes back with its reopening', async (_name, complete) => {
      const reply = await work.owner.post(`/organizations/${work.organizationId}/teams`, { name: 'Old' });
      const teamId = reply.body.id;
      const statuses = (await work.owner.get(`/teams/${teamId}/statuses`)).body.items;
      const idOf = (name: string) => defined(statuses.find((row) => row.name === name)).id;
      const statusId = idOf('Blocked');
      const task = await makeTask(work.owner, teamId, { statusId, dueDate: '2026-11-20', recurrence: weekly });
      await work.owner.post(`/teams/${teamId}/archive`);
      expect((await complete(task.id, idOf('Done'), statusId)).status).toBeLessThan(300);
      const ids = async () => (await work.owner.get(`/teams/${teamId}/tasks?archived=all`)).body.items;
      expect(await ids()).toMatchObject([{ id: task.id, category: 'done' }]);
      await work.owner.post(`/teams/${teamId}/restore`);
      const openedReply = await work.owner.post(`/tasks/${task.id}/reopen`);
      expect(openedReply.body).toMatchObject({ recurrence: weekly, next: null });
      expect((await work.owner.post(`/tasks/${task.id}/complete`)).body.next).toMatchObject({ dueDate: '2026-11-27' });
    });
  });

  it('refuses an unsupported rule', async () => {
    const refusedReply = await work.owner.post(`/teams/${work.teamId}/tasks`, {
      title: 'x',
      recurrence: { rule: 'FREQ=HOURLY' },
    });
    expect([refusedReply.status, refusedReply.body.errors[0]?.path]).toEqual([422, 'recurrence.rule']);
  });
});
