import { describe, expect, it } from 'vitest';
import { type InboxChange, type InboxRow, rowKey, unreadAfter, withChanges } from './inbox-rows.ts';

const row = (id: string, overrides: Partial<InboxRow> = {}): InboxRow => ({
  id,
  organizationId: null,
  type: 'commented',
  title: id,
  body: id,
  bodyParts: [id],
  taskId: `task-${id}`,
  link: '/',
  actor: null,
  readAt: null,
  snoozedUntil: null,
  doneAt: null,
  createdAt: '2026-11-20T10:00:00.000Z',
  group: { count: 3, unread: 2 },
  ...overrides,
});
const until = '2026-11-21T09:00:00.000Z';
const snoozed: InboxChange = { to: 'snoozed', until };

describe('a pending change of the inbox', () => {
  const a = row('a');
  const b = row('b', { readAt: a.createdAt, group: { count: 1, unread: 0 } });

  it.each([
    ['all', { to: 'read' }, ['a 0', 'b 0']],
    ['all', { to: 'unread' }, ['a 3', 'b 0']],
    ['all', { to: 'done' }, ['b 0']],
    ['all', snoozed, ['b 0']],
    ['unread', { to: 'read' }, ['b 0']],
    ['unread', { to: 'unread' }, ['a 3', 'b 0']],
    ['snoozed', { to: 'unread' }, ['b 0']],
    ['snoozed', snoozed, ['a 3', 'b 0']],
    ['done', { to: 'unread' }, ['b 0']],
    ['done', { to: 'done' }, ['a 0', 'b 0']],
  ] as const)('in the filter %s to %j', (filter, change, expected) => {
    const pending = [{ target: { rows: [a] }, change }];
    const shown = withChanges([a, b], filter, pending);
    expect(shown.map(({ id, group }) => `${id} ${group?.unread}`)).toEqual(expected);
    expect(withChanges(shown, filter, pending)).toEqual(shown);
  });

  it('of everything concerns what is read or unread, and only the inbox', () => {
    const read = { target: { all: 'unread' }, change: { to: 'read' } } as const;
    const done = { target: { all: 'read' }, change: { to: 'done' } } as const;
    expect(withChanges([a, b], 'all', [read]).map(({ group }) => group?.unread)).toEqual([0, 0]);
    expect(withChanges([a, b], 'all', [done])).toEqual([a]);
    expect(withChanges([a, b], 'snoozed', [read, done])).toEqual([a, b]);
  });

  it('leaves what has come since', () => {
    const pending = [{ target: { rows: [a] }, change: { to: 'done' } }] as const;
    const newer = row('c', { taskId: a.taskId, createdAt: '2026-11-20T10:00:01.000Z' });
    expect(withChanges([newer, b], 'all', pending)).toEqual([newer, b]);
  });

  it('counts what is unread in the inbox', () => {
    const after = (rows: readonly InboxRow[], change: InboxChange) => unreadAfter(5, { target: { rows }, change });
    expect([after([a], { to: 'read' }), after([a], { to: 'done' }), after([a], snoozed)]).toEqual([3, 3, 3]);
    expect(after([a, b], { to: 'unread' })).toBe(7);
    const away = row('c', { snoozedUntil: until });
    expect([after([away], { to: 'done' }), after([away], { to: 'unread' })]).toEqual([5, 8]);
    expect(unreadAfter(5, { target: { all: 'unread' }, change: { to: 'read' } })).toBe(0);
    expect(unreadAfter(5, { target: { all: 'read' }, change: { to: 'done' } })).toBe(5);
  });
});

describe('a row of the inbox', () => {
  it('stays the same when a newer notification of its task arrives', () => {
    expect(rowKey(row('a'))).toBe(rowKey(row('b', { taskId: 'task-a' })));
    expect(rowKey(row('a', { taskId: null }))).toBe('a');
  });
});
