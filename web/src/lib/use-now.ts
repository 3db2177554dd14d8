import { useSyncExternalStore } from 'react';

const tickMs = 30_000;
const listeners = new Set<() => void>();
let now = new Date();
let ticking: ReturnType<typeof setInterval> | undefined;

/** The current time, updated twice a minute: for "5 min ago", and for due dates at midnight. */
export function useNow(): Date {
  return useSyncExternalStore(subscribe, () => now);
}

function tick(): void {
  now = new Date();
  for (const listener of listeners) listener();
}

/** One clock for all; it stops while no component uses it. */
function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    now = new Date();
    ticking = setInterval(tick, tickMs);
    document.addEventListener('visibilitychange', tick);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(ticking);
    document.removeEventListener('visibilitychange', tick);
  };
}
