import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { commandsIn, createProgram, nameOf } from './program.ts';

// Every command, as the program declares it. What they do is in test/cli.test.ts.

const names = commandsIn(createProgram())
  .filter((one) => one.commands.length === 0)
  .map(nameOf);

/** They run until they are stopped, so there is no result. */
const serving: ReadonlySet<string> = new Set(['taskuno serve', 'taskuno work', 'taskuno demo']);

/** Options that are missed before anything else is. */
const required: Readonly<Record<string, readonly string[]>> = {
  'taskuno token create': ['--name', 'Backup', '--scope', 'tasks:read'],
  'taskuno import': ['--format', 'trello', '--as', 'sara', '--organization', 'acme'],
  'taskuno export': ['--to', 'acme.zip'],
  'taskuno email test': ['--to', 'ops@example.com'],
  'taskuno scale citus': ['--print'],
};

/** Runs a command in this process up to its action; what it prints, and the error that ends it. */
async function run(name: string, ...args: readonly string[]) {
  const program = createProgram();
  const printed: string[] = [];
  for (const one of commandsIn(program)) {
    one.configureOutput({ writeOut: (text) => printed.push(text), writeErr: (text) => printed.push(text) });
  }
  const words = name.split(' ').slice(1);
  const error: unknown = await program.parseAsync([...words, ...args], { from: 'user' }).catch((thrown) => thrown);
  return { error, output: printed.join('') };
}

describe('every command', () => {
  it.each(names)('%s shows an example, and prints JSON unless it serves', async (name) => {
    const { error, output } = await run(name, '--help');
    expect(error).toMatchObject({ exitCode: 0 });
    expect(output).toContain('Examples:\n');
    expect(output).toContain(`taskuno ${name.split(' ').slice(1).join(' ')}`);
    expect(output.includes('--json')).toBe(!serving.has(name));
  });

  it.each(names)('%s refuses an option that it does not know, with a hint', async (name) => {
    const { error, output } = await run(name, ...(required[name] ?? []), '--hepl');
    expect(error).toBeInstanceOf(CommanderError);
    expect(output).toMatch(/unknown option '--hepl'\n\(Did you mean --help\?\)/);
    expect(output).toContain(`(${name} --help shows how it is used)`);
  });

  it('is in the table of the README', () => {
    const readme = readFileSync('README.md', 'utf8');
    const words = createProgram().commands.map((one) => one.name());
    expect(words.filter((word) => !readme.includes(`\`${word}`))).toEqual([]);
  });
});

describe('shell completion', () => {
  const complete = (...words: readonly string[]) =>
    String(spawnSync(process.execPath, ['src/cli.ts', 'complete', '--', ...words]).stdout);

  it('offers commands and their options', () => {
    expect(complete('que')).toContain('queue');
    expect(complete('jobs', '')).toMatch(/failed[^]*list|list[^]*failed/);
    expect(complete('jobs', 'retry', '--')).toContain('--dry-run');
  });

  it.each(['bash', 'zsh', 'fish'])('has a script for %s', (shell) => {
    const { status, stdout } = spawnSync(process.execPath, ['src/cli.ts', 'completion', shell]);
    expect([status, String(stdout)]).toEqual([0, expect.stringContaining('taskuno complete')]);
  });
});
