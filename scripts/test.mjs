import { fileURLToPath } from 'node:url';
import { runChecks } from './check.mjs';
import { close, runCounted } from './closing-line.mjs';

// The checks, then every test. Arguments are passed to vitest. The last line is always `N passed, N failed`.

const cwd = fileURLToPath(new URL('..', import.meta.url));
const env = process.stdout.isTTY ? { ...process.env, FORCE_COLOR: '1' } : process.env;
const vitest = ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)];

const failedChecks = await runChecks();
close(
  failedChecks.length > 0
    ? { passed: 0, failed: failedChecks.length }
    : await runCounted(process.execPath, vitest, { cwd, env }),
);
