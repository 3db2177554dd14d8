import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, opendir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { limited } from './limited.ts';

export interface Draft {
  readonly path: string;
  readonly size: number;
}

const ending = '.part';
const host = hostname().replaceAll(/\W/g, '_');
/** Process ids repeat, in containers at every start. Together with the start time they identify this process. */
const startedAt = Math.round(performance.timeOrigin);

/** Begins the names of files and folders that this process removes itself, unless it is killed. */
export const processName = `${host}-${process.pid}-${startedAt}`;

/**
 * Writes bytes to a temporary file in `folder`, and calls `work` to move or send it. The file is removed afterwards,
 * also if the stream breaks.
 */
export async function withDraft<Result>(
  folder: string,
  bytes: AsyncIterable<Buffer>,
  maxBytes: number,
  work: (draft: Draft) => Promise<Result>,
): Promise<Result> {
  const path = join(folder, `${processName}-${randomUUID()}${ending}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const counter = limited(maxBytes);
  try {
    await pipeline(bytes, counter.stream, createWriteStream(path, { mode: 0o600, flush: true }));
    return await work({ path, size: counter.count() });
  } finally {
    await rm(path, { force: true });
  }
}

/**
 * Removes abandoned drafts from the folder and, unless told otherwise, its subfolders: immediately for ended processes of this machine, all
 * others when they are one day old.
 */
export async function removeStaleDrafts(folder: string, { recursive = true } = {}): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for await (const { name, parentPath } of await opendir(folder, { recursive })) {
    const path = join(parentPath, name);
    if (name.endsWith(ending) && (await isAbandoned(name, path))) await rm(path, { force: true });
  }
}

/** Whether the process that named this file or folder by `processName` has ended, or cannot be working on it any more. */
export async function isAbandoned(name: string, path: string): Promise<boolean> {
  return hasEnded(name) || (await isOld(path));
}

function hasEnded(name: string): boolean {
  const [, writer, pid, since] = /^(\w+)-(\d+)-(\d+)(?:-|$)/.exec(name) ?? [];
  if (writer !== host) return false;
  return Number(pid) === process.pid ? Number(since) !== startedAt : !isRunning(Number(pid));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** No upload and no transfer to a bucket takes this long. */
const oldAfterMs = 86_400_000;

async function isOld(path: string): Promise<boolean> {
  const status = await stat(path).catch(() => null);
  return status !== null && status.mtimeMs < Date.now() - oldAfterMs;
}
