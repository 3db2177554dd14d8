import { createSignal } from '../../lib/signal.ts';

interface WantedReply {
  readonly taskId: string;
  /** Whom it answers, if it answers a comment. */
  readonly username: string | null;
}

/** The task whose comment field gets the focus as soon as it is shown. */
export const wantedReply = createSignal<WantedReply | null>(null);
