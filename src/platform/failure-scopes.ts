import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Whose failure it is when nobody catches it: that of the request or the jobs in whose course it was thrown, also by a
 * timer or a stream that they left behind. It ends them, and not the process.
 */
export interface FailureScopes {
  /** Runs `work`. `fail` gets what nobody caught, and tells whether there was still something to end. */
  run<Result>(fail: (error: unknown) => boolean, work: () => Result): Result;
  /** To be called where an exception was not caught: whether it had an owner, which it has ended. */
  failOwner(error: unknown): boolean;
}

export function createFailureScopes(): FailureScopes {
  const owners = new AsyncLocalStorage<(error: unknown) => boolean>();
  return {
    run: (fail, work) => owners.run(fail, work),
    failOwner: (error) => owners.getStore()?.(error) ?? false,
  };
}

/** Runs work that is over once it fails, by its promise or by an exception that nobody caught. */
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
