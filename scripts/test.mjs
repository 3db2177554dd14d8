import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { runChecks } from './check.mjs';

// The checks, then every test. Arguments go to vitest. Whatever happens, the last line is `N passed, N failed`.

const root = fileURLToPath(new URL('..', import.meta.url));
const closingLine = /^(\d+) passed, (\d+) failed$/;

/** Runs the tests and passes on what they print, but for the closing line. */
function runTests(args) {
  return new Promise((resolve) => {
    const env = process.stdout.isTTY ? { ...process.env, FORCE_COLOR: '1' } : process.env;
    const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...args], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let counted;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = closingLine.exec(line);
      if (found) counted = { passed: Number(found[1]), failed: Number(found[2]) };
      else process.stdout.write(`${line}\n`);
    });
    child.once('close', (code) => resolve(judge(code, counted)));
  });
}

/** A runner that failed without a failed test, or that ran none, counts as one failure. */
function judge(code, { passed, failed } = { passed: 0, failed: 0 }) {
  const isUncounted = failed === 0 && (code !== 0 || passed === 0);
  return { passed, failed: isUncounted ? 1 : failed };
}

const failedChecks = await runChecks();
const result =
  failedChecks.length > 0 ? { passed: 0, failed: failedChecks.length } : await runTests(process.argv.slice(2));
process.exitCode = result.failed === 0 ? 0 : 1;
process.stdout.write(`${result.passed} passed, ${result.failed} failed\n`);
