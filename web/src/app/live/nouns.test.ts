import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const data = new URL('../../data/', import.meta.url).pathname;
const live = readFileSync(new URL('live.ts', import.meta.url), 'utf8');

/** What live updates take from a noun, as it is imported there. */
const importsFrom = (file: string) =>
  new RegExp(`import \\{([^}]*)\\} from '../../data/${file}'`).exec(live)?.[1] ?? '';

it('live updates hear every noun that says what changes do to its queries', () => {
  const nouns = globSync('*/*.ts', { cwd: data }).filter((file) => !file.startsWith('live/'));
  const nounExports = nouns.flatMap((file) => {
    const text = readFileSync(data + file, 'utf8');
    const exported = [...text.matchAll(/^export const (onChange|listsTasksOf)\b/gm)].map(([, name = '']) => name);
    return exported.map((name) => [file, name] as const);
  });
  expect(nounExports.length).toBeGreaterThan(25);
  expect(nounExports.filter(([file, name]) => !importsFrom(file).includes(name))).toEqual([]);
});
