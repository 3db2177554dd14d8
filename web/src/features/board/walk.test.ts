import { describe, expect, it } from 'vitest';
import { nextCard, nextPlace, stepOf } from './walk.ts';

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
    expect([stepOf('ArrowRight', false), stepOf('ArrowRight', true)]).toEqual(['on', 'back']);
    expect([stepOf('ArrowLeft', false), stepOf('ArrowLeft', true)]).toEqual(['back', 'on']);
    expect(stepOf('x', false)).toBeNull();
  });

  it('walk from card to card, past empty columns, and stop at the ends', () => {
    expect(nextCard(board, 'c', 'up')).toBe('b');
    expect(nextCard(board, 'c', 'on')).toBe('d');
    expect(nextCard(board, 'c', 'down')).toBeNull();
    expect(nextCard(board, 'd', 'on')).toBeNull();
  });

  it('walk on in the next lane that has cards in the column', () => {
    expect(nextCard(lanes, 'c', 'down')).toBe('e');
    expect(nextCard(lanes, 'e', 'up')).toBe('c');
    expect(nextCard(lanes, 'e', 'last')).toBe('f');
    expect(nextCard(lanes, 'f', 'down')).toBeNull();
  });

  it('carry a lifted card into empty columns too, and no further than the last place', () => {
    const todo = { laneId: '', columnId: 'todo' };
    expect(nextPlace(board, { ...todo, index: 2 }, 'on')).toEqual({ laneId: '', columnId: 'blocked', index: 0 });
    expect(nextPlace(board, { ...todo, index: 3 }, 'down')).toBeNull();
    expect(nextPlace(board, { ...todo, index: 0 }, 'last')).toEqual({ ...todo, index: 3 });
    expect(nextPlace(board, { ...todo, index: 0 }, 'back')).toBeNull();
  });

  it('carry it from lane to lane, into empty ones too', () => {
    const inLane = (laneId: string, index: number) => ({ laneId, columnId: 'todo', index });
    expect(nextPlace(lanes, inLane('sara', 3), 'down')).toEqual(inLane('omid', 0));
    expect(nextPlace(lanes, inLane('omid', 0), 'down')).toEqual(inLane('nobody', 0));
    expect(nextPlace(lanes, inLane('omid', 0), 'up')).toEqual(inLane('sara', 3));
  });
});
