import { createOutboxStore } from '../../lib/outbox-store.ts';
import { createSignal, type Signal } from '../../lib/signal.ts';
import type { Entry, Refusal } from './entry.ts';

export interface Owner {
  readonly userId: string;
  /** Whether this person is still the one whose session the browser has. */
  readonly isCurrent: () => boolean;
  /** Settles once the server has said so. */
  readonly confirmed?: Promise<void>;
  /** Tells the person. */
  readonly onRefused: (refusal: Refusal) => void;
}

/** A change that has waited, and was made. */
export interface Made<Reply> {
  /** Null if the server has sent none, or an earlier attempt, whose reply was lost, has made the change. */
  readonly reply: Reply | null;
}

export const entries = createOutboxStore<Entry>();
export const refusals = createOutboxStore<Refusal>();

const waiting = createSignal<readonly Entry[]>([]);
const refused = createSignal<readonly Refusal[]>([]);
const onlyHere = createSignal(false);
/** Changes that wait to be sent, in their order. */
export const waitingChanges: Signal<readonly Entry[]> = waiting;
/** Changes that the server has refused, until the person drops them. */
export const refusedChanges: Signal<readonly Refusal[]> = refused;
/** Whether some of them are only in this page, because the browser can't store them. */
export const isOnlyInPage: Signal<boolean> = onlyHere;

/**
 * What is sent for the first time, or waits for its turn, in its order: what stores it, by the id of its command.
 */
export const inFlight = new Map<string, () => unknown>();
/** Who waits for the outcome of a change, by the id of its command. */
export const outcomes = new Map<string, (made: Made<unknown> | null) => void>();

let owner: Owner | null = null;
/** Whose changes these are; null before the outbox is open. */
export const currentOwner = (): Owner | null => owner;

export function setOwner(next: Owner): void {
  owner = next;
}

export function setWaiting(next: readonly Entry[]): void {
  waiting.set(next);
  onlyHere.set(next.some((entry) => entries.isInMemory(entry)));
}

export function setRefused(next: readonly Refusal[]): void {
  refused.set(next);
}
