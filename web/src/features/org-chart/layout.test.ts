import { describe, expect, it } from 'vitest';
import { above, type ChartPerson, layOut, initiallyOpen, reportsOf } from './layout.ts';

const person = (userId: string, managerId: string | null): ChartPerson => ({
  userId,
  managerId,
  name: userId,
  username: userId,
  avatarUrl: null,
  role: 'member',
  position: 'other',
  title: '',
  depth: 0,
  reports: 0,
  teams: [],
});

const people = [
  person('ada', null),
  person('bob', 'ada'),
  person('dan', 'bob'),
  person('eve', 'bob'),
  person('cat', 'ada'),
  person('zoe', 'somebody who left'),
];
const reports = reportsOf(people);
const placesOf = (open: readonly string[]) =>
  layOut(reports, new Set(open)).entries.map(({ person: { userId }, column, row }) => [userId, column, row]);

describe('the chart', () => {
  it('shows only the top where nobody is open; who lost their manager stands there, too', () => {
    expect(placesOf([])).toEqual([
      ['ada', 0, 0],
      ['zoe', 0, 1],
    ]);
  });

  it('puts managers in the middle of their reports, and no two people into one place', () => {
    expect(placesOf(['ada', 'bob'])).toEqual([
      ['ada', 0, 1.25],
      ['bob', 1, 0.5],
      ['dan', 2, 0],
      ['eve', 2, 1],
      ['cat', 1, 2],
      ['zoe', 0, 3],
    ]);
  });

  it('says where everyone stands among their equals', () => {
    const { entries } = layOut(reports, new Set(['ada']));
    expect(entries.map(({ person: { userId }, position, siblings }) => [userId, position, siblings])).toEqual([
      ['ada', 1, 2],
      ['bob', 1, 2],
      ['cat', 2, 2],
      ['zoe', 2, 2],
    ]);
  });

  it('opens whole levels at first, and no more than one can take in', () => {
    expect([...initiallyOpen(reports)]).toEqual(['ada', 'bob']);
    const many = Array.from({ length: 60 }, (_, index) => person(`p${index}`, 'cat'));
    expect([...initiallyOpen(reportsOf([...people, ...many]))]).toEqual(['ada']);
  });

  it('knows everyone above somebody, and ends where a circle would close', () => {
    const byId = (list: readonly ChartPerson[]) => new Map(list.map((one) => [one.userId, one]));
    expect(above(byId(people), 'dan')).toEqual(['bob', 'ada']);
    expect(above(byId([person('x', 'y'), person('y', 'x')]), 'x')).toEqual(['y', 'x']);
  });

  it('lays 2,000 people out in one pass', () => {
    const many = Array.from({ length: 2_000 }, (_, index) =>
      person(`p${index}`, index === 0 ? null : `p${Math.floor((index - 1) / 7)}`),
    );
    const tree = reportsOf(many);
    const { entries, rows } = layOut(tree, new Set(many.map(({ userId }) => userId)));
    expect(entries).toHaveLength(2_000);
    expect(rows).toBe(many.filter(({ userId }) => !tree.has(userId)).length);
  });
});
