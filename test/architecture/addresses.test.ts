import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

// Every redirect target is a literal or checked by `ownPath`: an address from outside may lead
// elsewhere.

const root = fileURLToPath(new URL('../..', import.meta.url));
const going =
  /\b(?:navigate|redirect)\(\{\s*href:\s*([^,}]*)|\blocation\.(?:assign|replace)\(([^)]*)|\blocation(?:\.href)? = ([^;]*)|\bwindow\.open\(([^)]*)/g;

/** Redirects to a provider, whose address the server returns. */
const leaving = 'web/src/data/security/link-identity.ts';

/** A path of this app in the source, with or without the base path. */
const writtenOut = /^(?:'[^']*'|`\$\{basePath\}\/[^`$]*`)$/;

/** Targets that are neither literals nor checked. */
function unchecked(source: string): string[] {
  return [...source.matchAll(going)]
    .map(([, ...targets]) => (targets.find((target) => target !== undefined) ?? '').trim())
    .filter((target) => !writtenOut.test(target) && !target.startsWith('ownPath('));
}

it('every page goes to an address of ours', () => {
  const files = globSync('web/src/**/*.{ts,tsx}', { cwd: root, exclude: [leaving] });
  const sources = files.map((file) => readFileSync(`${root}/${file}`, 'utf8'));
  expect(sources.join('\n').match(going)?.length).toBeGreaterThan(2);
  expect(files.filter((_file, index) => unchecked(sources[index] ?? '').length > 0)).toEqual([]);
});

it.each([
  ['navigate({ href: next, replace: true })', 1],
  ["navigate({ href: next ?? '/' })", 1],
  ['throw redirect({ href: search.next })', 1],
  ['location.assign(next)', 1],
  ['window.location.replace(`${next}`)', 1],
  ['window.location.href = next;', 1],
  ['window.open(url)', 1],
  ["navigate({ href: ownPath(next ?? '') ?? '/', replace: true })", 0],
  ["location.assign('/sign-in')", 0],
  ['location.assign(`${basePath}/sign-in`)', 0],
  ['location.assign(`${basePath}/${next}`)', 1],
  ["navigate({ to: '/sign-in', search: { next } })", 0],
])('a page that does %s has %i unchecked', (source, count) => {
  expect(unchecked(source)).toHaveLength(count);
});
