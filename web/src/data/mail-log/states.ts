import type { Message } from '../../api/types.ts';
import { keysOf } from '../../lib/keys-of.ts';

/** A new state does not compile until it is here. */
const states: Readonly<Record<Message['state'], true>> = {
  queued: true,
  sent: true,
  delayed: true,
  failed: true,
  bounced: true,
  complained: true,
  suppressed: true,
  'not-needed': true,
  outbox: true,
};

export const messageStates = keysOf(states);

const undelivered: ReadonlySet<Message['state']> = new Set(['failed', 'bounced', 'complained', 'suppressed']);

/** Whether an email can be sent again. */
export function isRetryable({ state }: Pick<Message, 'state'>): boolean {
  return undelivered.has(state);
}
