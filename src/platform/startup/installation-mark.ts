import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Config } from './config.ts';
import { exitCodes, StartError } from './start-error.ts';

// A start with an empty folder or database looks like lost data. The first start leaves a mark in the data folder, and
// beside it if it is a mounted volume; later starts expect what the mark says.

const Mark = z.object({ database: z.enum(['embedded', 'external']) });
type Mark = z.infer<typeof Mark>;

type MarkConfig = Pick<
  Config,
  'dataDir' | 'DATABASE_URL' | 'SECRET_KEY' | 'storage' | 'TASKUNO_EXPECT_DATA' | 'REQUIRE_VOLUME'
>;

function markFile(dataDir: string): string {
  return join(dataDir, 'installation.json');
}

/** Beside the folder, so that it is there when the volume is not. */
function volumeMarkFile(dataDir: string): string {
  return `${dataDir}.volume`;
}

/**
 * Refuses a start that would begin with nothing although there was data. Creates nothing.
 * @throws StartError with the reason and what to do.
 */
export function refuseLostFolder(config: MarkConfig): void {
  const { dataDir, DATABASE_URL, TASKUNO_EXPECT_DATA: expected } = config;
  if (config.REQUIRE_VOLUME === 'on' && keepsData(config) && !isMountPoint(dataDir)) {
    throw refusal(
      `${dataDir} is not a mounted volume: all data would be lost with this container. Mount one, as in docker run -v taskuno:${dataDir}, or set REQUIRE_VOLUME=off.`,
    );
  }
  if (expected === 'false') return;
  if (existsSync(volumeMarkFile(dataDir)) && !isMountPoint(dataDir)) {
    throw refusal(
      `${dataDir} was a mounted volume before and is none now. Mount it, or remove ${volumeMarkFile(dataDir)} if that is intended.`,
    );
  }
  if (DATABASE_URL !== undefined || existsSync(join(dataDir, 'postgres', 'PG_VERSION'))) return;
  const mark = readMark(dataDir);
  if (mark?.database === 'external') {
    throw refusal(
      `This installation used a database of its own, but DATABASE_URL is not set. Set it again. ${beginAnew}`,
    );
  }
  if (mark) throw refusal(`The database ${dataDir}/postgres is missing. ${restoreHint}`);
  if (expected === 'true') {
    throw refusal(
      `TASKUNO_EXPECT_DATA is true, but ${dataDir} contains no database. Check DATA_DIR and its volume. ${beginAnew}`,
    );
  }
}

/**
 * Refuses an empty database where there was one with data.
 * @param state `new` for a database without our tables, `empty` for one without accounts.
 * @throws StartError with the reason and what to do.
 */
export function refuseLostDatabase(config: MarkConfig, state: 'new' | 'empty' | 'used'): void {
  const { dataDir, TASKUNO_EXPECT_DATA: expected } = config;
  if (expected === 'false' || state === 'used') return;
  if (expected === 'true') {
    throw refusal(
      `TASKUNO_EXPECT_DATA is true, but the database has no accounts. Check DATABASE_URL and DATA_DIR. ${beginAnew}`,
    );
  }
  if (state === 'new' && readMark(dataDir)?.database === 'external') {
    throw refusal(
      `The database is empty, but ${markFile(dataDir)} belongs to an installation with data. Check DATABASE_URL. ${restoreHint}`,
    );
  }
}

/** Leaves the marks. Folders that can't be written keep none. */
export function writeMark({ dataDir, DATABASE_URL }: MarkConfig): void {
  const mark: Mark = { database: DATABASE_URL === undefined ? 'embedded' : 'external' };
  if (readMark(dataDir)?.database !== mark.database) {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(markFile(dataDir), `${JSON.stringify(mark)}\n`);
  }
  if (!isMountPoint(dataDir) || existsSync(volumeMarkFile(dataDir))) return;
  try {
    writeFileSync(volumeMarkFile(dataDir), `TaskUno expects a volume to be mounted at ${dataDir}.\n`);
  } catch {
    // The parent folder belongs to somebody else, as in a container.
  }
}

/** Whether the folder holds anything that is nowhere else. */
function keepsData({ DATABASE_URL, SECRET_KEY, storage }: MarkConfig): boolean {
  return DATABASE_URL === undefined || SECRET_KEY === undefined || storage.kind === 'folder';
}

const beginAnew = 'To begin anew, set TASKUNO_EXPECT_DATA=false.';
const restoreHint = `Restore a backup with taskuno restore, or bring the folder back. ${beginAnew}`;

function refusal(message: string): StartError {
  return new StartError(exitCodes.dataFolder, message);
}

/** An unreadable mark is none: it must not keep a healthy database from starting. */
function readMark(dataDir: string): Mark | null {
  try {
    return Mark.parse(JSON.parse(readFileSync(markFile(dataDir), 'utf8')));
  } catch {
    return null;
  }
}

/** Whether something is mounted at this folder. */
function isMountPoint(folder: string): boolean {
  try {
    const mounts = readFileSync('/proc/self/mountinfo', 'utf8');
    // The fifth field is the mount point, with spaces as \040 (proc(5)).
    return mounts.split('\n').some((line) => line.split(' ')[4]?.replaceAll('\\040', ' ') === folder);
  } catch {
    const own = statSync(folder, { throwIfNoEntry: false });
    const parent = statSync(dirname(folder), { throwIfNoEntry: false });
    return own !== undefined && parent !== undefined && own.dev !== parent.dev;
  }
}
