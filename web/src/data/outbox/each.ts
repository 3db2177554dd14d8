import { afterOwnChanges, noteOwnReply, noteOwnVersion } from '../../lib/own-versions.ts';
import type { Effect, Entry } from './entry.ts';

// A change of many tasks names the version of each in its body: `{ each: [{ id, version, change }] }`.

interface Each {
  readonly id: string;
  readonly version?: number;
}
/** What became of one task; without a version it was not changed. */
export interface Result {
  readonly id: string;
  readonly version: number | null;
}

/** The orders with the versions that our own changes have made of those in them. */
export function afterOwnChangesOfEach<Order extends Each>(each: readonly Order[]): Order[] {
  return each.map((one) => {
    const version = one.version === undefined ? undefined : afterOwnChanges(one.id, one.version);
    return version === one.version ? one : { ...one, version };
  });
}

/**
 * A waiting change of many tasks, with the versions that our own changes have made since of those in it. What is sent is
 * stored first: another attempt with the same idempotency key must have the same body, also after a reload.
 */
export function withOwnVersions(entry: Entry): Entry {
  const { command } = entry;
  const each = eachOf(command.body);
  const sent = each && afterOwnChangesOfEach(each);
  if (!sent || sent.every((one, index) => one === each[index])) return entry;
  return { ...entry, command: { ...command, body: { ...(command.body as object), each: sent } } };
}

/** Records the versions that a change of many tasks has created. @param each What was sent. */
export function noteOwnEach(each: readonly Each[], results: readonly Result[]): void {
  const from = new Map(each.map(({ id, version }) => [id, version]));
  for (const { id, version } of results) {
    const before = from.get(id);
    if (version === null) continue;
    if (before === undefined) noteOwnReply(id, version);
    else noteOwnVersion(id, before, version);
  }
}

/** The tasks that a change of many is about; undefined for another change. */
export function eachOf(body: unknown): readonly Each[] | undefined {
  const { each } = (body ?? {}) as { readonly each?: unknown };
  return Array.isArray(each) ? (each as readonly Each[]) : undefined;
}

/** A change of many tasks without one of them; null if it was the only one. Other changes stay as they are. */
export function withoutTask(entry: Entry, id: string): Entry | null {
  const { command, effects } = entry;
  const each = eachOf(command.body);
  const rest = each?.filter((one) => one.id !== id);
  if (!each || !rest || rest.length === each.length) return entry;
  if (rest.length === 0) return null;
  const body = { ...(command.body as object), each: rest };
  return { ...entry, command: { ...command, body }, effects: effects.map((effect) => withoutPart(effect, id)) };
}

function withoutPart({ kind, value }: Effect, id: string): Effect {
  const parts = Array.isArray(value) ? (value as readonly { readonly id?: string }[]) : null;
  return { kind, value: parts ? parts.filter((part) => part.id !== id) : value };
}
