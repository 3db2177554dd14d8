import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runningServer, stopServer } from '#platform/database/postmaster.ts';
import { isAbandoned, processName } from '#platform/storage/drafts.ts';

/**
 * Creates a folder below DATA_DIR for a database server that is removed afterwards. Those of killed processes are
 * removed first, and their servers stopped.
 */
export async function createScratchFolder(dataDir: string, prefix: string): Promise<string> {
  for (const name of readdirSync(dataDir)) {
    const folder = join(dataDir, name);
    if (!name.startsWith(prefix) || !(await isAbandoned(name.slice(prefix.length), folder))) continue;
    const postgres = join(folder, 'postgres');
    const server = await runningServer(postgres);
    if (server) await stopServer(postgres, server.pid);
    rmSync(folder, { recursive: true, force: true });
  }
  const created = join(dataDir, `${prefix}${processName}`);
  mkdirSync(created, { mode: 0o711 });
  return created;
}
