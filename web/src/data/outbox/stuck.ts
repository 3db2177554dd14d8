import type { Problem } from '../../lib/problem.ts';
import { createSignal, type Signal } from '../../lib/signal.ts';
import type { Entry } from './entry.ts';

// A change that the server answers with an error of its own, again and again, holds up those behind it.

/** The first of the waiting changes, which the server has failed at several times. */
export interface StuckChange {
  readonly commandId: string;
  readonly problem: Problem;
}

const stuck = createSignal<StuckChange | null>(null);
/** The change that holds up the others; null while there is none. */
export const stuckChange: Signal<StuckChange | null> = stuck;

/** With the pauses between attempts, about half a minute: a restart of the server is over by then. */
const triesBeforeStuck = 6;
let failing: { readonly commandId: string; readonly tries: number } | undefined;

/** Counts an attempt that the server has answered with an error of its own. */
export function noteFailure({ command: { id } }: Entry, problem: Problem): void {
  const tries = failing?.commandId === id ? failing.tries + 1 : 1;
  failing = { commandId: id, tries };
  if (tries >= triesBeforeStuck) stuck.set({ commandId: id, problem });
}

/** A change was sent, refused or taken back. */
export function noteProgress({ command: { id } }: Entry): void {
  if (failing?.commandId === id) failing = undefined;
  if (stuck.get()?.commandId === id) stuck.set(null);
}
