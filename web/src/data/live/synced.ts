import { createSignal } from '../../lib/signal.ts';

/**
 * Whether what is shown was read from the server since the app started. Data from an earlier visit is shown until the
 * event stream is open, and read again then.
 */
export const isSynced = createSignal(true);
