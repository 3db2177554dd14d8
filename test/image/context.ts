import { cpSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Whether a file is sent to the builder: the last pattern of .dockerignore that matches it or a parent decides. */
function isSent(patterns: readonly string[], path: string): boolean {
  const parts = path.split('/');
  const ancestors = parts.map((_, i) => parts.slice(0, i + 1).join('/'));
  const deciding = patterns.findLast((pattern) => {
    const expression = expressionOf(pattern.replace(/^!/, ''));
    return ancestors.some((ancestor) => expression.test(ancestor));
  });
  return deciding === undefined || deciding.startsWith('!');
}

/** A star also stands for names that begin with a dot, unlike in Node's `matchesGlob`. */
function expressionOf(pattern: string): RegExp {
  const source = pattern
    .replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('**/', '\0')
    .replaceAll('*', '[^/]*')
    .replaceAll('\0', '(?:.*/)?');
  return new RegExp(`^${source}$`);
}

/** Copies what Docker would send to the builder: the project without what .dockerignore excludes. */
export function copyContext(project: string, target: string): void {
  const patterns = readFileSync(join(project, '.dockerignore'), 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  // Only what is named is entered: node_modules has a hundred thousand files.
  const tops = readdirSync(project).filter((name) => isSent(patterns, name));
  for (const top of tops) {
    const path = join(project, top);
    const files = statSync(path).isDirectory() ? filesBelow(path) : [path];
    for (const file of files) {
      const name = relative(project, file);
      if (!isSent(patterns, name)) continue;
      mkdirSync(dirname(join(target, name)), { recursive: true });
      cpSync(file, join(target, name), { preserveTimestamps: true });
    }
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
