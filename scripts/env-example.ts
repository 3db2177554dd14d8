import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { environmentSchema, isSecret } from '../src/platform/startup/environment.ts';

// Writes .env.example from the schema of the configuration. With --check it only reports whether the file is stale.

const file = new URL('../.env.example', import.meta.url);
const head = `# All environment variables of TaskUno with their defaults. Copy this file to .env and uncomment what you change.
# Variables marked (secret) can also be read from a file: NAME_FILE=/path/to/file.
`;

/** The whole text of `.env.example`. */
export function envExample(): string {
  const { properties } = z.toJSONSchema(environmentSchema, { io: 'input', unrepresentable: 'any' });
  const entries = Object.entries(properties ?? {}).map(([name, property]) => {
    const { description = '', default: value } = property as { description?: string; default?: unknown };
    const mark = isSecret(name) ? ' (secret)' : '';
    return `# ${description}${mark}\n#${name}=${Array.isArray(value) ? value.join(',') : (value ?? '')}\n`;
  });
  return [head, ...entries].join('\n');
}

if (import.meta.main) {
  const text = envExample();
  if (!process.argv.includes('--check')) await writeFile(file, text);
  else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    process.stderr.write('.env.example is stale: node scripts/env-example.ts\n');
    process.exitCode = 1;
  }
}
