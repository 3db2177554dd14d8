import { batchByName } from '../../lib/batch-by-name.ts';
import { alsoUnsaved } from '../../lib/unsaved-text.ts';
import { onMessage, type OutboxMessage } from './channel.ts';
import { setEffectKinds, showEffects, shownIds } from './effects.ts';
import type { EffectKind } from './entry.ts';
import { sendSoon, sendWaiting } from './sender.ts';
import {
  currentOwner,
  entries,
  isOnlyInPage,
  type Owner,
  refusals,
  setOwner,
  setRefused,
  setWaiting,
  waitingChanges,
} from './outbox.ts';
import { noteTakenElsewhere, settleEntry } from './waiting-entries.ts';

// Changes that could not be sent wait here, also across reloads, and are sent in their order.

const readPauseMs = 50;
const readAgainAfterMs = 5_000;

interface OutboxOptions extends Owner {
  readonly kinds: Readonly<Record<string, EffectKind>>;
}

/** From now on, changes of this person wait where they can't be sent; those of earlier visits are shown. */
export async function openOutbox({ kinds, ...owner }: OutboxOptions): Promise<void> {
  if (currentOwner()?.userId === owner.userId) return;
  setOwner(owner);
  setEffectKinds(kinds);
  onMessage(hear);
  globalThis.addEventListener?.('online', sendWaiting);
  alsoUnsaved(isOnlyInPage.get);
  void owner.confirmed?.then(sendWaiting);
  await readStored();
  sendWaiting();
}

function hear(message: OutboxMessage): void {
  if (message.kind === 'changed') readSoon();
  else if (message.entry.userId === currentOwner()?.userId) settleEntry(message.entry, message.reply);
}

/** Another page has changed what waits. */
const readBatch = batchByName<true>(readPauseMs, async () => {
  await readStored();
  // The other page may be closed before it has sent everything.
  if (waitingChanges.get().length > 0) sendSoon();
});
const readSoon = () => readBatch('all', true);

/** Shows what is stored. If the browser's database fails, what is shown stays, and it is read again later. */
async function readStored(): Promise<void> {
  const owner = currentOwner();
  if (!owner) return;
  try {
    await showStored(owner.userId);
  } catch {
    setTimeout(readSoon, readAgainAfterMs);
  }
}

async function showStored(userId: string): Promise<void> {
  const before = waitingChanges.get();
  const [all, refused] = await Promise.all([entries.all('waiting', userId), refusals.all('refused', userId)]);
  // What was read may be older than what this page has stored or removed meanwhile.
  if (waitingChanges.get() !== before) return showStored(userId);
  const ids = new Set(all.map(({ command: { id } }) => id));
  for (const entry of before) if (!ids.has(entry.command.id)) noteTakenElsewhere(entry);
  setWaiting(all);
  setRefused(refused);
  for (const entry of all) if (!shownIds().includes(entry.command.id)) showEffects(entry);
}
