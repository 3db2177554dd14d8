import { type Command, sendCommand } from '../../api/command.ts';
import { deferred } from '../../lib/deferred.ts';
import { ignore } from '../../lib/ignore.ts';
import type { InTurn } from '../../lib/keyed-queue.ts';
import { isProblem } from '../../lib/problem.ts';
import { createdBy, isAbout } from './about.ts';
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
const confirmedWithinMs = 1_000;

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
  const { inTurn = atOnce } = change;
  if (!currentOwner()) return { isKept: false, reply: await inTurn(send) };
  const unanswered = noteUnanswered(change);
  return inTurn(() => sendOrKeep(change, send, unanswered));
}

const atOnce: InTurn = (work) => work();

async function sendOrKeep<Reply>(
  change: Change<Reply>,
  send: () => Promise<unknown>,
  { store, forget, end }: Unanswered<Reply>,
): Promise<Delivery<Reply, unknown>> {
  try {
    let reply: unknown;
    try {
      if (hasToWait(change) || !(await isConfirmed()) || hasToWait(change)) return await keep(store());
      reply = await send();
    } catch (error) {
      // Another page may be sending what is stored already.
      if (isUnreachable(error) || isProblem(error, 'request-in-progress')) return await keep(store());
      await forget(false);
      throw error;
    }
    // If the browser's database fails, the change is sent once more, with the same key.
    await forget(true).catch(ignore);
    return { isKept: false, reply };
  } finally {
    end();
  }
}

/** Whether the server has said in time who is signed in; otherwise changes wait until it has. */
async function isConfirmed(): Promise<boolean> {
  const owner = currentOwner();
  if (!owner?.confirmed || owner.isCurrent()) return true;
  await Promise.race([owner.confirmed, new Promise((resolve) => setTimeout(resolve, confirmedWithinMs))]);
  return owner.isCurrent();
}

function hasToWait(change: Change): boolean {
  return isBehindOthers(change) || globalThis.navigator?.onLine === false;
}

function isBehindOthers({ command, isStoredFirst = false }: Change): boolean {
  const others = waitingChanges.get().map((entry) => entry.command);
  return others.some(
    (other) => other.id !== command.id && (isStoredFirst || !inFlight.has(other.id) || creates(other, command)),
  );
}

/** Whether a command creates what another one is about. */
function creates(command: Command, other: Command): boolean {
  const id = createdBy(command);
  return id !== null && isAbout(other, id);
}

/** A change that the server has not answered yet: it is being sent, or waits for its turn. */
interface Unanswered<Reply> {
  /** Stores it, unless it is stored. */
  readonly store: () => Promise<Stored<Reply>>;
  /** Removes it, if it is stored. */
  readonly forget: (isMade: boolean) => Promise<void>;
  readonly end: () => void;
}

interface Stored<Reply> {
  readonly entry: Entry;
  readonly made: Promise<Made<Reply> | null>;
}

/** Stores the change soon, also before its turn: the one before it may hang. */
function noteUnanswered<Reply>(change: Change<Reply>): Unanswered<Reply> {
  const { command, isStoredFirst = false } = change;
  let stored: Promise<Stored<Reply>> | undefined;
  const store = () => (stored ??= storeChange(change));
  inFlight.set(command.id, store);
  const timer = setTimeout(store, storedAfterMs);
  if (isStoredFirst || isSlow()) storeAll();
  return {
    store,
    async forget(isMade) {
      if (stored) await forgetEntry((await stored).entry, isMade);
    },
    end() {
      inFlight.delete(command.id);
      clearTimeout(timer);
      if (stored && waitingChanges.get().length > 0) sendSoon();
    },
  };
}

/** Whether an earlier change had no reply in time: the next ones may have none either. */
const isSlow = () => waitingChanges.get().some(({ command }) => inFlight.has(command.id));

/** In their order, so that they are sent in it after a reload. */
function storeAll(): void {
  for (const store of inFlight.values()) store();
}

async function storeChange<Reply>(change: Change<Reply>): Promise<Stored<Reply>> {
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

function entryOf({ version, before, isStoredFirst: _isStoredFirst, inTurn: _inTurn, ...change }: Change): NewEntry {
  const owner = currentOwner();
  if (!owner) throw new Error('the outbox is not open');
  return { ...change, version: version ?? null, before: before ?? null, userId: owner.userId };
}
