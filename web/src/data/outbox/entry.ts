import type { Command } from '../../api/command.ts';
import type { InTurn } from '../../lib/keyed-queue.ts';
import type { Numbered } from '../../lib/outbox-store.ts';

/** How a page shows a change that waits: by the kind's own code, from data that can be stored. */
export interface Effect {
  readonly kind: string;
  readonly value: unknown;
}

/** A kind of effect. */
export interface EffectKind {
  /** Shows it; returns a function that stops showing it, told whether the change was made. */
  show(value: unknown): (isMade: boolean) => void;
  /** Takes over what the server replied, before the effect is no longer shown. */
  settle?(value: unknown, reply: unknown): void;
}

/** What a verb says about its change, so that it can be sent now or later. */
export interface Change<Reply = unknown> {
  readonly command: Command<Reply>;
  /** The version that it was made of, if it must not overwrite what others wrote since. */
  readonly version?: number | null;
  /** The values, before the change, of the fields that it writes: others may have changed other fields. */
  readonly before?: Readonly<Record<string, unknown>>;
  /** What is sent instead if the server refuses the body (422): a move to a column without its neighbour. */
  readonly fallback?: unknown;
  readonly effects: readonly Effect[];
  /** What the change does, in the reader's language: "ENG-42 is done." */
  readonly label: string;
  /** Whether it is stored and shown before it is sent, behind earlier ones that are still being sent. */
  readonly isStoredFirst?: boolean;
  /** Sends it after earlier changes of the same thing; without it, it is sent at once. */
  readonly inTurn?: InTurn;
}

/** A change that waits to be sent. */
export interface Entry extends Omit<Change, 'version' | 'before' | 'isStoredFirst' | 'inTurn'>, Numbered {
  readonly version: number | null;
  readonly before: Readonly<Record<string, unknown>> | null;
}

/** A change that the server has refused: kept until the person has seen it. */
export interface Refusal extends Entry {
  readonly code: string;
  readonly detail: string;
  readonly status: number;
  /** Of a conflict: the values of the others, and their version. */
  readonly theirs?: Readonly<Record<string, unknown>>;
  readonly latestVersion?: number;
}
