import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { makeFolder } from './harness/process.ts';

// The scripts of deploy/vm run with a `docker` that records what they ask for: a place runs while its file exists, and
// the image `bad` ends at once.
const docker = `#!/bin/sh
shift
echo "$@" >> "$STATE/calls"
for service; do :; done
case $1 in
  ps) if [ -e "$STATE/$service" ]; then echo id; fi ;;
  up)
    image=$(sed -n 's/^IMAGE=//p' .env)
    case $service$image in *bad | proxy*) ;; *) echo "$image" > "$STATE/$service" ;; esac ;;
  exec) [ -e "$STATE/$3" ] ;;
  stop) rm -f "$STATE/$service" ;;
esac
`;
const folder = makeFolder();
const scripts = join(folder.path, 'vm');
let state = '';
let round = 0;

beforeEach(() => {
  round += 1;
  state = join(folder.path, `state-${round}`);
  for (const path of [join(folder.path, 'bin'), state, scripts]) mkdirSync(path, { recursive: true });
  writeFileSync(join(folder.path, 'bin/docker'), docker, { mode: 0o755 });
  // Nothing has to be waited for.
  writeFileSync(join(folder.path, 'bin/sleep'), '#!/bin/sh\n', { mode: 0o755 });
  for (const name of ['switch.sh', 'update.sh'])
    cpSync(new URL(`../deploy/vm/${name}`, import.meta.url).pathname, join(scripts, name));
  writeFileSync(join(scripts, '.env'), 'DOMAIN=tasks.example.com\nIMAGE=one\n');
});
afterAll(() => folder.remove());

function run(...args: string[]) {
  const env = { PATH: `${folder.path}/bin:${process.env['PATH']}`, STATE: state };
  return spawnSync('sh', args, { cwd: scripts, env, encoding: 'utf8' });
}

/** What runs in each place. */
function running() {
  const imageOf = (place: string) =>
    existsSync(join(state, place)) ? readFileSync(join(state, place), 'utf8').trim() : null;
  return { blue: imageOf('blue'), green: imageOf('green') };
}

const imageInEnv = () => /^IMAGE=(.*)$/m.exec(readFileSync(join(scripts, '.env'), 'utf8'))?.[1];
const calls = () => readFileSync(join(state, 'calls'), 'utf8').split('\n');

describe('the scripts that switch between blue and green', () => {
  it('start the first version', () => {
    expect(run('switch.sh').status).toBe(0);
    expect(running()).toEqual({ blue: 'one', green: null });
  });

  it('stop a version only when the next is ready, and go back to it', () => {
    run('switch.sh');
    expect(run('update.sh', 'two').status).toBe(0);
    expect(running()).toEqual({ blue: null, green: 'two' });
    const isReady = calls().findIndex((call) => call.startsWith('exec -T green'));
    expect(isReady).toBeGreaterThan(0);
    expect(calls().indexOf('stop blue')).toBeGreaterThan(isReady);
    expect(run('update.sh', '--back').status).toBe(0);
    expect(running()).toEqual({ blue: 'one', green: null });
    expect(imageInEnv()).toBe('one');
  });

  it('keep the version that runs if the next does not become ready', () => {
    run('switch.sh');
    const { status, stderr } = run('update.sh', 'bad');
    expect(status).toBe(1);
    expect(stderr).toContain('green did not become ready and was stopped. blue goes on.');
    expect(running()).toEqual({ blue: 'one', green: null });
    expect(imageInEnv()).toBe('one');
  });

  it('refuse what is no name of an image', () => {
    expect(run('update.sh', 'two; true').status).toBe(2);
    expect(imageInEnv()).toBe('one');
  });
});
