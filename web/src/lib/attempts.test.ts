import { expect, it } from 'vitest';
import { createAttempts } from './attempts.ts';

it('what is sent again has the same key until it is done, or until something else is meant', () => {
  const attempts = createAttempts();
  const first = attempts.keyFor({ title: 'a' });
  expect(attempts.keyFor({ title: 'a' })).toBe(first);
  const other = attempts.keyFor({ title: 'b' });
  expect(other).not.toBe(first);
  attempts.done();
  expect(attempts.keyFor({ title: 'b' })).not.toBe(other);
});
