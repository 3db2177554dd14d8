import { answerWith, type Call, refusal } from '../../../test/stand-in.ts';
import { expect, it } from 'vitest';
import type { Template } from '../../api/types.ts';
import { changeTaskTemplate } from './change-templates.ts';
import { draftOf, planFrom } from './plan.ts';

const planned = (title: string) => planFrom([], { ...draftOf([]), title });
const templateOf = (name: string, title: string) => ({ id: 'a', name, tasks: planned(title) }) as unknown as Template;
const mine = { name: 'Report', tasks: planned('Mine') };
const base = { template: templateOf('Report', 'Weekly'), version: 1 };

/** A template that others brought to a version: what was read before is refused. */
const latestIs = (latest: Template, version: number) => (call: Call) => {
  if (call.what !== 'PATCH /task-templates/a') return Response.json(latest, { headers: { etag: `"${version}"` } });
  return call.headers.get('if-match') === `"${version}"` ? { ...latest, ...mine } : refusal(412, 'stale');
};
const written = (calls: readonly Call[]) =>
  calls.filter(({ what }) => what.startsWith('PATCH')).map(({ headers }) => headers.get('if-match'));

it('writes over a newer version that says the same', async () => {
  const calls = answerWith(latestIs(templateOf('Report', 'Weekly'), 5));
  expect(await changeTaskTemplate('t', base, mine)).toBe(true);
  expect(written(calls)).toEqual(['"1"', '"5"']);
});

it.each([
  ['the name', templateOf('Weekly report', 'Weekly')],
  ['a task', templateOf('Report', 'Theirs')],
])('writes nothing where others changed %s, until it is told to', async (_what, latest) => {
  const calls = answerWith(latestIs(latest, 5));
  const theirs = await changeTaskTemplate('t', base, mine);
  expect(theirs).toEqual({ template: latest, version: 5 });
  expect(written(calls)).toEqual(['"1"']);
  expect(theirs !== true && (await changeTaskTemplate('t', theirs, mine))).toBe(true);
  expect(written(calls)).toEqual(['"1"', '"5"']);
});
