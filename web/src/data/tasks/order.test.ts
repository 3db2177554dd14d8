import { describe, expect, it } from 'vitest';
import { byRank, positionAt, positionOf, type Ranked, rankFor } from './order.ts';

const column: readonly Ranked[] = [
  { id: 'a', rank: 'a0' },
  { id: 'b', rank: 'a1' },
  { id: 'c', rank: 'a2' },
];

/** The ids of a column once a card has come to stand at an index among the others. */
function afterMove(index: number): string {
  const moved = { id: 'x', rank: rankFor(column, positionAt(column, index)) };
  return [...column, moved]
    .toSorted(byRank)
    .map(({ id }) => id)
    .join('');
}

describe('a place on the board', () => {
  it.each([
    [0, 'xabc'],
    [1, 'axbc'],
    [2, 'abxc'],
    [3, 'abcx'],
    [9, 'abcx'],
  ])('at index %i shows as %s', (index, shown) => {
    expect(afterMove(index)).toBe(shown);
  });

  it('in an empty column needs no neighbour', () => {
    expect(positionAt([], 0)).toEqual({});
    expect(rankFor([], {})).toBe('a0');
  });

  it('is remembered by the card below, the last one by the card above', () => {
    expect(positionOf(column, 'a')).toEqual({ before: 'b' });
    expect(positionOf(column, 'c')).toEqual({ after: 'b' });
    expect(positionOf([{ id: 'a', rank: 'a0' }], 'a')).toEqual({});
  });

  it('beside a card that has gone is the end', () => {
    expect(rankFor(column, { before: 'gone' }) > 'a2').toBe(true);
  });

  it('between two of one rank stands below them', () => {
    const twins = [
      { id: 'a', rank: 'a0' },
      { id: 'b', rank: 'a0' },
    ];
    expect(rankFor(twins, { before: 'b' }) > 'a0').toBe(true);
  });

  it('compares capitals before small letters, as the server does', () => {
    expect(
      [
        { id: '1', rank: 'a0' },
        { id: '2', rank: 'Zz' },
      ]
        .toSorted(byRank)
        .map(({ id }) => id),
    ).toEqual(['2', '1']);
  });
});
