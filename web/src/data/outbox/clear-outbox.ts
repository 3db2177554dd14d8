import { refusedChanges, waitingChanges } from './outbox.ts';
import { dropRefusal } from './refusals.ts';
import { forgetEntry } from './waiting-entries.ts';

/** Forgets everything of this person: they sign out. */
export async function clearOutbox(): Promise<void> {
  for (const entry of waitingChanges.get()) await forgetEntry(entry);
  for (const refusal of refusedChanges.get()) await dropRefusal(refusal);
}
