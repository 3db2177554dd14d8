import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const closingLine = /^(\d+) passed, (\d+) failed$/;

/**
 * Runs a test runner, passes on its output except for its last line, and returns the counts. A runner that failed
 * without a failed test, or that ran none, counts as one failure.
 */
export function runCounted(file, args, options) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
    let counted = { passed: 0, failed: 0 };
    createInterface({ input: child.stdout }).on('line', (line) => {
      const match = closingLine.exec(line);
      if (match) counted = { passed: Number(match[1]), failed: Number(match[2]) };
      else process.stdout.write(`${line}\n`);
    });
    child.once('close', (code) => {
      const isUncounted = counted.failed === 0 && (code !== 0 || counted.passed === 0);
      resolve({ passed: counted.passed, failed: isUncounted ? 1 : counted.failed });
    });
  });
}

/** Ends a test run: nothing may print after this. */
export function close({ passed, failed }) {
  process.exitCode = failed === 0 ? 0 : 1;
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
}
