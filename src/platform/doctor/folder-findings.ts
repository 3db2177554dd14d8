import { accessSync, constants, existsSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../startup/config.ts';
import { type Finding, ok } from './finding.ts';

const mebibyte = 1024 * 1024;
const littleSpace = 1024 * mebibyte;
const tooLittleSpace = 100 * mebibyte;

/** Checks that the data folder is writable, has free space, and hides the keys from other users. */
export function folderFindings({ dataDir }: Config): Finding[] {
  if (!existsSync(dataDir)) {
    const fix = 'Start the server once: taskuno serve';
    return [{ name: 'data folder', health: 'warning', found: `${dataDir} does not exist yet`, fix }];
  }
  return [access(dataDir), space(dataDir), keys(join(dataDir, 'secrets'))];
}

function access(dataDir: string): Finding {
  try {
    accessSync(dataDir, constants.W_OK | constants.X_OK);
    return ok('data folder', dataDir);
  } catch {
    const fix = 'Make the folder writable for the user that runs TaskUno, or set DATA_DIR to another folder.';
    return { name: 'data folder', health: 'problem', found: `${dataDir} can't be written`, fix };
  }
}

function space(dataDir: string): Finding {
  const { bavail, bsize } = statfsSync(dataDir);
  const free = bavail * bsize;
  const freeSpace = `${Math.floor(free / mebibyte).toLocaleString('en')} MiB free`;
  if (free >= littleSpace) return ok('disk', freeSpace);
  const health = free < tooLittleSpace ? 'problem' : 'warning';
  return { name: 'disk', health, found: freeSpace, fix: 'Free some disk space. Writes fail when the disk is full.' };
}

function keys(folder: string): Finding {
  if (!existsSync(folder)) return ok('secrets', 'none stored here');
  const paths = [folder, ...readdirSync(folder).map((name) => join(folder, name))];
  const open = paths.filter((path) => (statSync(path).mode & 0o077) !== 0);
  if (open.length === 0) return ok('secrets', 'not readable by other users');
  const fix = `chmod go-rwx ${open.join(' ')}`;
  return { name: 'secrets', health: 'problem', found: `readable by other users: ${open.join(', ')}`, fix };
}
