import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Assigns an uncaught exception to the request or job that caused it, even if a timer or stream of it threw. That
 * request or job is ended, not the process.
 */
export interface FailureScopes {
  /** Runs `work`. `fail` receives uncaught exceptions and returns whether there was still something to end. */
  run<Result>(fail: (error: unknown) => boolean, work: () => Result): Result;
  /** Call it for an uncaught exception. Returns whether it had an owner, which is now ended. */
  failOwner(error: unknown): boolean;
}

export function createFailureScopes(): FailureScopes {
  const owners = new AsyncLocalStorage<(error: unknown) => boolean>();
  return {
    run: (fail, work) => owners.run(fail, work),
    failOwner: (error) => owners.getStore()?.(error) ?? false,
  };
}

/** Runs work that fails by its promise or by an uncaught exception, whichever comes first. */
export function runUntilFailure<Result>(scopes: FailureScopes, work: () => Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    const end = () => {
      isOver = true;
    };
    const fail = (error: unknown) => {
      const wasOver = isOver;
      end();
      reject(error);
      return !wasOver;
    };
    scopes.run(fail, () => void work().then(resolve, reject).finally(end));
  });
}
