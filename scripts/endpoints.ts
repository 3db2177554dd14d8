import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { routeGroups } from '../src/composition/route-groups.ts';

// Writes docs/endpoints.md: every endpoint, the rule that decides who may call it, and the tests that call it, found by
// its address in their text. test/architecture/tenancy.test.ts also calls every endpoint. `--check` reports
// whether the table is up to date and every endpoint has a test.

const root = fileURLToPath(new URL('..', import.meta.url));
const file = `${root}docs/endpoints.md`;

const tests = globSync(['src/**/*.test.ts', 'test/*.test.ts', 'test/harness/*.ts'], { cwd: root })
  .toSorted()
  .map((path) => ({ path, text: readFileSync(root + path, 'utf8') }));

/** The address as tests write it: with a value for each parameter, and an optional rest. */
function patternOf(method: string, path: string): RegExp {
  const filled = path
    .split(/\{\w+\}/)
    .map((part) => part.replaceAll(/[.*+?^$()[\]\\|/-]/g, '\\$&'))
    .join('(?:\\$\\{[^}]*\\}|[\\w-]+)');
  const name = method.toUpperCase();
  const verb = `(?:\\.${method}\\(|\\['${name}', |'${name}', )\\s*['"\`]`;
  // An address without a method is a read.
  const begin = method === 'get' ? `(?:${verb}|/api/v1)` : verb;
  return new RegExp(`${begin}${filled}(?:\\?[^'"\`]*)?['"\`]`);
}

function testsOf(method: string, path: string): string[] {
  const pattern = patternOf(method, path);
  return tests.filter(({ text }) => pattern.test(text)).map((test) => test.path);
}

const lines: string[] = [
  '# Every endpoint, who may call it, and what tests it',
  '',
  'Written by `npm run endpoints` from the routes and the tests; the checks hold it to them. Besides the tests named',
  'here, `test/architecture/tenancy.test.ts` calls every endpoint without credentials and with the ids of another organization.',
];
const without: string[] = [];
for (const { module, routes } of routeGroups) {
  lines.push('', `## ${module}`, '', '| endpoint | who | tests |', '| --- | --- | --- |');
  for (const { method, path, rule } of routes) {
    const callers = testsOf(method, path);
    const name = `${method.toUpperCase()} \`${path}\``;
    if (callers.length === 0) without.push(name);
    lines.push(`| ${name} | ${rule.name} | ${callers.map((test) => `\`${test}\``).join(', ')} |`);
  }
}
const text = `${lines.join('\n')}\n`;

if (without.length > 0) {
  process.stderr.write(`No test of its own calls:\n${without.map((name) => `  ${name}\n`).join('')}`);
  process.exitCode = 1;
}
if (!process.argv.includes('--check')) writeFileSync(file, text);
else if (readFileSync(file, 'utf8') !== text) {
  process.stderr.write('docs/endpoints.md is not that of the routes: npm run endpoints\n');
  process.exitCode = 1;
}
