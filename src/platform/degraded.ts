import { currentWaitBudget, type WaitBudget } from './database/wait-budget.ts';
import { awayPartOf } from './errors.ts';

/** The parts without which requests were answered, by the request's budget. */
const partsWithout = new WeakMap<WaitBudget, Set<string>>();

/**
 * The result of `work`, or `fallback` if the module that it calls runs in another process and is unavailable. The reply
 * of the request then names that module in `X-Degraded`.
 */
export async function orWithout<Result>(work: Promise<Result>, fallback: () => Result): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    const part = awayPartOf(error);
    if (part === null) throw error;
    noteAway(part);
    return fallback();
  }
}

function noteAway(part: string): void {
  const budget = currentWaitBudget();
  if (!budget) return;
  const parts = partsWithout.get(budget) ?? new Set();
  partsWithout.set(budget, parts.add(part));
}

/** The modules without which the request with this budget was answered; undefined if all were there. */
export function degradedParts(budget: WaitBudget): ReadonlySet<string> | undefined {
  return partsWithout.get(budget);
}
