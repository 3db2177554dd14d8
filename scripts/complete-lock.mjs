import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// npm leaves a package's builds for other platforms out of the lock file if the registry lacks them, and `npm ci` then
// refuses that lock file. This adds an entry for each of them; with --check it only reports which are missing.

const file = fileURLToPath(new URL('../package-lock.json', import.meta.url));

/** The missing entries, by their path in `node_modules`. */
export function missingEntries(packages) {
  const missing = new Map();
  for (const [path, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (isResolvable(packages, path, name)) continue;
      missing.set(`node_modules/${name}`, { version, ...(dev ? { dev } : {}), optional: true, ...platformOf(name) });
    }
  }
  return missing;
}

/** Node's rule: the nearest `node_modules` upwards that contains it. */
function isResolvable(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in packages) return true;
    if (folder === '') return false;
  }
}

const systems = new Set([
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
]);
const processors = new Set(['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64']);
const libraries = new Map([
  ['gnu', 'glibc'],
  ['musl', 'musl'],
]);

/** `@oxlint/binding-linux-arm64-musl` → linux, arm64, musl: all such packages have their platform in their name. */
function platformOf(name) {
  const words = name.split(/[/-]/);
  const cpu = words.filter((word) => processors.has(word));
  const os = words.filter((word) => systems.has(word));
  const libc = words.flatMap((word) => libraries.get(word) ?? []);
  if (cpu.length === 0) throw new Error(`${name} is missing from package-lock.json and names no platform`);
  return { cpu, ...(os.length > 0 ? { os } : {}), ...(os[0] === 'linux' && libc.length > 0 ? { libc } : {}) };
}

function main() {
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const missing = missingEntries(lock.packages);
  if (missing.size === 0) return;
  if (process.argv.includes('--check')) {
    process.stderr.write(`package-lock.json lacks ${missing.size} entries: node scripts/complete-lock.mjs\n`);
    process.exitCode = 1;
    return;
  }
  const { '': root, ...packages } = lock.packages;
  const sorted = Object.entries({ ...packages, ...Object.fromEntries(missing) }).toSorted(([a], [b]) =>
    a.localeCompare(b, 'en'),
  );
  lock.packages = { '': root, ...Object.fromEntries(sorted) };
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
