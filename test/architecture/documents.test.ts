import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

// The files and npm scripts that the documents name exist.

const root = new URL('../..', import.meta.url).pathname;
const scripts = new Set(Object.keys(JSON.parse(readFileSync(`${root}package.json`, 'utf8')).scripts));
const documents = [
  'README.md',
  'SECURITY.md',
  'bench/README.md',
  ...readdirSync(`${root}docs`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];

/** Paths from the root of the repository that a text names between backticks, or links to. */
function pathsIn(text: string): string[] {
  const mentions = [...text.matchAll(/`((?:src|test|web|bench|docs|scripts|migrations|deploy)\/[\w./-]+)`/g)];
  return mentions.map(([, path = '']) => path.replace(/\/$/, ''));
}

describe('documents', () => {
  it.each(documents.filter((file) => !file.startsWith('docs/decisions/')))('%s names files that exist', (file) => {
    const missing = pathsIn(readFileSync(root + file, 'utf8')).filter((path) => !existsSync(root + path));
    expect(missing).toEqual([]);
  });

  it.each(documents)('%s names scripts that exist', (file) => {
    const scriptNames = [...readFileSync(root + file, 'utf8').matchAll(/npm run ([\w:-]+)/g)].map(
      ([, name]) => name ?? '',
    );
    expect(scriptNames.filter((name) => !scripts.has(name))).toEqual([]);
  });
});
