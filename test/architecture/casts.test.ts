import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = `${import.meta.dirname}/../..`;

/** `as never` makes any value fit anywhere: the compiler checks nothing there. */
function castsToNever(text: string): readonly string[] {
  return text.replaceAll(/^\s*(?:\/\/|\/?\*).*/gm, '').match(/.*\bas never\b.*/g) ?? [];
}

it('no value is cast to never', () => {
  const files = globSync(['src/**/*.ts', 'web/src/**/*.{ts,tsx}', 'scripts/*.ts'], { cwd: root }).filter(
    (file) => !file.includes('.test.'),
  );
  expect(files.length).toBeGreaterThan(600);
  const results = files.flatMap((file) =>
    castsToNever(readFileSync(`${root}/${file}`, 'utf8')).map((line) => `${file}: ${line.trim()}`),
  );
  expect(results).toEqual([]);
});

it.each([
  ['return reply(body) as never;', 1],
  ['// A larger version was never issued.', 0],
  ['const loaded = request as unknown;', 0],
])('in “%s” %i is found', (line, count) => {
  expect(castsToNever(line)).toHaveLength(count);
});
