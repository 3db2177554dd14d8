/** Exit codes of the process, so that a service manager or cron job can tell what failed. */
export const exitCodes = { unexpected: 1, configuration: 2, dataFolder: 3, database: 4, port: 5 } as const;

/** The app can't start, and one line says why and what to do. */
export class StartError extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, message: string, cause?: unknown) {
    super(message, { cause });
    this.exitCode = exitCode;
  }
}
