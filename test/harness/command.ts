import { inject, vi } from 'vitest';
import { runCommand } from '../../src/commands/run.ts';
import type { TestDatabase } from './database.ts';
import { testSecretKey } from './server.ts';

/** The environment of a command that works on a database of the test server. */
export function databaseSettings({ name }: TestDatabase) {
  const { host, port, user } = inject('server');
  return {
    DATABASE_URL: `postgres://${user}@localhost:${port}/${name}?host=${host}`,
    SECRET_KEY: testSecretKey,
  };
}

/**
 * Runs a command of the CLI inside this process, where the app is loaded already. One at a time: its output and its
 * environment are those of the process.
 */
export async function runHere(
  dataDir: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number; output: string }> {
  const before = process.env;
  const printed: string[] = [];
  const keep = (text: string | Uint8Array) => printed.push(String(text)) > 0;
  const writers = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockImplementation(keep));
  const { PATH, HOME } = before;
  process.env = { PATH, HOME, DATA_DIR: dataDir, ...env };
  process.exitCode = undefined;
  try {
    return { code: await runCommand(args), output: printed.join('') };
  } finally {
    process.exitCode = undefined;
    process.env = before;
    for (const writer of writers) writer.mockRestore();
  }
}
