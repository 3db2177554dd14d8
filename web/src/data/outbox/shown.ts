import { createSignal } from '../../lib/signal.ts';

/** Whether the list of changes that wait or were refused is open. */
export const isOutboxOpen = createSignal(false);
