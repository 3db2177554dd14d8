import { createSignal, type Signal } from '../lib/signal.ts';

/** The parts of the server that may run in processes of their own. */
export const serverParts = ['auth', 'teams', 'projects', 'tasks', 'notifications'] as const;
export type ServerPart = (typeof serverParts)[number];

/** How long a part counts as missing after a reply that said so. */
const shownMs = 30_000;

const missing = createSignal<readonly ServerPart[]>([]);
const timers = new Map<ServerPart, ReturnType<typeof setTimeout>>();

/** The parts that were unavailable for recent requests. */
export const missingParts: Signal<readonly ServerPart[]> = missing;

export function noteMissingParts(names: readonly string[]): void {
  for (const part of serverParts.filter((one) => names.includes(one))) {
    clearTimeout(timers.get(part));
    timers.set(
      part,
      setTimeout(() => forget(part), shownMs),
    );
    if (!missing.get().includes(part)) missing.set([...missing.get(), part]);
  }
}

/** A part has answered again. */
export function noteAvailablePart(part: ServerPart): void {
  clearTimeout(timers.get(part));
  forget(part);
}

function forget(part: ServerPart): void {
  if (!timers.delete(part)) return;
  missing.set(missing.get().filter((one) => one !== part));
}
