import { describe, expect, it } from 'vitest';
import { nextCard, nextPosition, stepOf } from './keyboard-position.ts';

const columns = [
  { columnId: 'todo', ids: ['a', 'b', 'c'] },
  { columnId: 'blocked', ids: [] },
  { columnId: 'done', ids: ['d'] },
];
const board = [{ laneId: '', columns }];
const lanes = [
  { laneId: 'sara', columns },
  { laneId: 'omid', columns: [{ columnId: 'todo', ids: [] }] },
  { laneId: 'nobody', columns: [{ columnId: 'todo', ids: ['e', 'f'] }] },
];

describe('keys on a board', () => {
  it('turn left and right where one reads from the right', () => {
    expect([stepOf('ArrowRight', false), stepOf('ArrowRight', true)]).toEqual(['next', 'previous']);
    expect([stepOf('ArrowLeft', false), stepOf('ArrowLeft', true)]).toEqual(['previous', 'next']);
    expect(stepOf('x', false)).toBeNull();
  });

  it('walk from card to card, past empty columns, and stop at the ends', () => {
    expect(nextCard(board, 'c', 'up')).toBe('b');
    expect(nextCard(board, 'c', 'next')).toBe('d');
    expect(nextCard(board, 'c', 'down')).toBeNull();
    expect(nextCard(board, 'd', 'next')).toBeNull();
  });

  it('walk on in the next lane that has cards in the column', () => {
    expect(nextCard(lanes, 'c', 'down')).toBe('e');
    expect(nextCard(lanes, 'e', 'up')).toBe('c');
    expect(nextCard(lanes, 'e', 'last')).toBe('f');
    expect(nextCard(lanes, 'f', 'down')).toBeNull();
  });

  it('move a lifted card into empty columns too, and no further than the last position', () => {
    const todo = { laneId: '', columnId: 'todo' };
    expect(nextPosition(board, { ...todo, index: 2 }, 'next')).toEqual({ laneId: '', columnId: 'blocked', index: 0 });
    expect(nextPosition(board, { ...todo, index: 3 }, 'down')).toBeNull();
    expect(nextPosition(board, { ...todo, index: 0 }, 'last')).toEqual({ ...todo, index: 3 });
    expect(nextPosition(board, { ...todo, index: 0 }, 'previous')).toBeNull();
  });

  it('move it from lane to lane, into empty ones too', () => {
    const inLane = (laneId: string, index: number) => ({ laneId, columnId: 'todo', index });
    expect(nextPosition(lanes, inLane('sara', 3), 'down')).toEqual(inLane('omid', 0));
    expect(nextPosition(lanes, inLane('omid', 0), 'down')).toEqual(inLane('nobody', 0));
    expect(nextPosition(lanes, inLane('omid', 0), 'up')).toEqual(inLane('sara', 3));
  });
});
