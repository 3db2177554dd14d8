import { CommanderError } from 'commander';
import { exitCodes, reportError } from '#platform/startup/start-error.ts';
import { createProgram } from './program.ts';

/**
 * Runs one command of the CLI, and prints why it failed.
 * @param args without the names of node and of the script
 * @returns the exit code; 0 also for a server that goes on
 */
export async function runCommand(args: readonly string[]): Promise<number> {
  const program = createProgram();
  // Only these two need the library, which would slow down every other command.
  if (args[0] === 'completion' || args[0] === 'complete') {
    const { addCompletion } = await import('./completion.ts');
    addCompletion(program);
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(error);
    // Commander has printed what is wrong, or the help that was asked for.
    return error.exitCode === 0 ? 0 : exitCodes.configuration;
  }
}
