import { queryClient } from '../../api/query-client.ts';
import { createSignal } from '../../lib/signal.ts';
import type { Effect, EffectKind } from '../outbox/entry.ts';
import { type PendingChange, unreadAfter } from './inbox-rows.ts';
import { keys } from './keys.ts';

/** Changes of the inbox that are shown already, oldest first. */
export const pendingChanges = createSignal<readonly PendingChange[]>([]);

/**
 * The number of unread notifications when the first of the pending changes was made: a later one may contain some of
 * them already. Null if it was not known.
 */
let unreadBefore: number | null = null;

function unreadOnServer(): number | null {
  return queryClient.getQueryData<{ readonly unread: number }>(keys.count)?.unread ?? null;
}

/** The number of unread notifications as it is shown. */
export function shownUnread(): number {
  const changes = pendingChanges.get();
  if (changes.length === 0) return unreadOnServer() ?? 0;
  const byId = new Map(changes.map((change) => [change.id, change]));
  return [...byId.values()].reduce(unreadAfter, unreadBefore ?? unreadOnServer() ?? 0);
}

/** Shows a change; returns a function that stops, told whether the change was made. */
export function showPending(change: PendingChange): (isMade: boolean) => void {
  const shown = { ...change };
  if (pendingChanges.get().length === 0) unreadBefore = unreadOnServer();
  pendingChanges.set([...pendingChanges.get(), shown]);
  return (isMade) => {
    const others = pendingChanges.get().filter((other) => other !== shown);
    const isLast = !others.some(({ id }) => id === change.id);
    if (isMade && isLast && unreadBefore !== null) unreadBefore = unreadAfter(unreadBefore, change);
    pendingChanges.set(others);
  };
}

/** The effect of a change of the inbox that waits. */
export function inboxEffect(change: PendingChange): Effect {
  return { kind: 'inbox', value: change };
}

export const inboxKind: EffectKind = {
  show(value) {
    const hide = showPending(value as PendingChange);
    return (isMade) => {
      if (!isMade) return hide(false);
      // What has left the list must not come back for a moment.
      void queryClient.invalidateQueries({ queryKey: keys.all }).finally(() => hide(true));
    };
  },
};
