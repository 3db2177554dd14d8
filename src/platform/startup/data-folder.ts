import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { exitCodes, StartError } from './start-error.ts';

/**
 * Creates `DATA_DIR` if it is missing, with permission to pass through, so that the database's user reaches its own
 * folder. The folders in it have their own permissions.
 * @throws StartError if it cannot be created or written.
 */
export function createDataFolder(dataDir: string): void {
  try {
    createFolder(dataDir);
    accessSync(dataDir, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    const byUser = process.getuid ? ` by user ${process.getuid()}` : '';
    throw new StartError(
      exitCodes.dataFolder,
      `The data folder ${dataDir} can't be written${byUser} (${reason}). Make it writable, or set DATA_DIR to another folder.`,
      cause,
    );
  }
}

/**
 * Creates each parent itself, because `recursive` never returns if the system says ENOENT for an existing parent, as in
 * /proc.
 */
function createFolder(path: string): void {
  if (existsSync(path)) return;
  createFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o711 });
  } catch (error) {
    // Another process that starts at the same time was faster.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
