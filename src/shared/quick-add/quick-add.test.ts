import { describe, expect, it } from 'vitest';
import { readLine } from './quick-add.ts';
import { contexts, shortOf } from './quick-add-cases.ts';

const { en: context } = contexts;

describe('a chip that was removed', () => {
  it.each([
    ['Call Sara tomorrow 9am', 'tomorrow', 'Call Sara tomorrow', '2026-11-26 09:00'],
    ['Call Sara tomorrow 9am', '9am', 'Call Sara 9am', '2026-11-26'],
    ['Fix it #site !high', '#site', 'Fix it #site', '!high'],
    ['Fix it #site !high', '!high', 'Fix it !high', '#site'],
    ['Ask @Sara Ahmadi', '@sara ahmadi', 'Ask @Sara Ahmadi', ''],
    ['Tidy every Monday', 'every monday', 'Tidy every Monday', ''],
    ['Prepare Monday report by Friday', 'by friday', 'Prepare report by Friday', '2026-11-30'],
  ])('in “%s”, %s, goes back into the title', (line, words, title, understood) => {
    const result = readLine(line, { ...context, kept: [words] });
    expect([result.title, shortOf(result)]).toEqual([title, understood]);
  });

  it('stays removed while the line is typed on', () => {
    const kept = readLine('Read the daily news tomorrow', context).chips.map(({ words }) => words);
    expect(kept).toEqual(['tomorrow']);
    const result = readLine('Read the daily news TOMORROW at 9', { ...context, kept });
    expect([result.title, result.time]).toEqual(['Read the daily news TOMORROW', '09:00']);
  });
});

describe('a name that several have', () => {
  it('is a choice until one of them is chosen', () => {
    const asked = readLine('Ask @ali tomorrow', context);
    expect(asked.assigneeId).toBeNull();
    expect(asked.chips.map(({ kind, words }) => [kind, words])).toEqual([
      ['tag', '@ali'],
      ['date', 'tomorrow'],
    ]);
    const answered = readLine('Ask @ali tomorrow', { ...context, chosen: { '@ali': 'ali2' } });
    expect([answered.title, answered.assigneeId]).toEqual(['Ask', 'ali2']);
  });

  it('leaves no room for a second person', () => {
    const result = readLine('Ask @ali and @sara', context);
    expect([result.title, shortOf(result)]).toEqual(['Ask and @sara', '?ali1|ali2']);
  });

  it('is one person if it is the whole name of one and the beginning of others', () => {
    const people = [
      { id: 'long', name: 'Saraline' },
      { id: 'short', name: 'Sara' },
    ];
    expect(readLine('Ask @sara', { ...context, people }).assigneeId).toBe('short');
  });

  it('that is a label and a project may be either', () => {
    const result = readLine('Fix #web', {
      ...context,
      labels: [{ id: 'label', name: 'Web' }],
      projects: [{ id: 'project', name: 'Web' }],
    });
    expect(shortOf(result)).toBe('?project|label');
  });
});

describe('the reader’s day', () => {
  it.each([
    ['2026-12-31', 'tomorrow', '2027-01-01'],
    ['2026-11-30', 'Monday', '2026-12-07'],
    ['2026-11-29', 'next Monday', '2026-11-30'],
    ['2026-11-30', 'next Monday', '2026-12-07'],
    ['2027-01-31', 'in a month', '2027-02-28'],
    ['2028-02-29', 'in 1 year', '2029-02-28'],
    ['2027-02-28', 'end of month', '2027-02-28'],
  ])('%s: %s is %s', (day, line, expected) => {
    expect(readLine(line, { ...context, day }).day).toBe(expected);
  });

  it.each([
    [1, '2026-11-30'],
    [6, '2026-11-28'],
    [7, '2026-11-29'],
  ])('with weeks that begin on day %i next week is on %s', (weekStart, expected) => {
    expect(readLine('next week', { ...context, weekStart }).day).toBe(expected);
  });

  it.each([
    [23 * 60, 'tonight at 2', '2026-11-26 02:00'],
    [60, 'tonight at 2', '2026-11-25 02:00'],
    [60, 'tonight at 1', '2026-11-26 01:00'],
    [60, 'tonight at 12', '2026-11-26 00:00'],
    [60, 'at 2 at night', '2026-11-25 02:00'],
    [0, 'at midnight', '2026-11-26 00:00'],
  ])('%i minutes after midnight: %s is %s', (minutes, line, expected) => {
    expect(shortOf(readLine(line, { ...context, minutes }))).toBe(expected);
  });

  it('counts months and the days of a month in the reader’s calendar', () => {
    const persian = { ...context, calendar: 'persian' } as const;
    expect(readLine('next month', persian).day).toBe('2026-12-22');
    expect(readLine('by the 5th', persian).day).toBe('2026-11-26');
    expect(readLine('end of month', persian).day).toBe('2026-12-21');
    const rule = 'RSCALE=PERSIAN;FREQ=MONTHLY;BYMONTHDAY=5';
    expect(readLine('Pay every month on the 5th', persian)).toMatchObject({ rule, day: '2026-11-26' });
  });
});

describe('a hostile line', () => {
  const length = 100_000;
  it.each([
    'at ',
    '"',
    '“',
    '« ',
    'every Monday and ',
    '@x ',
    '#s',
    '9 ',
    '9:',
    'a',
    'a@',
    '. ',
    '(',
    ' (',
    ', ',
    '()',
    'the ',
    'سه شنبه و ',
    '\u200c',
    '!',
    'http://',
  ])('of 100 kB of “%s” is read to its end', (unit) => {
    const line = `tomorrow ${unit.repeat(length / unit.length)}`;
    const { title, chips } = readLine(line, context);
    expect(title.length).toBeLessThanOrEqual(line.length);
    expect(chips.length).toBeLessThan(40);
  });

  it('of nothing has no title', () => {
    for (const line of ['', ' ', '\n\t', '\u200c', '@', '#', '!', '"']) {
      expect(readLine(line, context).chips).toEqual([]);
    }
    expect(readLine('  ', context).title).toBe('');
  });

  it('with names of objects finds nothing', () => {
    const line = 'constructor __proto__ @constructor #__proto__ !toString toString';
    const { title, chips } = readLine(line, { ...context, chosen: {} });
    expect([title, chips]).toEqual([line, []]);
  });
});
