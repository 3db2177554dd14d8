import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

// All checks that do not run the app. Each prints one line with its result; one that fails prints
// its output.

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name) => `node_modules/.bin/${name}`;

const checks = [
  { name: 'types of the browser app', command: [bin('tsc'), '-p', 'web'] },
  { name: 'types of the service worker', command: [bin('tsc'), '-p', 'web/service-worker'] },
  { name: 'types', command: [bin('tsc'), '-p', '.'] },
  { name: 'lint', command: [bin('oxlint')] },
  { name: 'no dead files, exports or dependencies', command: [bin('knip'), '--treat-config-hints-as-errors'] },
  { name: 'format', command: [bin('oxfmt'), '--check'] },
  { name: 'API types are those of the API', command: ['node', 'scripts/api-types.ts', '--check'] },
  { name: '.env.example is that of the schema', command: ['node', 'scripts/env-example.ts', '--check'] },
  { name: 'the HTML of mails is that of their MJML', command: ['node', 'scripts/mail-template.ts', '--check'] },
  { name: 'every endpoint has a test', command: ['node', 'scripts/endpoints.ts', '--check'] },
  { name: 'the lock is whole', command: ['node', 'scripts/complete-lock.mjs', '--check'] },
];

/** Runs all checks, a few at a time; returns the names of those that failed. */
export async function runChecks() {
  const waiting = [...checks];
  const failed = [];
  const work = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      if (!(await passes(check))) failed.push(check.name);
    }
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
  return failed;
}

function passes({ name, command: [file, ...args] }) {
  const startedAt = Date.now();
  return new Promise((resolve) => {
    const env = process.stdout.isTTY ? { ...process.env, FORCE_COLOR: '1' } : { ...process.env, NO_COLOR: '1' };
    const child = spawn(file, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const printed = [];
    child.stdout.on('data', (bytes) => printed.push(bytes));
    child.stderr.on('data', (bytes) => printed.push(bytes));
    const finish = (isGood) => {
      const seconds = ((Date.now() - startedAt) / 1_000).toFixed(1);
      process.stdout.write(`${isGood ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n`);
      if (!isGood) process.stdout.write(Buffer.concat(printed));
      resolve(isGood);
    };
    child.once('error', () => finish(false));
    child.once('close', (code) => finish(code === 0));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const failed = await runChecks();
  process.exitCode = failed.length === 0 ? 0 : 1;
}
