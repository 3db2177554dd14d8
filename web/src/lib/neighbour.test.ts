import { expect, it } from 'vitest';
import { neighbourOf } from './neighbour.ts';

it.each([
  ['b', ['b'], 'c'],
  ['b', ['b', 'c'], 'd'],
  ['d', ['d'], 'c'],
  ['a', ['a', 'b', 'c', 'd'], null],
  ['elsewhere', [], null],
])('after %s of a, b, c, d comes, without %j, %s', (current, gone, expected) => {
  expect(neighbourOf(['a', 'b', 'c', 'd'], current, (id) => !gone.includes(id))).toBe(expected);
});
