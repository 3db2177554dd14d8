import { newId } from '../../lib/new-id.ts';
import { broadcast } from './channel.ts';
import type { Effect, Refusal } from './entry.ts';
import { sendWaiting } from './sender.ts';
import { refusals, refusedChanges, setRefused } from './outbox.ts';
import { addEntry } from './waiting-entries.ts';

/** Sends a refused change once more, with other values if the person has decided so. */
export async function sendAgain(
  refusal: Refusal,
  { body = refusal.command.body, effects = refusal.effects }: { body?: unknown; effects?: readonly Effect[] } = {},
): Promise<void> {
  const { code: _code, detail: _detail, status: _status, theirs, latestVersion, seq: _seq, ...entry } = refusal;
  const isConflict = theirs !== undefined && latestVersion !== undefined;
  // Whoever sends a stale change again has read that others have changed the same thing.
  const overOthers = refusal.code === 'stale' ? { version: null } : {};
  const base = isConflict ? { version: latestVersion, before: { ...entry.before, ...theirs } } : overOthers;
  await addEntry({ ...entry, ...base, effects, command: { ...entry.command, id: newId(), body } });
  await dropRefusal(refusal);
  sendWaiting();
}

/** Forgets a refused change. */
export async function dropRefusal(refusal: Refusal): Promise<void> {
  await refusals.remove('refused', refusal);
  setRefused(refusedChanges.get().filter(({ seq }) => seq !== refusal.seq));
  broadcast({ kind: 'changed' });
}
