import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isWebFresh, stampWeb } from './web-stamp.mjs';

// Runs before `npm start` and `npm test`, on the machine's own Node: installs what is missing, builds the
// browser app if it is stale. Everything after it runs on the Node from npm.

const root = fileURLToPath(new URL('..', import.meta.url));
const oldestOwnNode = 20;
const neededNode = 24;

/** Packages that are missing or in another version than locked. Builds for other platforms do not count. */
export function missingPackages(lock, installed, withTools) {
  return Object.entries(lock)
    .filter(([path, entry]) => path !== '' && !entry.link && (withTools || !entry.dev))
    .filter(([path, entry]) => {
      const present = installed[path];
      return present === undefined ? !entry.optional : present.version !== entry.version;
    })
    .map(([path]) => path);
}

async function prepare(purpose) {
  const own = Number(process.versions.node.split('.')[0]);
  if (own < oldestOwnNode)
    throw new Error(`The installation requires Node ${oldestOwnNode} or newer; this is Node ${own}.`);
  const isBuilt = existsSync(join(root, 'web/dist/index.html'));
  const isFresh = isBuilt && isWebFresh(root);
  // Development packages are needed to test and to build; without them an existing browser app is served.
  const hadTools = 'node_modules/vite' in readPackages('node_modules/.package-lock.json');
  const needsTools = purpose === 'test' || !isBuilt || hadTools;
  await install(needsTools);
  checkNode(own);
  if (needsTools && !isFresh) await buildWeb();
}

async function install(withTools) {
  const lock = readPackages('package-lock.json');
  const missing = missingPackages(lock, readPackages('node_modules/.package-lock.json'), withTools);
  if (missing.length === 0) return;
  const args = ['ci', '--loglevel=error', '--no-audit', '--no-fund', '--no-update-notifier'];
  if (withTools) args.push('--include=dev');
  // `npm ci` empties node_modules, so it must not run on the Node in there.
  const { npm_execpath: npm, npm_node_execpath: node } = process.env;
  const [file, first] = npm ? [node ?? process.execPath, [npm]] : ['npm', []];
  await step(`installing ${missing.length} packages`, 'installed', file, [...first, ...args]);
}

async function buildWeb() {
  const vite = ['node_modules/vite/bin/vite.js', 'build', '--config', 'web/vite.config.ts', '--logLevel', 'error'];
  await step('building the browser app', 'built', newestNode(), vite);
  stampWeb(root);
}

/** Prints what starts and how long it took, and the command's output only if it failed. */
function step(what, done, file, args) {
  const startedAt = Date.now();
  say(`${what} …`);
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NO_COLOR: '1' };
    const child = spawn(file, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const printed = [];
    child.stdout.on('data', (bytes) => printed.push(bytes));
    child.stderr.on('data', (bytes) => printed.push(bytes));
    const ticking = setInterval(() => say(`still ${what} (${secondsSince(startedAt)} s)`), 15_000);
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(ticking);
      if (code === 0) {
        say(`${done} in ${secondsSince(startedAt)} s`);
        resolve();
        return;
      }
      process.stderr.write(Buffer.concat(printed));
      reject(new Error(`${what}: the command ended with ${code ?? 'a signal'}`));
    });
  });
}

function secondsSince(time) {
  return Math.round((Date.now() - time) / 1_000);
}

function checkNode(own) {
  if (own >= neededNode || existsSync(newestNode())) return;
  throw new Error(
    `TaskUno requires Node ${neededNode}; this is Node ${own}, and npm has no build for ${process.platform}-${process.arch}. Install Node ${neededNode}.`,
  );
}

function newestNode() {
  const brought = join(root, 'node_modules/.bin/node');
  return existsSync(brought) ? brought : process.execPath;
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}

function say(line) {
  process.stdout.write(`taskuno: ${line}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const purpose = process.argv[2] ?? 'start';
  try {
    await prepare(purpose);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    if (purpose === 'test') say('the tests could not be prepared');
    if (purpose === 'test') process.stdout.write('0 passed, 1 failed\n');
    process.exitCode = 1;
  }
}
