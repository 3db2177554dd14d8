import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = `${import.meta.dirname}/../..`;

/**
 * `stream.pipe()` neither forwards errors nor ends anything: a broken stream crashes the process, or hangs for ever.
 */
function bareStreams(text: string): readonly string[] {
  return text.replaceAll(/\bz\s*\.pipe\(/g, '').match(/.*\.pipe\(.*/g) ?? [];
}

it('streams are joined by pipeline(), schemas by z.pipe()', () => {
  const files = globSync('src/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'));
  expect(files.length).toBeGreaterThan(300);
  const results = files.flatMap((file) =>
    bareStreams(readFileSync(`${root}/${file}`, 'utf8')).map((line) => `${file}: ${line.trim()}`),
  );
  expect(results).toEqual([]);
});

it.each([
  ['source.pipe(parser);', 1],
  ['await pipeline(source, parser);', 0],
  ['z.pipe(commaList, z.array(webUrl))', 0],
])('in “%s” %i is found', (line, count) => {
  expect(bareStreams(line)).toHaveLength(count);
});
