import { accessSync, constants, existsSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../startup/config.ts';
import { failure, type Finding, findingOf, ok, warning } from './finding.ts';

const mebibyte = 1024 * 1024;
const littleSpace = 1024 * mebibyte;
const tooLittleSpace = 100 * mebibyte;
const dayMs = 86_400_000;
const oldKeyDays = 90;

/** Checks that the data folder is writable, has free space, and hides the keys from other users. */
export async function folderFindings({ dataDir, SECRET_KEY }: Config): Promise<Finding[]> {
  if (!existsSync(dataDir)) {
    return [warning('data-folder', 'missing', { folder: dataDir }, 'taskuno serve')];
  }
  return Promise.all([
    findingOf('data-folder', () => access(dataDir)),
    findingOf('disk', () => space(dataDir)),
    findingOf('secrets', () => keys(join(dataDir, 'secrets'))),
    findingOf('key-age', () => keyAge(SECRET_KEY === undefined ? join(dataDir, 'secrets', 'secret-key') : null)),
  ]);
}

function access(dataDir: string): Finding {
  try {
    accessSync(dataDir, constants.W_OK | constants.X_OK);
    return ok('data-folder', 'ok', { folder: dataDir });
  } catch {
    return failure('data-folder', 'read-only', { folder: dataDir }, `chown -R taskuno ${dataDir}`);
  }
}

function space(dataDir: string): Finding {
  const { bavail, bsize } = statfsSync(dataDir);
  return spaceFinding(bavail * bsize);
}

/** @param free In bytes. */
export function spaceFinding(free: number): Finding {
  const values = { mebibytes: Math.floor(free / mebibyte) };
  if (free >= littleSpace) return ok('disk', 'ok', values);
  const finding = free < tooLittleSpace ? failure : warning;
  return finding('disk', 'little', values, 'df -h');
}

function keys(folder: string): Finding {
  if (!existsSync(folder)) return ok('secrets', 'none');
  const paths = [folder, ...readdirSync(folder).map((name) => join(folder, name))];
  const open = paths.filter((path) => (statSync(path).mode & 0o077) !== 0);
  if (open.length === 0) return ok('secrets', 'ok');
  return failure('secrets', 'readable', { files: open.join(', ') }, `chmod go-rwx ${open.join(' ')}`);
}

/** A key that is replaced regularly is worth less to whoever finds an old copy of it. */
function keyAge(file: string | null): Finding {
  if (file === null) return ok('key-age', 'environment');
  if (!existsSync(file)) return ok('key-age', 'none');
  const days = Math.floor((Date.now() - statSync(file).mtimeMs) / dayMs);
  if (days <= oldKeyDays) return ok('key-age', 'ok', { days });
  return warning('key-age', 'old', { days, file }, 'openssl rand -base64 33');
}
