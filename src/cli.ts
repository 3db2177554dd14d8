#!/usr/bin/env node
import { CommanderError } from 'commander';
import { endWith, exitCodes } from '#platform/startup/start-error.ts';
import { createProgram } from './commands/program.ts';

const program = createProgram();
// Only these two need the library, which would slow down every other command.
if (process.argv[2] === 'completion' || process.argv[2] === 'complete') {
  const { addCompletion } = await import('./commands/completion.ts');
  addCompletion(program);
}
await program.parseAsync().catch((error: unknown) => {
  if (!(error instanceof CommanderError)) endWith(error);
  // Commander has printed what is wrong, or the help that was asked for.
  process.exit(error.exitCode === 0 ? 0 : exitCodes.configuration);
});
