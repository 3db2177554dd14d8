import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

// Plain JavaScript, so that it runs before anything is installed, and on older versions of Node.
const script = (name: string) => new URL(`../scripts/${name}`, import.meta.url).href;
const { missingPackages } = await import(script('prepare.mjs'));
const { missingEntries } = await import(script('complete-lock.mjs'));
const { isWebFresh, stampWeb } = await import(script('web-stamp.mjs'));

const folder = mkdtempSync(join(tmpdir(), 'taskuno-scripts-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('what is missing', () => {
  const lock = {
    '': {},
    'node_modules/hono': { version: '4.0.0' },
    'node_modules/vite': { version: '8.0.0', dev: true },
    'node_modules/binding-darwin': { version: '1.0.0', optional: true },
  };
  const installed = { 'node_modules/hono': { version: '4.0.0' }, 'node_modules/vite': { version: '8.0.0' } };

  it('is nothing where all is installed; builds for other platforms don’t count', () => {
    expect(missingPackages(lock, installed, true)).toEqual([]);
  });

  it('is what is absent or of another version; tools count where they are wanted', () => {
    expect(missingPackages(lock, {}, true)).toEqual(['node_modules/hono', 'node_modules/vite']);
    expect(missingPackages(lock, {}, false)).toEqual(['node_modules/hono']);
    const older = { ...installed, 'node_modules/hono': { version: '3.0.0' } };
    expect(missingPackages(lock, older, false)).toEqual(['node_modules/hono']);
    const other = { ...installed, 'node_modules/binding-darwin': { version: '0.9.0' } };
    expect(missingPackages(lock, other, true)).toEqual(['node_modules/binding-darwin']);
  });
});

describe('the lock', () => {
  it('gets an entry for each build that it lacks, with its platform', () => {
    const optionalDependencies = {
      '@x/binding-linux-arm64-musl': '1.0.0',
      '@x/binding-win32-x64-msvc': '1.0.0',
      '@x/binding-wasm32-wasi': '1.0.0',
      '@x/binding-linux-x64-gnu': '1.0.0',
    };
    const missing = missingEntries({
      '': {},
      'node_modules/x': { version: '1.0.0', dev: true, optionalDependencies },
      'node_modules/@x/binding-linux-x64-gnu': { version: '1.0.0' },
    });
    const base = { version: '1.0.0', dev: true, optional: true };
    expect(Object.fromEntries(missing)).toEqual({
      'node_modules/@x/binding-linux-arm64-musl': { ...base, cpu: ['arm64'], os: ['linux'], libc: ['musl'] },
      'node_modules/@x/binding-win32-x64-msvc': { ...base, cpu: ['x64'], os: ['win32'] },
      'node_modules/@x/binding-wasm32-wasi': { ...base, cpu: ['wasm32'] },
    });
  });

  it('finds what lies nearer or further up', () => {
    const packages = {
      'node_modules/a': { optionalDependencies: { 'b-linux-x64': '1.0.0' } },
      'node_modules/a/node_modules/b-linux-x64': {},
      'node_modules/c/node_modules/d': { optionalDependencies: { 'e-linux-x64': '1.0.0' } },
      'node_modules/e-linux-x64': {},
    };
    expect(missingEntries(packages).size).toBe(0);
  });
});

describe('the built browser app', () => {
  it('is fresh until a source or the lock changes', () => {
    mkdirSync(join(folder, 'web/src'), { recursive: true });
    mkdirSync(join(folder, 'web/dist'));
    mkdirSync(join(folder, 'src/shared'), { recursive: true });
    const write = (path: string, text: string) => writeFileSync(join(folder, path), text);
    write('package-lock.json', '{}');
    write('web/src/main.tsx', 'one');
    expect(isWebFresh(folder)).toBe(false);
    stampWeb(folder);
    expect(isWebFresh(folder)).toBe(true);
    write('web/dist/index.html', 'built');
    write('web/src/main.test.tsx', 'a test is no source');
    expect(isWebFresh(folder)).toBe(true);
    write('web/src/main.tsx', 'two');
    expect(isWebFresh(folder)).toBe(false);
    stampWeb(folder);
    write('src/shared/days.ts', 'shared with the server');
    expect(isWebFresh(folder)).toBe(false);
    stampWeb(folder);
    write('package-lock.json', '{ }');
    expect(isWebFresh(folder)).toBe(false);
  });
});

describe('the last line of a test run', () => {
  function lastLine(runner: string) {
    const code = `import { close, runCounted } from ${JSON.stringify(script('closing-line.mjs'))};
      close(await runCounted(process.execPath, ['-e', ${JSON.stringify(runner)}], {}));`;
    const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
    return { status, lines: stdout.trimEnd().split('\n') };
  }

  it('is the counts, behind everything else', () => {
    const runner = 'console.log("3 passed, 0 failed"); console.log("after")';
    expect(lastLine(runner)).toEqual({ status: 0, lines: ['after', '3 passed, 0 failed'] });
    expect(lastLine('console.log("3 passed, 2 failed"); process.exit(1)')).toEqual({
      status: 1,
      lines: ['3 passed, 2 failed'],
    });
  });

  it('counts a runner that fails or runs nothing', () => {
    expect(lastLine('console.log("3 passed, 0 failed"); process.exit(1)')).toMatchObject({
      status: 1,
      lines: ['3 passed, 1 failed'],
    });
    expect(lastLine('process.exit(1)')).toMatchObject({ status: 1, lines: ['0 passed, 1 failed'] });
    expect(lastLine('')).toMatchObject({ status: 1, lines: ['0 passed, 1 failed'] });
  });
});

describe('.env.example', () => {
  it('can be read as it is: every line is a comment, and without its # it holds the default', () => {
    const lines = readFileSync('.env.example', 'utf8').split('\n');
    expect(lines.every((line) => line === '' || line.startsWith('#'))).toBe(true);
    expect(lines).toContain('#PORT=8080');
    expect(lines).toContain('#SECRET_KEY=');
  });
});
