import { answerWith, type Call, refusal } from '../../../test/stand-in.ts';
import { expect, it } from 'vitest';
import { command } from '../../api/command.ts';
import { attempt } from './attempt.ts';
import { withOwnVersions } from './each.ts';
import { noteOwnVersion } from '../../lib/own-versions.ts';
import type { Entry } from './entry.ts';

const change = (more: Partial<Entry> = {}): Entry => ({
  userId: 'me',
  seq: 1,
  command: command('key', 'patch', '/tasks/{id}', { id: 'a' }, { title: 'Mine' }),
  version: 3,
  before: { title: 'Before' },
  effects: [],
  label: 'ENG-1',
  ...more,
});
/** A task that others have changed since: a change of another version than the newest is refused. */
function serve(latest: object) {
  return answerWith(({ what, headers }: Call) => {
    if (what.startsWith('GET')) return { id: 'a', version: 9, ...latest };
    return headers.get('if-match') === '"9"' ? { id: 'a', version: 10 } : refusal(412, 'stale');
  });
}

it('a change is made on top of what others changed in other fields, with the key that it always had', async () => {
  const calls = serve({ title: 'Before', priority: 'high' });
  expect(await attempt(change())).toEqual({ kind: 'done', reply: { id: 'a', version: 10 } });
  expect(calls.map(({ what }) => what)).toEqual(['PATCH /tasks/a', 'GET /tasks/a', 'PATCH /tasks/a']);
  const keys = calls.flatMap(({ headers }) => headers.get('idempotency-key') ?? []);
  expect(keys).toEqual(['key', 'key']);
});

it('a change of what others changed too is a conflict with their value', async () => {
  serve({ title: 'Theirs' });
  const entry = change({ command: command('key', 'patch', '/tasks/{id}', { id: 'b' }, { title: 'Mine' }) });
  const refused = { code: 'stale', theirs: { title: 'Theirs' }, latestVersion: 9 };
  expect(await attempt(entry)).toMatchObject({ kind: 'refused', refusal: refused });
});

it('custom fields are compared one by one', async () => {
  serve({ customFields: { points: 1, stage: 'theirs' } });
  const customFields = { points: 5 };
  const before = { customFields: { points: 1 } };
  const entry = { command: command('key', 'patch', '/tasks/{id}', { id: 'c' }, { customFields }), before };
  expect((await attempt(change(entry))).kind).toBe('done');
});

it('a move whose neighbour is elsewhere goes to the column alone', async () => {
  const move = command('key', 'post', '/tasks/{id}/move', { id: 'd' }, { statusId: 's', before: 'gone' });
  const calls = answerWith(({ body }) => ('before' in (body as object) ? refusal(422, 'invalid') : { id: 'd' }));
  const entry = change({ command: move, version: null, before: null, fallback: { statusId: 's' } });
  expect((await attempt(entry)).kind).toBe('done');
  expect(calls.map(({ body }) => body)).toEqual([{ statusId: 's', before: 'gone' }, { statusId: 's' }]);
});

it.each([
  [503, 'unavailable', 'post', 'later'],
  [429, 'too-many', 'post', 'later'],
  [401, 'not-signed-in', 'post', 'later'],
  [409, 'request-in-progress', 'post', 'later'],
  [409, 'id-taken', 'post', 'done'],
  [404, 'not-found', 'post', 'refused'],
  [403, 'not-allowed', 'post', 'refused'],
  [404, 'not-found', 'delete', 'done'],
] as const)('after %i %s to a %s it is %s', async (status, code, method, kind) => {
  answerWith(() => refusal(status, code));
  const { command: one } = change({ version: null });
  expect((await attempt(change({ command: { ...one, method }, version: null }))).kind).toBe(kind);
});

it('a change of many tasks is no conflict with our own, before and after it', async () => {
  noteOwnVersion('m', 1, 2);
  const each = [{ id: 'm', version: 1, change: { priority: 'high' } }];
  const bulk = command('key', 'post', '/tasks/bulk', undefined, { each } as never);
  const item = { id: 'm', status: 200, version: 3, problem: null };
  const calls = answerWith(({ what }) => (what === 'POST /tasks/bulk' ? { items: [item] } : { id: 'm', version: 4 }));
  await attempt(withOwnVersions(change({ command: bulk, version: null, before: null })));
  expect(calls[0]?.body).toEqual({ each: [{ ...each[0], version: 2 }] });
  await attempt(
    change({ command: command('next', 'patch', '/tasks/{id}', { id: 'm' }, { title: 'Mine' }), version: 2 }),
  );
  expect(calls[1]?.headers.get('if-match')).toBe('"3"');
});
