import { queryClient } from '../../api/query-client.ts';
import { createSignal, type Signal } from '../../lib/signal.ts';
import type { Effect, EffectKind } from '../outbox/entry.ts';
import { type PendingChange, unreadAfter } from './inbox-rows.ts';
import { keys } from './keys.ts';

interface Shown extends PendingChange {
  /** Whether it is being sent: the server may have made it already. */
  readonly isOnItsWay: boolean;
}

const shownChanges = createSignal<readonly Shown[]>([]);
/** Changes of the inbox that are shown already, oldest first. */
export const pendingChanges: Signal<readonly PendingChange[]> = shownChanges;

/** The number of unread notifications when the first of the changes was sent: a later one may contain some of them. */
let unreadBefore = 0;

function unreadOnServer(): number {
  return queryClient.getQueryData<{ readonly unread: number }>(keys.count)?.unread ?? 0;
}

/** The number of unread notifications as it is shown. */
export function shownUnread(): number {
  const changes = shownChanges.get();
  const byId = new Map(changes.map((change) => [change.id, change]));
  const base = changes.some(({ isOnItsWay }) => isOnItsWay) ? unreadBefore : unreadOnServer();
  return [...byId.values()].reduce(unreadAfter, base);
}

/** Shows a change that is being sent; returns a function that stops, told whether the change was made. */
export function showPending(change: PendingChange): (isMade: boolean) => void {
  if (!shownChanges.get().some(({ isOnItsWay }) => isOnItsWay)) unreadBefore = unreadOnServer();
  return show(change, true);
}

function show(change: PendingChange, isOnItsWay: boolean): (isMade: boolean) => void {
  const shown: Shown = { ...change, isOnItsWay };
  shownChanges.set([...shownChanges.get(), shown]);
  return (isMade) => {
    const others = shownChanges.get().filter((other) => other !== shown);
    if (isMade && !others.some(({ id }) => id === change.id)) unreadBefore = unreadAfter(unreadBefore, change);
    shownChanges.set(others);
  };
}

let reading: Promise<void> | undefined;

/** Reads the inbox again: once for all that ask for it at the same time. */
export function readInboxAgain(): Promise<void> {
  reading ??= new Promise((resolve) => {
    setTimeout(() => {
      reading = undefined;
      resolve(queryClient.invalidateQueries({ queryKey: keys.all }));
    });
  });
  return reading;
}

/** The effect of a change of the inbox that waits. */
export function inboxEffect(change: PendingChange): Effect {
  return { kind: 'inbox', value: change };
}

export const isInboxEffect = ({ kind }: Effect): boolean => kind === 'inbox';

export const inboxKind: EffectKind = {
  show(value) {
    const hide = show(value as PendingChange, false);
    return (isMade) => {
      if (!isMade) return hide(false);
      // What has left the list must not come back for a moment.
      void readInboxAgain().finally(() => hide(true));
    };
  },
};
