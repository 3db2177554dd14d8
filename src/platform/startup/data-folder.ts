import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { exitCodes, StartError } from './start-error.ts';

/**
 * Makes `DATA_DIR` where it is missing: passable, so that the database's user reaches its own folder in it. What lies
 * in it is closed each for itself.
 * @throws StartError where it can't be made or written.
 */
export function makeDataFolder(dataDir: string): void {
  try {
    makeFolder(dataDir);
    accessSync(dataDir, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    const who = process.getuid ? ` by user ${process.getuid()}` : '';
    throw new StartError(
      exitCodes.dataFolder,
      `The data folder ${dataDir} can't be written${who} (${reason}). Make it writable, or set DATA_DIR to another folder.`,
      cause,
    );
  }
}

/** By hand, since `recursive` never returns where the system says ENOENT for a parent that exists, as in /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o711 });
  } catch (error) {
    // Another process that starts at the same time was quicker.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
