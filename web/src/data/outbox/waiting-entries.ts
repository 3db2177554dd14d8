import { broadcast } from './channel.ts';
import { hideEffects, showEffects } from './effects.ts';
import type { Entry } from './entry.ts';
import { entries, outcomes, setWaiting, waitingChanges } from './outbox.ts';
import { noteProgress } from './stuck.ts';

// What waits is stored and shown together.

/** After this time without news of it, a change that another page has removed was not made. */
const longestNewsMs = 500;

export type NewEntry = Omit<Entry, 'seq'>;

/** Stores and shows a change behind all others. */
export async function addEntry(entryToAdd: NewEntry): Promise<Entry> {
  const entry = await entries.add('waiting', entryToAdd);
  showEffects(entry);
  setWaiting([...waitingChanges.get().filter(({ seq }) => seq !== entry.seq), entry]);
  broadcast({ kind: 'changed' });
  return entry;
}

/** Stores other contents of a change, in its place. */
export async function replaceEntry(entry: Entry): Promise<void> {
  await entries.replace('waiting', entry);
  setWaiting(waitingChanges.get().map((other) => (other.seq === entry.seq ? entry : other)));
}

/** The change waits no longer. @param isMade Whether it was made, and not only dropped. */
export async function forgetEntry(entry: Entry, isMade = false): Promise<void> {
  await entries.remove('waiting', entry);
  hideEffects(entry, undefined, isMade);
  outcomes.get(entry.command.id)?.(null);
  takeOut(entry);
  broadcast({ kind: 'changed' });
}

/** The change was made, by this page or another one. */
export function settleEntry(entry: Entry, reply: unknown): void {
  hideEffects(entry, reply);
  outcomes.get(entry.command.id)?.({ reply: reply ?? null });
  takeOut(entry);
}

/** Another page has removed the change. If it was made, that page says so next; otherwise it was refused or dropped. */
export function noteTakenElsewhere(entry: Entry): void {
  hideEffects(entry, undefined, true);
  noteProgress(entry);
  const settle = outcomes.get(entry.command.id);
  setTimeout(() => settle?.(null), longestNewsMs);
}

function takeOut(entry: Entry): void {
  const { id } = entry.command;
  noteProgress(entry);
  outcomes.delete(id);
  setWaiting(waitingChanges.get().filter(({ command }) => command.id !== id));
}
