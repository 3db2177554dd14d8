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
    return [warning('data-folder', `${dataDir} does not exist yet.`, 'Start the server once: taskuno serve')];
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
    return ok('data-folder', `${dataDir} can be written.`);
  } catch {
    return failure(
      'data-folder',
      `${dataDir} can't be written.`,
      'Make the folder writable for the user that runs TaskUno, or set DATA_DIR to another folder.',
    );
  }
}

function space(dataDir: string): Finding {
  const { bavail, bsize } = statfsSync(dataDir);
  const free = bavail * bsize;
  const message = `${Math.floor(free / mebibyte).toLocaleString('en')} MiB free.`;
  if (free >= littleSpace) return ok('disk', message);
  const finding = free < tooLittleSpace ? failure : warning;
  return finding('disk', message, 'Free some disk space. Writes fail when the disk is full.');
}

function keys(folder: string): Finding {
  if (!existsSync(folder)) return ok('secrets', 'None stored in the data folder.');
  const paths = [folder, ...readdirSync(folder).map((name) => join(folder, name))];
  const open = paths.filter((path) => (statSync(path).mode & 0o077) !== 0);
  if (open.length === 0) return ok('secrets', 'Not readable by other users.');
  return failure('secrets', `Readable by other users: ${open.join(', ')}`, `chmod go-rwx ${open.join(' ')}`);
}

/** A key that is replaced regularly is worth less to whoever finds an old copy of it. */
function keyAge(file: string | null): Finding {
  if (file === null) return ok('key-age', 'SECRET_KEY comes from the environment; its age is not known here.');
  if (!existsSync(file)) return ok('key-age', 'No key yet.');
  const days = Math.floor((Date.now() - statSync(file).mtimeMs) / dayMs);
  const message = `The secret key is ${days} days old.`;
  if (days <= oldKeyDays) return ok('key-age', message);
  return warning(
    'key-age',
    message,
    `Replace it: set SECRET_KEY_PREVIOUS to the contents of ${file} and SECRET_KEY to a new key (openssl rand -base64 33), then restart. Remove SECRET_KEY_PREVIOUS after 90 days.`,
  );
}
