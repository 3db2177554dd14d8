import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * How long a request may wait for the database, all of its statements together. What it does besides (reading a body,
 * hashing a password) does not count.
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

  /** A wait that begins now and can be interrupted; what is done after its end has no effect. */
  wait(): Wait {
    let state: 'waits' | 'paused' | 'ended' = 'waits';
    this.startWait();
    return {
      pause: () => {
        if (state === 'waits') this.endWait();
        if (state === 'waits') state = 'paused';
      },
      goOn: () => {
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
    return this.#spentMs + (this.#waits === 0 ? 0 : now - this.#since) >= this.#limitMs;
  }

  /** The reply has begun. What still streams may take its time; from now on each wait counts by itself. */
  countSingly(): void {
    this.#isReplied = true;
    this.#spentMs = 0;
  }
}

export interface Wait {
  pause(): void;
  goOn(): void;
  end(): void;
}

const budgets = new AsyncLocalStorage<WaitBudget | undefined>();

/** Runs a request's work with its budget: every pool and statement below takes from it. */
export function withWaitBudget<Result>(budget: WaitBudget, work: () => Result): Result {
  return budgets.run(budget, work);
}

/** Runs what a request began and others go on with. */
export function withoutWaitBudget<Result>(work: () => Result): Result {
  return budgets.run(undefined, work);
}

/** The budget of the request that is being worked at; undefined for jobs and all else that no request waits for. */
export function currentWaitBudget(): WaitBudget | undefined {
  return budgets.getStore();
}

/** Takes from the request's budget while `work` runs. */
export async function countWait<Result>(work: () => Promise<Result>): Promise<Result> {
  const budget = currentWaitBudget();
  budget?.startWait();
  try {
    return await work();
  } finally {
    budget?.endWait();
  }
}
