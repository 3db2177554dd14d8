import { expect, it } from 'vitest';
import { shownInstead } from './shown-instead.ts';

const error = new Error('away');

it.each([
  ['the skeleton while the search runs', 0, { isPending: true, error: null }, 'loading'],
  ['the rows that are known while it runs', 2, { isPending: true, error: null }, null],
  ['the error if it fails', 0, { isPending: false, error }, 'error'],
  ['the error even if some rows are known', 2, { isPending: false, error }, 'error'],
  ['that nothing matches if it returns nothing', 0, { isPending: false, error: null }, 'nothing'],
] as const)('a filtered timeline shows %s', (_what, rowCount, matches, expected) => {
  expect(shownInstead(rowCount, matches)).toBe(expected);
});
