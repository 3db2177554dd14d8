import { describe, expect, it } from 'vitest';
import { nextCard, nextPlace, stepOf } from './walk.ts';

const columns = [
  { statusId: 'todo', ids: ['a', 'b', 'c'] },
  { statusId: 'blocked', ids: [] },
  { statusId: 'done', ids: ['d'] },
];

describe('keys on a board', () => {
  it('turn left and right where one reads from the right', () => {
    expect([stepOf('ArrowRight', false), stepOf('ArrowRight', true)]).toEqual(['on', 'back']);
    expect([stepOf('ArrowLeft', false), stepOf('ArrowLeft', true)]).toEqual(['back', 'on']);
    expect(stepOf('x', false)).toBeNull();
  });

  it('walk from card to card, past empty columns, and stop at the ends', () => {
    const from = { statusId: 'todo', taskId: 'c' };
    expect(nextCard(columns, from, 'up')).toEqual({ statusId: 'todo', taskId: 'b' });
    expect(nextCard(columns, from, 'on')).toEqual({ statusId: 'done', taskId: 'd' });
    expect(nextCard(columns, from, 'down')).toBeNull();
    expect(nextCard(columns, { statusId: 'done', taskId: 'd' }, 'on')).toBeNull();
  });

  it('carry a lifted card into empty columns too, and no further than the last place', () => {
    expect(nextPlace(columns, { statusId: 'todo', index: 2 }, 'on')).toEqual({ statusId: 'blocked', index: 0 });
    expect(nextPlace(columns, { statusId: 'todo', index: 3 }, 'down')).toBeNull();
    expect(nextPlace(columns, { statusId: 'todo', index: 0 }, 'last')).toEqual({ statusId: 'todo', index: 3 });
    expect(nextPlace(columns, { statusId: 'todo', index: 0 }, 'back')).toBeNull();
  });
});
