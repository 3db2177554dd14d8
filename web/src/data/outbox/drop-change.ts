import { createdBy, isAbout } from './about.ts';
import { broadcast } from './channel.ts';
import { withoutTask } from './each.ts';
import { hideEffects, showEffects } from './effects.ts';
import type { Entry } from './entry.ts';
import { locked, sendWaiting } from './sender.ts';
import { entries, inFlight, waitingChanges } from './outbox.ts';
import { stuckChange } from './stuck.ts';
import { forgetEntry, replaceEntry } from './waiting-entries.ts';

/** Takes a change back that waits; false if it was sent already. Those that it held up are sent then. */
export async function dropChange(entry: Entry): Promise<boolean> {
  const wasStuck = stuckChange.get()?.commandId === entry.command.id;
  const isDropped = await locked(async () => {
    if (inFlight.has(entry.command.id) || !(await entries.has('waiting', entry))) return false;
    const id = createdBy(entry.command);
    if (id !== null) for (const other of waitingChanges.get()) await takeOutOf(other, id);
    await forgetEntry(entry);
    return true;
  });
  if (wasStuck) sendWaiting();
  return isDropped;
}

/** Removes what depends on the dropped object: the whole change, or one task of a bulk change. */
async function takeOutOf(entry: Entry, id: string): Promise<void> {
  if (isAbout(entry.command, id)) return forgetEntry(entry);
  const rest = withoutTask(entry, id);
  if (rest === entry) return;
  if (rest === null) return forgetEntry(entry);
  hideEffects(entry);
  showEffects(rest);
  await replaceEntry(rest);
  broadcast({ kind: 'changed' });
}
