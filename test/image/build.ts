import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { copyContext } from './context.ts';
import { type Instruction, readDockerfile, type Stage, variablesOf, wordsOf } from './dockerfile.ts';

// Carries out the Dockerfile's instructions where no Docker engine is at hand: each stage is a layer over a minimal
// Debian with Node, as in node:24-slim.

export interface Image {
  /** The root of the file system. */
  readonly root: string;
  /** What the last stage's instructions added to the base. */
  readonly layer: string;
  readonly base: string;
  readonly env: Readonly<Record<string, string>>;
  readonly workdir: string;
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly healthCheck: readonly string[];
}

interface Draft {
  root: string;
  layer: string;
  base: string;
  env: Record<string, string>;
  workdir: string;
  user: string;
  entrypoint: string[];
  command: string[];
  healthCheck: string[];
}

const project = new URL('../..', import.meta.url).pathname;
const pathVariable = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Builds the image in `folder`.
 * @param defer is told what to do at the end: unmount.
 * @throws Error with the output of an instruction that fails.
 */
export function buildImage(folder: string, defer: (end: () => void) => void): Image {
  const context = join(folder, 'context');
  copyContext(project, context);
  const base = makeBase();
  const built = new Map<string, Draft>();
  const stages = readDockerfile(readFileSync(join(project, 'Dockerfile'), 'utf8'));
  for (const [index, stage] of stages.entries()) {
    const draft = openStage(stage, base, join(folder, `stage-${index}`), defer);
    for (const instruction of stage.instructions) carryOut(instruction, draft, { context, built });
    built.set(stage.name ?? String(index), draft);
  }
  const last = [...built.values()].at(-1);
  if (!last) throw new Error('the Dockerfile has no stage');
  return last;
}

function openStage({ base: name }: Stage, base: string, folder: string, defer: (end: () => void) => void): Draft {
  if (!name.startsWith('node:24-')) throw new Error(`this base is not known here: ${name}`);
  const [root, layer, work] = ['root', 'layer', 'work'].map((part) => join(folder, part)) as [string, string, string];
  for (const part of [root, layer, work]) mkdirSync(part, { recursive: true });
  run(['mount', '-t', 'overlay', 'overlay', '-o', `lowerdir=${base},upperdir=${layer},workdir=${work}`, root]);
  defer(() => void spawnSync('umount', ['-l', root]));
  return {
    root,
    layer,
    base,
    env: { PATH: pathVariable },
    workdir: '/',
    user: 'root',
    entrypoint: [],
    command: [],
    healthCheck: [],
  };
}

interface Sources {
  readonly context: string;
  readonly built: ReadonlyMap<string, Draft>;
}

function carryOut({ name, text }: Instruction, draft: Draft, sources: Sources): void {
  switch (name) {
    case 'WORKDIR':
      draft.workdir = text;
      mkdirSync(join(draft.root, text), { recursive: true });
      return;
    case 'COPY':
      return copy(text, draft, sources);
    case 'RUN':
      return runInside(text, draft);
    case 'ENV':
      Object.assign(draft.env, variablesOf(text));
      return;
    case 'USER':
      draft.user = text;
      return;
    case 'ENTRYPOINT':
      draft.entrypoint = wordsOf(text);
      return;
    case 'CMD':
      draft.command = wordsOf(text);
      return;
    case 'HEALTHCHECK':
      draft.healthCheck = wordsOf(text.slice(text.indexOf('CMD') + 'CMD'.length).trim());
      return;
    case 'FROM':
    case 'EXPOSE':
    case 'STOPSIGNAL':
      return;
  }
}

/** The contents of a folder are copied, not the folder. */
function copy(text: string, { root, workdir }: Draft, { context, built }: Sources): void {
  const words = text.split(/\s+/);
  const stage = words[0]?.startsWith('--from=') ? words.shift()?.slice('--from='.length) : undefined;
  const from = stage === undefined ? context : built.get(stage)?.root;
  if (from === undefined) throw new Error(`there is no stage ${stage}`);
  const target = words.pop() ?? '';
  const place = join(root, workdir, target);
  for (const source of words) {
    const isFolder = target.endsWith('/') || words.length > 1;
    if (isFolder) mkdirSync(place, { recursive: true });
    cpSync(join(from, source), isFolder ? join(place, source) : place, {
      recursive: true,
      preserveTimestamps: true,
      verbatimSymlinks: true,
    });
  }
}

/** Runs a command with the layer as its root. It gets this machine's network and its settings of npm and apt. */
function runInside(command: string, { root, env, workdir }: Draft): void {
  const mounts = [
    `mount -t proc proc ${root}/proc`,
    `mount --rbind /dev ${root}/dev`,
    `mount -t tmpfs tmpfs ${root}/run`,
    `mount --rbind /etc/apt ${root}/etc/apt`,
    ...['/etc/resolv.conf', '/etc/ssl/certs/ca-certificates.crt', '/root/.npmrc']
      .filter((file) => existsSync(file))
      .map((file) => `cp ${file} ${root}/run/`),
  ];
  const variables = {
    ...env,
    HOME: '/root',
    npm_config_userconfig: '/run/.npmrc',
    npm_config_cache: '/run/npm',
    npm_config_cafile: '/run/ca-certificates.crt',
    NODE_EXTRA_CA_CERTS: '/run/ca-certificates.crt',
  };
  const inside = `cp /run/resolv.conf /etc/resolv.conf 2>/dev/null; cd ${workdir} && ${command}`;
  const words = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const script = `${mounts.join('\n')}\nexec chroot ${root} env -i "$@"`;
  run(`unshare --mount --pid --fork -- sh -ec`.split(' ').concat(script, 'sh', words, 'sh', '-c', inside));
}

/** A minimal Debian with this machine's Node 24 and npm, kept for the next run. */
function makeBase(): string {
  const base = '/var/tmp/taskuno-image-base';
  if (existsSync(base)) return base;
  const draft = `${base}.new`;
  rmSync(draft, { recursive: true, force: true });
  run(['debootstrap', '--variant=minbase', 'bookworm', draft]);
  const local = join(draft, 'usr/local');
  cpSync(process.execPath, join(local, 'bin/node'), { dereference: true });
  cpSync(join(run(['npm', 'root', '--global']).trim(), 'npm'), join(local, 'lib/node_modules/npm'), {
    recursive: true,
  });
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(local, 'bin/npm'));
  renameSync(draft, base);
  return base;
}

export function run([program = '', ...args]: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1e8 });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${status}\n${stdout}\n${stderr}`);
  return stdout;
}
