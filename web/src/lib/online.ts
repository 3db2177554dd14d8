import { createSignal, type Signal } from './signal.ts';

const online = createSignal(globalThis.navigator?.onLine !== false);
const read = () => online.set(navigator.onLine);
for (const event of ['online', 'offline']) globalThis.addEventListener?.(event, read);

/** Whether the browser has a network; the server may still be unreachable. */
export const isOnline: Signal<boolean> = online;
