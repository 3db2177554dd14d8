import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { until } from '../harness/process.ts';
import type { Image } from './build.ts';

export interface Container {
  /** Process 1, by its id outside. */
  readonly pid: number;
  output(): string;
  /** Runs a command inside, as `docker exec` does. */
  exec(command: readonly string[]): { readonly code: number | null; readonly output: string };
  /** As `docker stop` does, without the kill. */
  signal(name: NodeJS.Signals): void;
  /** The exit code. */
  readonly ended: Promise<number | string>;
}

export interface ContainerOptions {
  /** The volume; null for none. */
  readonly volume: string | null;
  readonly env?: Readonly<Record<string, string>>;
  /** In place of the image's command. */
  readonly command?: readonly string[];
}

/**
 * Runs the image in namespaces of its own: process ids from 1, a read-only root, only the volume and /tmp writable, the
 * image's user, no capabilities.
 */
export async function startContainer(
  image: Image,
  { volume, env = {}, command }: ContainerOptions,
): Promise<Container> {
  const { root } = image;
  const mounts = [
    `mount --rbind ${root} ${root}`,
    `mount -o remount,bind,ro ${root}`,
    `mount -t proc proc ${root}/proc`,
    `mount --rbind /dev ${root}/dev`,
    `mount -t tmpfs tmpfs ${root}/tmp`,
    ...(volume === null ? [] : [`mount --bind ${volume} ${root}${image.env['DATA_DIR'] ?? ''}`]),
  ];
  const words = unprivileged(image, env, [...image.entrypoint, ...(command ?? image.command)]);
  const script = `${mounts.join('\n')}\nexec chroot ${root} "$@"`;
  const isolation = ['--mount', '--pid', '--fork', '--kill-child', '--', 'sh', '-ec', script, 'sh'];
  const child = spawn('unshare', [...isolation, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  const printed: Buffer[] = [];
  child.stdout.on('data', (bytes: Buffer) => printed.push(bytes));
  child.stderr.on('data', (bytes: Buffer) => printed.push(bytes));
  const ended = new Promise<number | string>((resolve) =>
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown')),
  );
  const pid = await firstProcess(child);
  return {
    pid,
    output: () => Buffer.concat(printed).toString(),
    exec(inside) {
      const target = ['--target', String(pid), '--mount', '--pid', '--root', '--wd'];
      const { status, stdout, stderr } = spawnSync('nsenter', [...target, '--', ...unprivileged(image, env, inside)], {
        encoding: 'utf8',
      });
      return { code: status, output: stdout + stderr };
    },
    signal: (name) => void process.kill(pid, name),
    ended,
  };
}

/** The command as the image's user, with its environment and working folder, and no way to more rights. */
function unprivileged(
  { root, user, env, workdir }: Image,
  more: Readonly<Record<string, string>>,
  command: readonly string[],
): string[] {
  const [uid = '', gid = ''] = accountOf(root, user);
  const variables = Object.entries({ ...env, ...more }).map(([name, value]) => `${name}=${value}`);
  const account = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  const rights = ['--no-new-privs', '--inh-caps=-all', '--bounding-set=-all'];
  return ['setpriv', ...account, ...rights, 'env', '-i', `--chdir=${workdir}`, ...variables, ...command];
}

/** User id and group id of an account of the image. */
export function accountOf(root: string, user: string): string[] {
  const accounts = readFileSync(`${root}/etc/passwd`, 'utf8').split('\n');
  return (
    accounts
      .map((line) => line.split(':'))
      .find(([name]) => name === user)
      ?.slice(2, 4) ?? []
  );
}

/** Waits until process 1 has entered the image; 0 if it has ended already. */
async function firstProcess(child: ChildProcess): Promise<number> {
  const outside = /^(?:unshare|sh|chroot)\s*$/;
  let first = 0;
  await until(() => {
    if (child.exitCode !== null || child.signalCode !== null) return true;
    try {
      const pid = Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ')[0]);
      if (pid === 0 || outside.test(readFileSync(`/proc/${pid}/comm`, 'utf8'))) return false;
      first = pid;
      return true;
    } catch {
      return false;
    }
  });
  return first;
}
