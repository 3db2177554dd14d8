import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * The total time that a request may wait for the database and for other processes, over all its statements and calls. Other work (reading a body, hashing
 * a password) does not count.
 */
export class WaitBudget {
  readonly #limitMs: number;
  #spentMs = 0;
  #waits = 0;
  #since = 0;
  #isReplied = false;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  startWait(): void {
    if (this.#waits === 0) this.#since = performance.now();
    this.#waits += 1;
  }

  endWait(): void {
    this.#waits -= 1;
    if (this.#waits === 0) this.#spentMs = this.#isReplied ? 0 : this.#spentMs + performance.now() - this.#since;
  }

  /** Starts a wait that can be interrupted. Work that finishes after its end has no effect. */
  wait(): Wait {
    let state: 'waits' | 'paused' | 'ended' = 'waits';
    this.startWait();
    return {
      pause: () => {
        if (state === 'waits') this.endWait();
        if (state === 'waits') state = 'paused';
      },
      resume: () => {
        if (state === 'paused') this.startWait();
        if (state === 'paused') state = 'waits';
      },
      end: () => {
        if (state === 'waits') this.endWait();
        state = 'ended';
      },
    };
  }

  isSpent(now: number): boolean {
    return this.remainingMs(now) <= 0;
  }

  remainingMs(now: number): number {
    return this.#limitMs - this.#spentMs - (this.#waits === 0 ? 0 : now - this.#since);
  }

  /** Call when the reply has started. A stream may take its time, so from now on each wait is limited separately. */
  countSingly(): void {
    this.#isReplied = true;
    this.#spentMs = 0;
  }
}

export interface Wait {
  pause(): void;
  resume(): void;
  end(): void;
}

const budgets = new AsyncLocalStorage<WaitBudget | undefined>();

/** Runs a request's work with its budget. Every pool and statement inside counts against it. */
export function withWaitBudget<Result>(budget: WaitBudget, work: () => Result): Result {
  return budgets.run(budget, work);
}

/** Runs work that a request started and others continue, without the request's budget. */
export function withoutWaitBudget<Result>(work: () => Result): Result {
  return budgets.run(undefined, work);
}

/** The budget of the current request; undefined for jobs and other work that no request waits for. */
export function currentWaitBudget(): WaitBudget | undefined {
  return budgets.getStore();
}

/** Counts the time of `work` against the request's budget. */
export async function countWait<Result>(work: () => Promise<Result>): Promise<Result> {
  const budget = currentWaitBudget();
  budget?.startWait();
  try {
    return await work();
  } finally {
    budget?.endWait();
  }
}
