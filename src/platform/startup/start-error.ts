import { DomainError } from '../errors.ts';

/** Exit codes of the process, so that a service manager or cron job can identify the failure. */
export const exitCodes = { unexpected: 1, configuration: 2, dataFolder: 3, database: 4, port: 5, refused: 6 } as const;

/** The app cannot start. One line gives the reason and what to do. */
export class StartError extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, message: string, cause?: unknown) {
    super(message, { cause });
    this.exitCode = exitCode;
  }
}

/** Ends the process: with one line for what the operator can fix, with a stack trace for a bug. */
export function endWith(error: unknown): never {
  process.exit(reportError(error));
}

/** Prints one line for what the operator can fix, or the stack trace of a bug. Returns the exit code. */
export function reportError(error: unknown): number {
  if (error instanceof StartError || error instanceof DomainError) {
    process.stderr.write(`${error.message}\n`);
    return error instanceof StartError ? error.exitCode : exitCodes.refused;
  }
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return exitCodes.unexpected;
}
