import { describe, expect, it } from 'vitest';
import { breaksConstraint, isDatabaseAway } from './database-errors.ts';

const failure = (code: string, message: string, fields: object = {}) =>
  Object.assign(new Error(message), { code, ...fields });

describe('the errors of a distributed database', () => {
  const duplicate = (name: string) => `duplicate key value violates unique constraint "${name}"`;

  it('name a constraint in the message only, and that of a shard', () => {
    expect(breaksConstraint(failure('23505', duplicate('task_place_102065')), 'task_place')).toBe(true);
    expect(breaksConstraint(failure('23505', '', { constraint_name: 'task_place_102065' }), 'task_place')).toBe(true);
    expect(breaksConstraint(failure('23505', duplicate('task_place')), 'task_place')).toBe(true);
    expect(breaksConstraint(failure('23505', duplicate('task_key_102065')), 'task_place')).toBe(false);
    expect(breaksConstraint(failure('23505', '', { constraint_name: 'task_key' }), 'task_place')).toBe(false);
    expect(breaksConstraint(failure('42P01', 'relation "task_place" does not exist'), 'task_place')).toBe(false);
    expect(breaksConstraint(new Error(duplicate('task_place')), 'task_place')).toBe(false);
  });

  it('say that a node is away', () => {
    expect(isDatabaseAway(failure('08006', 'connection to the remote node failed'))).toBe(true);
    expect(isDatabaseAway(failure('XX000', 'failure on connection marked as essential: worker:5432'))).toBe(true);
    expect(isDatabaseAway(failure('XX000', 'cache lookup failed'))).toBe(false);
  });
});
