import { createSignal } from '../../lib/signal.ts';

/** The id of the task whose comment field gets the focus as soon as it is shown. */
export const wantedReply = createSignal<string | null>(null);
