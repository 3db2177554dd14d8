import { expect, it } from 'vitest';
import { createOpenLimit } from './open-limit.ts';

const what = { what: 'event streams', code: 'too-many-streams' };
const refused = (kind: string) => expect.objectContaining({ kind, code: 'too-many-streams' });

it('counts what is open per person, per address and in total', () => {
  const limit = createOpenLimit({ ...what, perUser: 2, perAddress: 3, total: 4 });
  const enter = (userId: string, source: string) => limit.enter({ userId, source });
  const leaveFirst = enter('sara', 'home');
  enter('sara', 'office');
  expect(() => enter('sara', 'elsewhere')).toThrow(refused('too-many'));
  leaveFirst();
  leaveFirst();
  enter('sara', 'office');
  expect(() => enter('sara', 'home')).toThrow(refused('too-many'));
  enter('omid', 'office');
  expect(() => enter('mina', 'office')).toThrow(refused('too-many'));
  enter('mina', 'home');
  expect(() => enter('reza', 'home')).toThrow(refused('unavailable'));
});

it('does not count what it refused', () => {
  const limit = createOpenLimit({ ...what, perUser: 1, perAddress: 1, total: null });
  const leave = limit.enter({ userId: 'sara', source: 'home' });
  for (let i = 0; i < 3; i += 1) {
    expect(() => limit.enter({ userId: 'omid', source: 'home' })).toThrow(refused('too-many'));
  }
  leave();
  expect(() => limit.enter({ userId: 'omid', source: 'home' })).not.toThrow();
});

it('has no limit if none is set', () => {
  const limit = createOpenLimit({ ...what, perUser: null, perAddress: null, total: null });
  for (let i = 0; i < 1_000; i += 1) {
    expect(() => limit.enter({ userId: 'sara', source: 'home' })).not.toThrow();
  }
});
