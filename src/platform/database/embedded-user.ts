import { spawnSync } from 'node:child_process';
import { lchownSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { exitCodes, StartError } from '../startup/start-error.ts';

/** The user that runs the database's programs: PostgreSQL refuses to run as root. */
export interface DatabaseUser {
  /** The command line: the program itself, or the program inside a user namespace. */
  command(program: string, args: readonly string[]): { file: string; args: string[] };
  readonly spawnOptions: { uid?: number; gid?: number };
  /** The owner of the data on disk; null to leave it unchanged. */
  readonly owner: { uid: number; gid: number } | null;
}

const itself: DatabaseUser = { command: (file, args) => ({ file, args: [...args] }), spawnOptions: {}, owner: null };

/**
 * Chooses the user that the embedded server runs as. Without root it is the app's user. With root it is `postgres` or
 * `nobody`; if that user cannot enter a folder of the path (such as a home with mode 0700), root is mapped to another
 * id in a user namespace.
 * @throws StartError that names the folder, if neither works.
 */
export function databaseUser(paths: readonly string[]): DatabaseUser {
  if (process.getuid?.() !== 0) return itself;
  const person = unprivilegedUser();
  const blocked = paths.map((path) => blockedFolder(path, person.uid)).find((folder) => folder !== null);
  if (blocked === undefined) return { ...itself, spawnOptions: person, owner: person };
  const namespace = ['--user', `--map-user=${person.uid}`, `--map-group=${person.gid}`, '--'];
  if (spawnSync('unshare', [...namespace, 'true']).status !== 0) {
    throw new StartError(
      exitCodes.dataFolder,
      `The database's user can't enter ${blocked}. Run chmod o+x ${blocked}, set DATA_DIR to another folder, or run as a user other than root.`,
    );
  }
  return {
    command: (file, args) => ({ file: 'unshare', args: [...namespace, file, ...args] }),
    spawnOptions: {},
    owner: { uid: 0, gid: 0 },
  };
}

/** Changes the owner of a folder and its contents to the database's user. */
export function changeOwner(owner: DatabaseUser['owner'], path: string): void {
  if (owner === null) return;
  const stats = lstatSync(path);
  if (stats.uid !== owner.uid || stats.gid !== owner.gid) lchownSync(path, owner.uid, owner.gid);
  if (!stats.isDirectory()) return;
  for (const name of readdirSync(path)) changeOwner(owner, join(path, name));
}

function unprivilegedUser(): { uid: number; gid: number } {
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const account = accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody');
  return { uid: Number(account?.[2] ?? 65_534), gid: Number(account?.[3] ?? 65_534) };
}

/** The first parent folder of `path` that this user cannot enter. */
function blockedFolder(path: string, uid: number): string | null {
  const parent = dirname(path);
  if (parent === path) return null;
  const above = blockedFolder(parent, uid);
  if (above !== null) return above;
  const { mode, uid: owner } = statSync(parent);
  const passable = owner === uid ? (mode & 0o100) !== 0 : (mode & 0o001) !== 0;
  return passable ? null : parent;
}
