import { sendCommand } from '../../api/command.ts';
import { deferred } from '../../lib/deferred.ts';
import { isUnreachable } from './attempt.ts';
import { dropChange } from './drop-change.ts';
import type { Change, Entry } from './entry.ts';
import { sendSoon } from './sender.ts';
import { currentOwner, inFlight, type Made, outcomes, waitingChanges } from './outbox.ts';
import { addEntry, forgetEntry, type NewEntry } from './waiting-entries.ts';

/** A change that was sent, or one that waits. */
export type Delivery<Reply, Sent = Reply> =
  | { readonly isKept: false; readonly reply: Sent }
  | {
      readonly isKept: true;
      /** Takes it back; false if it was sent already. */
      readonly drop: () => Promise<boolean>;
      /** Once it was sent; null if it was not made. */
      readonly made: Promise<Made<Reply> | null>;
    };

/** A change without a reply for this long is stored, so that it survives the end of the page. */
const storedAfterMs = 500;

/**
 * Sends a change. If the server can't be reached, or earlier changes wait, it waits behind them.
 * @param send How it is sent, if not as it is.
 * @throws Problem if the server refuses it.
 */
export function deliver<Reply>(change: Change<Reply>): Promise<Delivery<Reply>>;
export function deliver<Reply, Sent>(change: Change<Reply>, send: () => Promise<Sent>): Promise<Delivery<Reply, Sent>>;
export async function deliver<Reply>(
  change: Change<Reply>,
  send: () => Promise<unknown> = () => sendCommand(change.command, change.version ?? null),
): Promise<Delivery<Reply, unknown>> {
  if (!currentOwner()) return { isKept: false, reply: await send() };
  const {
    command: { id },
    isStoredFirst = false,
  } = change;
  const isBehind = waitingChanges.get().some(({ command }) => isStoredFirst || !inFlight.has(command.id));
  if (isBehind || globalThis.navigator?.onLine === false) return keep(store(change));
  let early: Promise<Stored<Reply>> | undefined;
  const storeNow = () => {
    early = store(change);
  };
  inFlight.add(id);
  const storeEarly = setTimeout(storeNow, storedAfterMs);
  if (isStoredFirst) storeNow();
  try {
    const reply = await send();
    inFlight.delete(id);
    if (early) await forgetEntry((await early).entry, true);
    return { isKept: false, reply };
  } catch (error) {
    inFlight.delete(id);
    if (isUnreachable(error)) return await keep(early ?? store(change));
    if (early) await forgetEntry((await early).entry);
    throw error;
  } finally {
    clearTimeout(storeEarly);
    if (early && waitingChanges.get().length > 0) sendSoon();
  }
}

interface Stored<Reply> {
  readonly entry: Entry;
  readonly made: Promise<Made<Reply> | null>;
}

async function store<Reply>(change: Change<Reply>): Promise<Stored<Reply>> {
  const { promise: made, resolve } = deferred<Made<Reply> | null>();
  // From now on another page may send it, also while this one does.
  outcomes.set(change.command.id, (outcome) => resolve(outcome as Made<Reply> | null));
  return { entry: await addEntry(entryOf(change)), made };
}

async function keep<Reply>(stored: Promise<Stored<Reply>>): Promise<Delivery<Reply>> {
  const { entry, made } = await stored;
  sendSoon();
  return { isKept: true, drop: () => dropChange(entry), made };
}

function entryOf({ version, before, isStoredFirst: _isStoredFirst, ...change }: Change): NewEntry {
  const owner = currentOwner();
  if (!owner) throw new Error('the outbox is not open');
  return { ...change, version: version ?? null, before: before ?? null, userId: owner.userId };
}
