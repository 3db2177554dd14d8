import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = `${import.meta.dirname}/../..`;

/** Webhooks and quiet hours have a property of the same name. */
const ofOthers = /webhook|quietHours/i;

/** The lines that enable and disable queries by hand, as `file: line`. */
function bareConditions(file: string, text: string): string[] {
  const bare = text
    .split('\n')
    .filter((line) => /\benabled\s*[:,}]/.test(line) && !/\benabled: enabledUnlessLeaving\(/.test(line))
    .filter((line) => !ofOthers.test(line));
  return bare.map((line) => `${file}: ${line.trim()}`);
}

it('a query with a condition does not run for a page that is being left', () => {
  const files = globSync('web/src/**/*.{ts,tsx}', { cwd: root }).filter(
    (file) => !/\.d\.ts$|\.test\.tsx?$|api\/query-client\.ts$/.test(file),
  );
  expect(files.length).toBeGreaterThan(100);
  expect(files.flatMap((file) => bareConditions(file, readFileSync(`${root}/${file}`, 'utf8')))).toEqual([]);
});

it.each([
  ['useQuery({ ...teamsQuery, enabled: isOpen });', 1],
  ['useQuery({ ...teamsQuery, enabled });', 1],
  ['useQuery({ ...teamsQuery, enabled: enabledUnlessLeaving(isOpen) });', 0],
])('in “%s” %i is found', (line, count) => {
  expect(bareConditions('a.tsx', line)).toHaveLength(count);
});
