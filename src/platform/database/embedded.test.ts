import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startEmbedded } from './embedded.ts';
import { isPostmaster, readState } from './postmaster.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'taskuno-embedded-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

it('stops a server that it started and could not use', async () => {
  const folder = join(dataDir, 'postgres');
  const abort = new AbortController();
  // It listens, but not where this process looks for it.
  const starting = startEmbedded({ dataDir, settings: { port: '6543' }, signal: abort.signal });
  const outcome = starting.then(
    () => 'started',
    (error: Error) => error.name,
  );
  await expect.poll(() => readState(folder)?.isReady, { timeout: 30_000 }).toBe(true);
  const pid = readState(folder)?.pid ?? 0;
  abort.abort();
  expect(await outcome).toBe('AbortError');
  // It deletes its lock file a moment before it ends.
  await expect.poll(() => isPostmaster(pid)).toBe(false);
});
